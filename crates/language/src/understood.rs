//! What a sentence means: intent and slots, as `language/README` of the contract rules them.

use alfa_domain::{Condition, Currency, Indicator, Span, Ticker};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the language contract, where each is explained")]
pub enum Intent {
    Price,
    Convert,
    ConvertInverse,
    Fx,
    Change,
    Compare,
    HighLow,
    HistoryPrice,
    #[serde(rename = "whatif")]
    WhatIf,
    Volume,
    MarketCap,
    Dominance,
    FearGreed,
    MarketOverview,
    TopGainers,
    TopLosers,
    Indicator,
    Trend,
    Chart,
    AlertCreate,
    AlertList,
    AlertChange,
    AlertPause,
    AlertCancel,
    WatchAdd,
    WatchRemove,
    WatchList,
    PortfolioValue,
    PortfolioBuy,
    PortfolioSell,
    Schedule,
    Explain,
    ExplainSource,
    Repeat,
    Slower,
    Faster,
    Stop,
    Help,
    Confirm,
    Deny,
    OutOfScope,
    AdviceRefuse,
}

/// The coins a sentence names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Coins {
    /// These, in the order spoken; may be empty. `USD`, `EUR` and `USDT` stand here for [`Intent::Fx`].
    List(Vec<Ticker>),
    /// The whole market, or all of what the user keeps: written `*`.
    All,
}

impl Coins {
    /// The coins named one by one; empty for [`Coins::All`].
    pub fn list(&self) -> &[Ticker] {
        match self {
            Self::List(coins) => coins,
            Self::All => &[],
        }
    }

    /// The first coin named.
    pub fn first(&self) -> Option<&Ticker> {
        self.list().first()
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::List(coins) if coins.is_empty())
    }
}

impl Default for Coins {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Serialize for Coins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => ["*"].serialize(serializer),
            Self::List(coins) if coins.is_empty() => serializer.serialize_none(),
            Self::List(coins) => coins.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Coins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words: Option<Vec<String>> = Option::deserialize(deserializer)?;
        let words = words.unwrap_or_default();
        if words == ["*"] {
            return Ok(Self::All);
        }
        words.iter().map(|w| w.parse()).collect::<Result<_, _>>().map(Self::List).map_err(serde::de::Error::custom)
    }
}

/// Intent and slots. A slot that does not apply is empty, `null` in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// What is asked for.
    pub intent: Intent,
    /// Of which coins.
    pub coins: Coins,
    /// In which currency.
    pub quote: Option<Currency>,
    /// How much: units of the coin or of `quote`, as the intent says.
    #[serde(serialize_with = "rust_decimal::serde::str_option::serialize", deserialize_with = "optional")]
    pub amount: Option<Decimal>,
    /// A lookback, a date, a month, or with an indicator the timeframe of its candles.
    pub window: Option<Span>,
    /// The indicators named, in order: written `sma(50),sma(200)`.
    #[serde(with = "indicator_list")]
    pub indicator: Vec<Indicator>,
    /// What is compared or waited for.
    pub condition: Option<Condition>,
}

/// As text, or null; rust_decimal's own way does not know null within a tagged form.
fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    #[derive(Deserialize)]
    struct Text(#[serde(with = "rust_decimal::serde::str")] Decimal);
    Ok(Option::<Text>::deserialize(deserializer)?.map(|Text(amount)| amount))
}

impl Understood {
    /// An intent without slots.
    pub fn bare(intent: Intent) -> Self {
        Self {
            intent,
            coins: Coins::default(),
            quote: None,
            amount: None,
            window: None,
            indicator: Vec::new(),
            condition: None,
        }
    }
}

mod indicator_list {
    use super::{Deserialize, Deserializer, Indicator, Serializer};

    pub fn serialize<S: Serializer>(list: &[Indicator], serializer: S) -> Result<S::Ok, S::Error> {
        if list.is_empty() {
            return serializer.serialize_none();
        }
        let words: Vec<String> = list.iter().map(ToString::to_string).collect();
        serializer.serialize_str(&words.join(","))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Indicator>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        let Some(text) = text else { return Ok(Vec::new()) };
        // commas also stand inside parentheses: "macd(12,26,9),volume"
        let mut list = Vec::new();
        let (mut depth, mut start) = (0, 0);
        for (index, c) in text.char_indices().chain([(text.len(), ',')]) {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                ',' if depth == 0 => {
                    list.push(text[start..index].trim().parse().map_err(serde::de::Error::custom)?);
                    start = index + 1;
                }
                _ => {}
            }
        }
        Ok(list)
    }
}

/// Why an understanding must be confirmed or completed before it is acted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// A coin was found only by its sound: "polca dot?". It stands in the slots already.
    WeakCoin {
        /// The words that were heard.
        heard: String,
        /// The coin they may mean.
        coin: Ticker,
    },
    /// The sentence breaks off where a figure should stand ("quando passar de R$"). Ask again, never act.
    CutShort,
    /// The intent needs a coin and none was named.
    MissingCoin,
    /// The intent needs a second coin to compare with.
    MissingSecondCoin,
    /// The intent needs an amount and none was named.
    MissingAmount,
    /// An alert without a condition.
    MissingCondition,
    /// A coin-like word that no coin matches.
    UnknownCoin {
        /// The word.
        heard: String,
    },
    /// An amount no one can mean (zero, or beyond 10^15).
    AbsurdAmount,
}

/// What was said before, for sentences that lean on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// The last question that was answered, not "repete" or "de onde veio".
    pub last: Option<Understood>,
    /// The request that waits for a yes or a no, or for the slot named by its doubt.
    pub pending: Option<Understood>,
    /// Why it waits; `None` for a destructive request.
    pub doubt: Option<Doubt>,
}

/// A sentence's meaning, and what stands in the way of acting on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understanding {
    /// Intent and slots.
    pub understood: Understood,
    /// What must be settled first.
    pub doubt: Option<Doubt>,
    /// Whether the sentence leaned on the last turn.
    pub follow_up: bool,
}

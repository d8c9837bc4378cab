//! One sentence with all that was found in it, as the rules of intents look at it.

use crate::item::{Item, Items, What, When, counted};
use crate::lexicon::{Cue, Found, Lexicon};
use crate::reading::Reading;
use alfa_domain::{Currency, Indicator, Ticker, Timeframe, Window};
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub(crate) struct Sentence<'a> {
    pub items: &'a Items,
    pub found: Found,
    pub reading: &'a Reading,
    pub lexicon: &'a Lexicon,
    pub today: NaiveDate,
    pub text: &'a str,
}

impl<'a> Sentence<'a> {
    pub(crate) fn new(reading: &'a Reading, lexicon: &'a Lexicon, today: NaiveDate, text: &'a str) -> Self {
        Self { items: &reading.items, found: lexicon.scan(&reading.items), reading, lexicon, today, text }
    }

    pub(crate) fn has(&self, cue: Cue) -> bool {
        self.found.has(cue)
    }

    pub(crate) fn any(&self, cues: &[Cue]) -> bool {
        self.found.any(cues)
    }

    fn whats(&self) -> impl Iterator<Item = &What> {
        self.items.0.iter().map(|x| &x.what)
    }

    /// The coin that serves as currency ("ethereum em bitcoin"): its place.
    pub(crate) fn quote_coin(&self) -> Option<usize> {
        let coins: Vec<usize> = self.items.coins().map(|(i, _, _)| i).collect();
        let (&first, rest) = coins.split_first()?;
        rest.iter().copied().find(|&i| {
            let mut at = i;
            // "em um bitcoin", "em usdt"
            if at > 0 && matches!(self.items.get(at - 1).map(|x| &x.what), Some(What::One)) {
                at -= 1;
            }
            let before = self.items.before(at);
            let money = matches!(self.items.get(i).map(|x| &x.what), Some(What::Coin { ticker, .. }) if ticker.as_str() == "USDT");
            let against = before == "ao" && at > 1 && self.items.word(at - 2) == "frente";
            against || matches!(before, "em" | "/") && i > first
                || matches!(before, "para" | "pra" | "por" | "contra") && i > first && (self.has(Cue::Convert) || money) && !self.has(Cue::Compare)
        })
    }

    /// The coins asked about, in order, each once; the one that serves as currency left out.
    pub(crate) fn coins(&self) -> Vec<Ticker> {
        let quote = self.quote_coin();
        let mut list: Vec<Ticker> = Vec::new();
        for (i, ticker, _) in self.items.coins() {
            if Some(i) != quote && !list.contains(ticker) {
                list.push(ticker.clone());
            }
        }
        list
    }

    pub(crate) fn coin_amount(&self) -> Option<Decimal> {
        let quote = self.quote_coin();
        self.items.coins().filter(|(i, _, _)| Some(*i) != quote).find_map(|(_, _, amount)| amount)
    }

    pub(crate) fn money(&self) -> Option<(Decimal, Currency)> {
        self.whats().find_map(|what| match what {
            What::Money(value, currency) => Some((*value, currency.clone())),
            _ => None,
        })
    }

    /// A bare number, not counted as anything.
    pub(crate) fn number(&self) -> Option<Decimal> {
        self.whats().find_map(|what| match what {
            What::Number(value) => Some(*value),
            _ => None,
        })
    }

    pub(crate) fn has_percent(&self) -> bool {
        self.whats().any(|what| matches!(what, What::Percent(_)))
    }

    pub(crate) fn indicators(&self) -> Vec<Indicator> {
        let mut list = Vec::new();
        for what in self.whats() {
            if let What::Indicator(indicator) = what
                && !list.contains(indicator)
            {
                list.push(*indicator);
            }
        }
        list
    }

    pub(crate) fn timeframe(&self) -> Option<Timeframe> {
        self.whats().find_map(|what| match what {
            What::Timeframe(timeframe) => Some(*timeframe),
            _ => None,
        })
    }

    /// The time it points to; "hoje" yields to anything more exact.
    pub(crate) fn when(&self) -> Option<When> {
        let mut today = None;
        for item in &self.items.0 {
            if let What::When(when) = item.what {
                if item.text.ends_with("hoje") {
                    today = today.or(Some(when));
                } else {
                    return Some(when);
                }
            }
        }
        today
    }

    pub(crate) fn is_past(&self) -> bool {
        matches!(self.when(), Some(When::Ago(_) | When::Day(_) | When::InMonth(_) | When::InYear(_)))
    }

    /// Its lookback, if it says one.
    pub(crate) fn window(&self) -> Option<Window> {
        Some(match self.when()? {
            When::Back(window) | When::Ago(window) => counted(window),
            When::Day(date) => Window::Date(date),
            When::InMonth(month) => Window::Month(month),
            When::InYear(year) => Window::Date(NaiveDate::from_ymd_opt(year, 1, 1)?),
        })
    }

    /// A currency named without a figure, and where.
    pub(crate) fn currencies(&self) -> impl Iterator<Item = (usize, &Currency)> {
        self.items.0.iter().enumerate().filter_map(|(i, item)| match &item.what {
            What::Currency(currency) => Some((i, currency)),
            _ => None,
        })
    }

    /// The currency a price is wanted in, if it says one.
    pub(crate) fn quote(&self) -> Option<Currency> {
        let announced = |i: usize| matches!(self.items.before(i), "em" | "para" | "pra" | "pro" | "por" | "de");
        // "o dólar e o bitcoin": the dollar is asked about, not counted in
        let coins = self.items.coins().next().is_some();
        let mut named: Vec<(usize, &Currency)> =
            self.currencies().filter(|(i, _)| !(coins && matches!(self.items.before(*i), "do" | "o"))).collect();
        named.sort_by_key(|(i, _)| !announced(*i));
        if let Some((_, currency)) = named.first() {
            return Some((*currency).clone());
        }
        if let Some(i) = self.quote_coin()
            && let Some(What::Coin { ticker, .. }) = self.items.get(i).map(|x| &x.what)
        {
            return ticker.as_str().parse().ok();
        }
        self.pair()
    }

    /// "BTCUSDT": the quote of an exchange pair.
    fn pair(&self) -> Option<Currency> {
        self.items.0.iter().filter(|x| matches!(x.what, What::Coin { .. })).find_map(|item| {
            ["usdt", "brl", "usd", "eur"].iter().find_map(|quote| {
                let base = item.text.strip_suffix(quote)?;
                (base.len() >= 3
                    && matches!(&item.what, What::Coin { ticker, .. } if ticker.as_str().eq_ignore_ascii_case(base)))
                .then(|| quote.parse().ok())
                .flatten()
            })
        })
    }

    /// Words that nothing explains.
    pub(crate) fn unknown(&self) -> usize {
        self.lexicon.unknown(self.items).count()
    }

    /// Whether every word belongs to one of these cues, to an entity, or means nothing.
    pub(crate) fn only(&self, cues: &[Cue]) -> bool {
        let mut covered = vec![false; self.items.len()];
        for cue in cues {
            for range in self.found.all(*cue) {
                covered[range].fill(true);
            }
        }
        self.items.0.iter().zip(&covered).all(|(item, covered)| {
            *covered
                || item.what == What::One
                || item.what == What::Word && (self.lexicon.is_filler(&item.text) || self.is_sign(item))
        })
    }

    /// As [`Self::only`], coins allowed.
    pub(crate) fn only_with_coins(&self, cues: &[Cue]) -> bool {
        let mut covered = vec![false; self.items.len()];
        for cue in cues {
            for range in self.found.all(*cue) {
                covered[range].fill(true);
            }
        }
        self.items.0.iter().zip(&covered).all(|(item, covered)| {
            *covered
                || matches!(item.what, What::One | What::Coin { .. })
                || item.what == What::Word && (self.lexicon.is_filler(&item.text) || self.is_sign(item))
        })
    }

    fn is_sign(&self, item: &Item) -> bool {
        !item.text.chars().any(char::is_alphanumeric)
    }

    /// Whether nothing stands here but coins, times, currencies and words without meaning.
    pub(crate) fn is_bare(&self) -> bool {
        self.items.0.iter().all(|item| match &item.what {
            What::Word => self.lexicon.is_filler(&item.text) || self.is_sign(item),
            _ => true,
        })
    }

    pub(crate) fn word(&self, words: &[&str]) -> bool {
        self.items.has_word(words)
    }

    /// Whether the chart is what is asked for, not where something is looked up ("no gráfico de quatro horas").
    pub(crate) fn asks_chart(&self) -> bool {
        let first_indicator = self.items.0.iter().position(|x| matches!(x.what, What::Indicator(_)));
        // "mostra o bitcoin no gráfico com bollinger"
        let drawn = first_indicator.is_some_and(|at| self.items.before(at) == "com")
            && self.has(Cue::Show)
            && self.timeframe().is_none();
        self.items.0.iter().enumerate().any(|(i, item)| {
            let chart = match item.what {
                What::Timeframe(_) => ["grafico", "candle", "vela", "chart"].iter().any(|w| item.text.starts_with(w)),
                What::Word => self.found.all(Cue::Chart).any(|range| range.start == i),
                _ => false,
            };
            chart && drawn
                || chart
                    && !matches!(self.items.before(i), "no" | "num" | "pelo" | "nos" | "em")
                    && first_indicator.is_none_or(|at| i < at && !matches!(self.items.before(i), "do"))
        })
    }

    /// A verb in the form of a condition: "quando passar", "se cair"; not "vai passar", "pra passar".
    pub(crate) fn future(&self) -> bool {
        self.found.all(Cue::FutureVerb).any(|range| {
            !matches!(
                self.items.before(range.start),
                "vai"
                    | "vao"
                    | "pode"
                    | "podem"
                    | "deve"
                    | "ira"
                    | "para"
                    | "pra"
                    | "de"
                    | "a"
                    | "vou"
                    | "posso"
                    | "devo"
                    | "quero"
                    | "do"
                    | "da"
                    | "o"
            )
        })
    }

    /// Hardly more than a verb: "compara isso".
    pub(crate) fn is_short(&self) -> bool {
        self.items.len() <= 4
    }

    /// "quanto tá o dólar" asks for the dollar; "e em dólar?" only leans on what was asked.
    pub(crate) fn explicit_fx(&self) -> bool {
        let only_quote = self.currencies().all(|(i, _)| matches!(self.items.before(i), "em" | "para" | "pra" | "por"));
        !(only_quote && self.money().is_none())
    }
}

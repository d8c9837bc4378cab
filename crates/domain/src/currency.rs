//! What a price is counted in.

use crate::{ParseError, Ticker, serde_as_text};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The currency of a price. `USDT` is not the dollar: a conversion between them says its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// Brazilian real.
    Brl,
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Tether, the token.
    Usdt,
    /// Another coin, for a price such as ETH in BTC.
    Coin(Ticker),
}

impl Currency {
    /// The code as exchanges write it.
    pub fn code(&self) -> &str {
        match self {
            Self::Brl => "BRL",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Usdt => "USDT",
            Self::Coin(ticker) => ticker.as_str(),
        }
    }

    /// Whether a state issues it (real, dollar, euro).
    pub fn is_fiat(&self) -> bool {
        matches!(self, Self::Brl | Self::Usd | Self::Eur)
    }
}

impl FromStr for Currency {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let ticker: Ticker = text.parse().map_err(|_| ParseError::new("currency", text))?;
        Ok(match ticker.as_str() {
            "BRL" => Self::Brl,
            "USD" => Self::Usd,
            "EUR" => Self::Eur,
            "USDT" => Self::Usdt,
            _ => Self::Coin(ticker),
        })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

serde_as_text!(Currency);

/// An amount of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// How much, in whole units of the currency (reais, not centavos).
    pub amount: Decimal,
    /// Of what.
    pub currency: Currency,
}

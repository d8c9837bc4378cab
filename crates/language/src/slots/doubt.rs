//! What stands in the way of acting on a request.

use crate::item::What;
use crate::sentence::Sentence;
use crate::{Doubt, Intent, Understood};
use alfa_domain::{Condition, Left, Ticker};
use rust_decimal::Decimal;

/// What stands in the way of acting on it.
pub(crate) fn doubt(s: &Sentence<'_>, u: &Understood) -> Option<Doubt> {
    use Intent as I;
    if u.intent == I::OutOfScope {
        return None;
    }
    let coinless = u.coins.is_empty();
    if matches!(u.intent, I::AlertCreate | I::AlertChange | I::Convert | I::ConvertInverse | I::WhatIf) && cut_short(s)
    {
        return Some(Doubt::CutShort);
    }
    if coinless && s.text.trim_end_matches(['.', '…', ' ', '?']).ends_with('$') {
        return Some(Doubt::CutShort);
    }
    let needs_coin = matches!(
        u.intent,
        I::Price
            | I::Convert
            | I::ConvertInverse
            | I::Change
            | I::HighLow
            | I::HistoryPrice
            | I::WhatIf
            | I::Volume
            | I::Indicator
            | I::Trend
            | I::Chart
            | I::AlertCreate
            | I::AlertChange
            | I::WatchAdd
            | I::WatchRemove
            | I::PortfolioBuy
            | I::PortfolioSell
            | I::Compare
    );
    if needs_coin && coinless {
        return Some(match &s.reading.stranger {
            Some(heard) => Doubt::UnknownCoin { heard: heard.clone() },
            None => Doubt::MissingCoin,
        });
    }
    if u.intent == I::Compare && u.coins.list().len() < 2 {
        return Some(match &s.reading.stranger {
            Some(heard) => Doubt::UnknownCoin { heard: heard.clone() },
            None => Doubt::MissingSecondCoin,
        });
    }
    if let (Some(heard), Some(coin)) = (&s.reading.weak, weak_coin(s)) {
        return Some(Doubt::WeakCoin { heard: heard.clone(), coin });
    }
    if u.intent == I::AlertCreate && u.condition.is_none() || u.intent == I::AlertChange && u.condition.is_none() {
        return Some(if dangling(s) { Doubt::CutShort } else { Doubt::MissingCondition });
    }
    if matches!(u.intent, I::Convert | I::ConvertInverse | I::WhatIf | I::PortfolioBuy | I::PortfolioSell)
        && u.amount.is_none()
    {
        return Some(Doubt::MissingAmount);
    }
    let absurd = |n: Decimal, zero: bool| {
        n.is_sign_negative() || zero && n.is_zero() || n > Decimal::from(1_000_000_000_000_000_i64)
    };
    let level = match &u.condition {
        Some(Condition::Compare { left: Left::Price, right: alfa_domain::Right::Number(n), .. }) => absurd(*n, true),
        Some(Condition::At(n)) => absurd(*n, false),
        _ => false,
    };
    (level || u.amount.is_some_and(|n| absurd(n, true))).then_some(Doubt::AbsurdAmount)
}

fn weak_coin(s: &Sentence<'_>) -> Option<Ticker> {
    let heard = crate::text::fold(s.reading.weak.as_ref()?);
    s.items.0.iter().find_map(|x| match &x.what {
        What::Coin { ticker, .. } if x.text == heard || x.text.ends_with(&heard) => Some(ticker.clone()),
        _ => None,
    })
}

/// The sentence ends where a figure should stand: "passar de", "R$".
fn dangling(s: &Sentence<'_>) -> bool {
    match s.items.0.last() {
        Some(last) => {
            matches!(last.what, What::Currency(_)) && last.text.contains('$')
                || last.what == What::Word
                    && matches!(
                        last.text.as_str(),
                        "de" | "em"
                            | "dos"
                            | "os"
                            | "a"
                            | "por"
                            | "pra"
                            | "para"
                            | "ate"
                            | "abaixo"
                            | "acima"
                            | "r"
                            | "chegar"
                            | "passar"
                            | "bater"
                            | "atingir"
                    )
        }
        None => false,
    }
}

/// A bare "R$", or "R$20." as the recogniser writes a sum it lost the end of.
fn cut_short(s: &Sentence<'_>) -> bool {
    let text = s.text.trim_end();
    if text.trim_end_matches(['.', '…', ' ']).ends_with('$') || dangling(s) {
        return true;
    }
    let Some(body) = text.strip_suffix('.') else { return false };
    let digits = body.chars().rev().take_while(char::is_ascii_digit).count();
    let head = body[..body.len() - digits].trim_end();
    (1..=3).contains(&digits) && head.ends_with('$')
}

/// What a completed request still lacks.
pub(crate) fn still_missing(u: &Understood) -> Option<Doubt> {
    use Intent as I;
    if u.coins.is_empty()
        && !matches!(
            u.intent,
            I::AdviceRefuse | I::Schedule | I::Explain | I::AlertList | I::WatchList | I::PortfolioValue
        )
    {
        return Some(Doubt::MissingCoin);
    }
    if u.intent == I::Compare && u.coins.list().len() < 2 {
        return Some(Doubt::MissingSecondCoin);
    }
    if matches!(u.intent, I::AlertCreate | I::AlertChange) && u.condition.is_none() {
        return Some(Doubt::MissingCondition);
    }
    if matches!(u.intent, I::Convert | I::ConvertInverse | I::WhatIf | I::PortfolioBuy | I::PortfolioSell)
        && u.amount.is_none()
    {
        return Some(Doubt::MissingAmount);
    }
    None
}

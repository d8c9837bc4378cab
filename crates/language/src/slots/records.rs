//! Trades and schedules: what is written down.

use super::counted;
use crate::Understood;
use crate::item::What;
use crate::sentence::Sentence;
use alfa_domain::{Condition, Currency, Days, ScheduleTime, Ticker};
use chrono::NaiveTime;
use rust_decimal::Decimal;

/// "comprei 0,1 bitcoin a 350 mil", "vendi 2 solanas por 900 reais cada".
pub(super) fn trade(s: &Sentence<'_>, u: &mut Understood, coins: &[Ticker]) {
    u.coins = counted(s, coins);
    u.amount = s.coin_amount();
    let single =
        s.items.0.iter().enumerate().find(|(i, x)| {
            x.what == What::One && matches!(s.items.get(i + 1).map(|n| &n.what), Some(What::Coin { .. }))
        });
    if u.amount.is_none() && single.is_some() {
        u.amount = Some(Decimal::ONE);
    }
    let priced = s.items.0.iter().enumerate().rev().find_map(|(i, x)| {
        let at = matches!(
            s.items.before(i),
            "a" | "por"
                | "ao"
                | "em"
                | "de"
                | "preco"
                | "paguei"
                | "pagando"
                | "custou"
                | "cada"
                | "valendo"
                | "uns"
                | "aos"
        ) || x.after_break
            || u.amount.is_some();
        match &x.what {
            What::Money(value, currency) if at => Some((*value, currency.clone())),
            What::Number(value) if at => Some((*value, s.quote().unwrap_or(Currency::Brl))),
            _ => None,
        }
    });
    let Some((price, currency)) = priced else { return };
    if u.amount.is_none()
        && s.money().is_some()
        && !s
            .items
            .0
            .iter()
            .enumerate()
            .any(|(i, x)| matches!(x.what, What::Money(..)) && matches!(s.items.before(i), "a" | "por" | "ao"))
    {
        // "comprei mil reais de bitcoin": the sum, not the price
        return;
    }
    u.quote = Some(currency);
    u.condition = Some(Condition::At(price));
}

/// The days and the time; a part of the day stands for an hour when none is said.
pub(super) fn schedule_time(s: &Sentence<'_>) -> ScheduleTime {
    let mut days = Days::Every;
    let mut time = None;
    for item in &s.items.0 {
        match item.what {
            What::Every(d) => days = d,
            What::Clock(t) => time = time.or(Some(t)),
            _ => {}
        }
    }
    let said =
        |words: &[&str]| s.items.0.iter().any(|x| words.iter().any(|w| x.text.split(' ').any(|part| part == *w)));
    let hour = if said(&["noite", "noites"]) {
        20
    } else if said(&["tarde", "tardes"]) {
        15
    } else if said(&["manha", "manhas", "cedo", "acordar"]) {
        8
    } else {
        9
    };
    let usual = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    ScheduleTime { days, time: time.unwrap_or(usual) }
}

//! Biggest gains and losses among the largest coins.

use super::{ToolResult, Toolbox, change, currency, price};
use crate::{Card, CardRow, Problem};
use alfa_domain::{Fact, Gender, Unit, Window};
use alfa_language::Understood;
use rust_decimal::prelude::ToPrimitive;

/// Gains or losses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// How many are told when no number was said: three can still be followed by ear.
const UNSAID: usize = 3;
/// More than this no one follows by ear.
const AT_MOST: usize = 20;

pub(super) async fn movers(tools: &Toolbox, request: &Understood, direction: Direction) -> ToolResult {
    let currency = currency(request);
    let window = change::window(request, Window::Hours(24));
    let wanted = request.amount.and_then(|a| a.to_usize()).filter(|n| *n > 0).unwrap_or(UNSAID).min(AT_MOST);
    let mut movers = tools.market.movers(&currency, window).await?;
    movers.sort_by(|a, b| match direction {
        Direction::Up => b.change_pct.cmp(&a.change_pct),
        Direction::Down => a.change_pct.cmp(&b.change_pct),
    });
    movers.retain(|mover| match direction {
        Direction::Up => mover.change_pct.is_sign_positive() && !mover.change_pct.is_zero(),
        Direction::Down => mover.change_pct.is_sign_negative() && !mover.change_pct.is_zero(),
    });
    movers.truncate(wanted);
    if movers.is_empty() {
        let what = if direction == Direction::Up { "subiu" } else { "caiu" };
        let message = format!("Nenhuma das maiores moedas {what} {}.", crate::period::words(window));
        return Err(Problem::new("no_movers", message, "Peça outro período.").into());
    }
    let mut composer = tools.composer();
    let (one, many) = match direction {
        Direction::Up => ("A maior alta ", "As maiores altas "),
        Direction::Down => ("A maior queda ", "As maiores quedas "),
    };
    composer.say(if movers.len() == 1 { one } else { many }).window(window);
    composer.say(if movers.len() == 1 { " foi " } else { " foram " });
    let rows = movers.iter().map(|m| CardRow { coin: m.coin.clone(), values: vec![m.price, m.change_pct] }).collect();
    let last = movers.len() - 1;
    for (index, mover) in movers.into_iter().enumerate() {
        composer.say(match index {
            0 => "",
            _ if index == last => " e ",
            _ => ", ",
        });
        let fact = Fact {
            name: super::price_facts::change_name(&mover.coin, &currency, window),
            value: mover.change_pct,
            unit: Unit::Percent,
            source: mover.source,
            at: mover.at,
            derived_from: Vec::new(),
        };
        composer.coin(&mover.coin).say(", ");
        price::movement(&mut composer, fact);
    }
    composer.say(".").card(Card::Table { title: crate::period::words(window), rows });
    if request.amount.is_some_and(|a| a > AT_MOST.into()) {
        composer.say(" Falo no máximo ").count("limit", AT_MOST, Gender::Feminine).say(" de cada vez.");
    }
    Ok(composer.finish())
}

//! Alerts in words: "quando o Ethereum passar de R$ 20.000,00".

use crate::composer::{Article, Composer};
use alfa_domain::{
    Alert, AlertState, Comparison, Condition, Fact, Indicator, Left, Right, Span, Timeframe, Unit, Window,
};
use chrono_tz::Tz;
use rust_decimal::Decimal;

/// What an alert waits for, behind "quando ".
pub(super) fn condition(composer: &mut Composer<'_>, alert: &Alert) {
    let (repeat, until) = match &alert.condition {
        Condition::Compare { left, comparison, right, repeat, until } => {
            compare(composer, alert, *left, *comparison, *right);
            (*repeat, *until)
        }
        Condition::Extreme { high, repeat, until } => {
            composer.the(&alert.coin, Article::The);
            composer.say(if *high { " fizer nova máxima " } else { " fizer nova mínima " });
            composer.window(lookback(alert));
            (*repeat, *until)
        }
        Condition::Max | Condition::Min | Condition::At(_) | Condition::Every(_) => (false, None),
    };
    if repeat {
        composer.say(", todas as vezes");
    }
    if let Some(date) = until {
        composer.say(", até ").read(&crate::period::day_words(date));
    }
}

fn compare(composer: &mut Composer<'_>, alert: &Alert, left: Left, comparison: Comparison, right: Right) {
    match (left, right) {
        (Left::Price, Right::Number(price)) => {
            composer.the(&alert.coin, Article::The).say(match comparison {
                Comparison::Reaches => " chegar a ",
                Comparison::CrossesUp => " passar de ",
                Comparison::CrossesDown => " cair abaixo de ",
                Comparison::Greater | Comparison::AtLeast => " estiver acima de ",
                Comparison::Less | Comparison::AtMost => " estiver abaixo de ",
            });
            composer.given("threshold", price, Unit::Money(alert.quote.clone()));
        }
        (Left::Price, Right::Indicator(which)) => {
            composer.the(&alert.coin, Article::The).say(cross_words(comparison)).say("a ");
            indicator_name(composer, which);
            candles(composer, alert);
        }
        (Left::Percent, Right::Number(percent)) => {
            composer.the(&alert.coin, Article::The).say(if percent.is_sign_negative() { " cair " } else { " subir " });
            let fact = composer.given_fact("threshold", percent, Unit::Percent);
            composer.magnitude(fact).say(" ").window(lookback(alert));
        }
        (Left::AbsolutePercent, Right::Number(percent)) => {
            composer.the(&alert.coin, Article::The).say(" mexer ");
            let fact = composer.given_fact("threshold", percent, Unit::Percent);
            composer.magnitude(fact).say(" para cima ou para baixo ").window(lookback(alert));
        }
        (Left::Macd, _) => {
            composer.say("o ").read("MACD").say(" ").the(&alert.coin, Article::Of);
            composer.say(cross_words(comparison)).say("o sinal");
            candles(composer, alert);
        }
        (Left::Volume, Right::Times(times)) => {
            composer.say("o volume ").the(&alert.coin, Article::Of).say(" ");
            match times {
                t if t == Decimal::TWO => {
                    let fact = composer.given_fact("threshold", t, Unit::Count);
                    composer.say("dobrar").keep(fact);
                }
                t if t == Decimal::from(3) => {
                    let fact = composer.given_fact("threshold", t, Unit::Count);
                    composer.say("triplicar").keep(fact);
                }
                t => {
                    composer.say("chegar a ").given("threshold", t, Unit::Count).say(" vezes o normal");
                }
            }
        }
        (Left::Volume, Right::Number(volume)) => {
            composer.say("o volume ").the(&alert.coin, Article::Of).say(cross_words(comparison));
            composer.given("threshold", volume, Unit::Money(alert.quote.clone()));
        }
        (Left::Indicator(which), Right::Number(level)) => {
            composer.say(if feminine(which) { "a " } else { "o " });
            indicator_name(composer, which);
            composer.say(" ").the(&alert.coin, Article::Of).say(match comparison {
                Comparison::CrossesDown | Comparison::Less | Comparison::AtMost => " cair abaixo de ",
                Comparison::Reaches => " chegar a ",
                _ => " passar de ",
            });
            let unit = match which {
                Indicator::Rsi(_) | Indicator::Stochastic(..) | Indicator::Adx(_) => Unit::Points,
                _ => Unit::Money(alert.quote.clone()),
            };
            composer.given("threshold", level, unit);
            candles(composer, alert);
        }
        (Left::Indicator(which), Right::Indicator(other)) => {
            composer.say(if feminine(which) { "a " } else { "o " });
            indicator_name(composer, which);
            composer.say(" ").the(&alert.coin, Article::Of).say(cross_words(comparison)).say("a ");
            indicator_name(composer, other);
            candles(composer, alert);
        }
        _ => {
            composer.say("a condição se cumprir para ").the(&alert.coin, Article::The);
        }
    }
}

fn cross_words(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::CrossesDown | Comparison::Less | Comparison::AtMost => " cruzar para baixo ",
        Comparison::Reaches => " tocar ",
        _ => " cruzar para cima ",
    }
}

fn feminine(which: Indicator) -> bool {
    matches!(which, Indicator::Sma(_) | Indicator::Ema(_))
}

fn indicator_name(composer: &mut Composer<'_>, which: Indicator) {
    let (words, period, usual) = match which {
        Indicator::Rsi(n) => ("RSI", Some(n), 14),
        Indicator::Sma(n) => ("média móvel", Some(n), 0),
        Indicator::Ema(n) => ("média exponencial", Some(n), 0),
        Indicator::Macd(..) => ("MACD", None, 0),
        Indicator::Bollinger(..) => ("banda de Bollinger", None, 0),
        Indicator::Atr(n) => ("ATR", Some(n), 14),
        Indicator::Stochastic(..) => ("estocástico", None, 0),
        Indicator::Adx(n) => ("ADX", Some(n), 14),
        Indicator::Obv => ("OBV", None, 0),
        Indicator::Vwap => ("VWAP", None, 0),
        Indicator::Volume => ("volume", None, 0),
    };
    composer.read(words);
    if let Some(n) = period.filter(|n| *n != usual) {
        composer.say(" de ").given("period", n.into(), Unit::Count);
    }
}

/// The lookback of an alert's window.
fn lookback(alert: &Alert) -> Window {
    alert.window.and_then(Span::lookback).unwrap_or(Window::Hours(24))
}

fn candles(composer: &mut Composer<'_>, alert: &Alert) {
    let timeframe = alert.window.and_then(Span::timeframe).unwrap_or(Timeframe::D1);
    composer.say(" ").timeframe(timeframe);
}

/// ", pausado" where it is not watched.
pub(super) fn state(composer: &mut Composer<'_>, alert: &Alert) {
    match alert.state {
        AlertState::Active => {}
        AlertState::Paused => {
            composer.say(", em pausa");
        }
        AlertState::Fired => {
            composer.say(", já disparado");
        }
        AlertState::Expired => {
            composer.say(", vencido");
        }
    }
}

/// What is told when an alert fires: the price that met its condition, and what was asked for. `late` says that it was found afterwards.
pub(super) fn fired(composer: &mut Composer<'_>, alert: &Alert, price: Fact, late: bool, zone: Tz) {
    composer.say("Seu alerta disparou");
    if late {
        let (now, at) = (composer.now().with_timezone(&zone), price.at.with_timezone(&zone));
        let day = match (now.date_naive() - at.date_naive()).num_days() {
            0 => "hoje".to_owned(),
            1 => "ontem".to_owned(),
            _ => format!("em {}", crate::period::day_words(at.date_naive())),
        };
        composer.say(" ").read(&format!("{day} às {}", at.format("%H:%M"))).say(", quando eu não estava olhando");
    }
    composer.say(": ").the(&alert.coin, Article::The).say(if late { " estava em " } else { " está em " }).fact(price);
    composer.say(". Você pediu aviso quando ");
    condition(composer, alert);
    composer.say(".");
}

//! Technical indicators with their plain reading.

use super::{Refusal, ToolResult, Toolbox, currency, one_coin};
use crate::Problem;
use crate::composer::{Article, Composer};
use alfa_domain::{Comparison, Condition, Currency, Fact, Indicator, Left, Right, Span, Ticker, Timeframe, Unit};
use alfa_language::Understood;
use alfa_market::{CandleSpan, Candles, indicators};
use rust_decimal::Decimal;

/// Candles that are fetched for a reading: Wilder's averages need about 200 to forget their start.
const CANDLES: usize = 500;
/// The fewest a reading is given from, beyond the indicator's own length.
const WARM_UP: usize = 200;

/// An indicator's values as facts, the main one first.
pub(super) struct Values {
    pub(super) facts: Vec<Fact>,
    /// Close of the last candle.
    pub(super) close: Fact,
}

impl Values {
    pub(super) fn main(&self) -> Option<&Fact> {
        self.facts.first()
    }
}

pub(super) async fn indicator(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let timeframe = request.window.and_then(Span::timeframe).unwrap_or(Timeframe::D1);
    let which = request.indicator.first().copied().ok_or_else(|| {
        Problem::new("missing_indicator", "Faltou dizer o indicador.", "Diga, por exemplo: como está o RSI do bitcoin?")
    })?;
    let candles = candles(tools, coin, &currency, timeframe).await?;
    let values = values(which, &candles, coin, &currency)?;
    let mut composer = tools.composer();
    for other in request.indicator.iter().skip(1) {
        for fact in self::values(*other, &candles, coin, &currency)?.facts {
            composer.keep(fact);
        }
    }
    if let Some(verdict) = verdict(request.condition.as_ref(), &values, &candles, coin, &currency) {
        composer.say(if verdict { "Sim: " } else { "Não: " });
        reading(&mut composer, which, &values, coin, timeframe, Article::The);
    } else {
        reading(&mut composer, which, &values, coin, timeframe, Article::TheStart);
    }
    Ok(composer.finish())
}

/// The candles a reading is made from.
pub(super) async fn candles(
    tools: &Toolbox,
    coin: &Ticker,
    currency: &Currency,
    timeframe: Timeframe,
) -> Result<Candles, Refusal> {
    Ok(tools.market.candles(coin, currency, timeframe, CandleSpan::Last(CANDLES)).await?)
}

/// An indicator's last values.
pub(super) fn values(
    which: Indicator,
    candles: &Candles,
    coin: &Ticker,
    currency: &Currency,
) -> Result<Values, Refusal> {
    let few = || {
        let message =
            format!("Há só {} velas dessa moeda, pouco para calcular {which} com segurança.", candles.candles.len());
        Problem::new("few_candles", message, "Peça um gráfico mais curto, como o de uma hora.")
    };
    let needs_warm_up = matches!(
        which,
        Indicator::Rsi(_) | Indicator::Ema(_) | Indicator::Macd(..) | Indicator::Atr(_) | Indicator::Adx(_)
    );
    if needs_warm_up && candles.candles.len() < WARM_UP {
        return Err(few().into());
    }
    let reading = indicators::compute(which, &candles.candles).map_err(|_| few())?;
    let last = candles.candles.last().ok_or_else(few)?;
    let money = Unit::Money(currency.clone());
    let unit = match which {
        Indicator::Rsi(_) | Indicator::Stochastic(..) | Indicator::Adx(_) => Unit::Points,
        Indicator::Obv | Indicator::Volume => Unit::Money(Currency::Coin(coin.clone())),
        _ => money.clone(),
    };
    let pair = format!("{coin}/{currency} {}", candles.timeframe);
    let facts = reading
        .values
        .into_iter()
        .enumerate()
        .map(|(index, figure)| Fact {
            name: if index == 0 { format!("{which} {pair}") } else { format!("{which} {} {pair}", figure.name) },
            value: figure.value,
            unit: unit.clone(),
            source: candles.source.clone(),
            at: reading.at,
            derived_from: vec![format!("candles {pair}")],
        })
        .collect();
    let close = Fact {
        name: format!("close {pair}"),
        value: last.close,
        unit: money,
        source: candles.source.clone(),
        at: reading.at,
        derived_from: Vec::new(),
    };
    Ok(Values { facts, close })
}

/// Whether a question's condition holds, if it can be decided.
fn verdict(
    condition: Option<&Condition>,
    values: &Values,
    candles: &Candles,
    coin: &Ticker,
    currency: &Currency,
) -> Option<bool> {
    let Condition::Compare { left, comparison, right, .. } = condition? else { return None };
    let main = |which: Indicator| self::values(which, candles, coin, currency).ok()?.main().map(|fact| fact.value);
    let left = match left {
        Left::Price => values.close.value,
        Left::Indicator(which) => main(*which)?,
        Left::Macd => values.main()?.value,
        _ => return None,
    };
    let right = match right {
        Right::Number(number) => *number,
        Right::Indicator(which) => main(*which)?,
        Right::Signal => values.facts.get(1)?.value,
        Right::Times(_) => return None,
    };
    Some(match comparison {
        Comparison::Greater | Comparison::CrossesUp => left > right,
        Comparison::Less | Comparison::CrossesDown => left < right,
        Comparison::AtLeast => left >= right,
        Comparison::AtMost => left <= right,
        Comparison::Reaches => return None,
    })
}

/// Says an indicator's value and what it means.
pub(super) fn reading(
    composer: &mut Composer<'_>,
    which: Indicator,
    values: &Values,
    coin: &Ticker,
    timeframe: Timeframe,
    start: Article,
) {
    let mut facts = values.facts.iter().cloned();
    let Some(main) = facts.next() else { return };
    let value = main.value;
    let masculine = !matches!(which, Indicator::Sma(_) | Indicator::Ema(_) | Indicator::Bollinger(..));
    let article = match (start, masculine) {
        (Article::TheStart, true) => "O ",
        (Article::TheStart, false) => "A ",
        (_, true) => "o ",
        (_, false) => "a ",
    };
    let plain = |composer: &mut Composer<'_>, name: &str| {
        composer.say(article).read(name).say(" ").the(coin, Article::Of).say(" ").timeframe(timeframe);
    };
    match which {
        Indicator::Rsi(n) => {
            plain(composer, "RSI");
            length(composer, n, 14);
            composer.say(" está em ").fact(main).say(if value >= 70.into() {
                ", zona de sobrecompra: subiu muito em pouco tempo."
            } else if value <= 30.into() {
                ", zona de sobrevenda: caiu muito em pouco tempo."
            } else if value >= 50.into() {
                ", neutro, com mais força compradora."
            } else {
                ", neutro, com mais força vendedora."
            });
        }
        Indicator::Sma(n) | Indicator::Ema(n) => {
            let simple = matches!(which, Indicator::Sma(_));
            composer.say(article).say(if simple { "média móvel " } else { "média exponencial " });
            composer.say("de ");
            candle_count(composer, n, timeframe);
            composer.say(" ").the(coin, Article::Of).say(" está em ").fact(main).say(", e o preço, em ");
            composer.fact(values.close.clone());
            composer.say(if values.close.value >= value { ", está acima dela." } else { ", está abaixo dela." });
        }
        Indicator::Macd(..) => {
            plain(composer, "MACD");
            let signal = facts.next();
            composer.say(" está em ").fact(main);
            if let Some(signal) = signal {
                let above = value >= signal.value;
                composer.say(" e o sinal em ").fact(signal);
                composer.say(if above {
                    ": acima do sinal, impulso de alta."
                } else {
                    ": abaixo do sinal, impulso de baixa."
                });
            }
            for fact in facts {
                composer.keep(fact);
            }
        }
        Indicator::Bollinger(..) => {
            let (Some(middle), Some(lower)) = (facts.next(), facts.next()) else { return };
            let close = values.close.value;
            let words = if close > value {
                ", acima da banda superior: movimento esticado para cima."
            } else if close < lower.value {
                ", abaixo da banda inferior: movimento esticado para baixo."
            } else if close >= middle.value {
                ", dentro das bandas, na metade de cima."
            } else {
                ", dentro das bandas, na metade de baixo."
            };
            composer.say(if matches!(start, Article::TheStart) { "As " } else { "as " });
            composer.say("bandas de Bollinger ").the(coin, Article::Of).say(" ").timeframe(timeframe);
            composer.say(" vão de ").fact(lower).say(" a ").fact(main).keep(middle);
            composer.say("; o preço está em ").fact(values.close.clone()).say(words);
        }
        Indicator::Atr(n) => {
            plain(composer, "ATR");
            length(composer, n, 14);
            composer.say(" está em ").fact(main).say(": é quanto o preço costuma andar em cada vela.");
        }
        Indicator::Stochastic(..) => {
            plain(composer, "estocástico");
            composer.say(" está em ").fact(main);
            if let Some(d) = facts.next() {
                composer.say(", com a média em ").fact(d);
            }
            composer.say(if value >= 80.into() {
                ": zona de sobrecompra."
            } else if value <= 20.into() {
                ": zona de sobrevenda."
            } else {
                ": neutro."
            });
        }
        Indicator::Adx(n) => {
            plain(composer, "ADX");
            length(composer, n, 14);
            composer.say(" está em ").fact(main).say(if value >= 25.into() {
                ": há uma tendência forte, para um lado ou para o outro."
            } else if value >= 20.into() {
                ": a tendência está se formando."
            } else {
                ": sem tendência definida."
            });
        }
        Indicator::Obv => {
            plain(composer, "OBV");
            composer.say(" está em ").fact(main).say(": soma o volume das altas e desconta o das quedas.");
        }
        Indicator::Vwap => {
            plain(composer, "VWAP");
            composer.say(" está em ").fact(main).say(", e o preço, em ").fact(values.close.clone());
            composer.say(if values.close.value >= value { ", está acima dele." } else { ", está abaixo dele." });
        }
        Indicator::Volume => {
            plain(composer, "volume");
            composer.say(" da última vela é de ").fact(main).say(".");
        }
    }
}

/// Names the length of an indicator where it is not the usual one.
fn length(composer: &mut Composer<'_>, n: u32, usual: u32) {
    if n != usual {
        let fact = composer.given_fact("period", n.into(), Unit::Count);
        composer.say(" de ").fact(fact).say(" períodos");
    }
}

/// "200 dias", "20 velas de 4 horas".
fn candle_count(composer: &mut Composer<'_>, n: u32, timeframe: Timeframe) {
    let fact = composer.given_fact("period", Decimal::from(n), Unit::Count);
    let unit = match timeframe {
        Timeframe::D1 => "dias",
        Timeframe::W1 => "semanas",
        Timeframe::Mo1 => "meses",
        Timeframe::H1 => "horas",
        _ => "períodos",
    };
    if matches!(timeframe, Timeframe::W1 | Timeframe::H1) {
        let words = format!("{n} {unit}");
        composer.read(&words).keep(fact);
    } else {
        composer.fact(fact).say(" ").say(unit);
    }
    if unit == "períodos" {
        composer.say(" ").timeframe(timeframe);
    }
}

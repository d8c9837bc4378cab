//! The functions as the JSON schemas that the protocol carries.

use super::{CoinSlot, ConditionKind, Function, WindowKind, all, name};
use async_openai::types::chat::{ChatCompletionTool, ChatCompletionTools, FunctionObject};
use serde_json::{Map, Value, json};

const TICKERS: &str = "Siglas das moedas na ordem em que foram ditas, por exemplo [\"BTC\",\"ETH\"].";
const QUOTE: &str = "Em que moeda: BRL, USD, EUR, USDT ou a sigla de uma cripto. BRL se o usuário não disse outra.";
const DECIMAL: &str = "Decimal com ponto, sem separador de milhar: `0.5`, `1500000`.";
const LOOKBACK: &str =
    "Período para trás `15m 1h 4h 24h 3d 7d 30d 90d 6mo 1y ytd mtd all`, dia `2025-12-25` ou mês `2024-01`.";
const TIMEFRAME: &str = "`1m 5m 15m 1h 4h 1d 1w 1mo`.";
const INDICATOR: &str = "Sempre com parâmetros, estes se o usuário não disse outros: `rsi(14) sma(20) ema(20) macd(12,26,9) bbands(20,2) \
    atr(14) stoch(14,3,3) adx(14) obv vwap`. Mais de um: `sma(50),sma(200)`.";
const COMPARISON: &str = "LADO OP VALOR. LADO: `price`, `macd` ou um indicador como `rsi(14)`. OP: `> < >= <=`. VALOR: número, indicador \
    ou `signal` (com macd). Exemplos: `rsi(14) > 70`, `price > sma(200)`.";
const ALERT: &str = "LADO OP VALOR, com `; repeat` (sempre que) e `; until AAAA-MM-DD` (até) depois, se ditos. LADO: `price`, `pct` \
    (variação em %), `abs_pct` (variação para qualquer lado), `volume`, `macd` ou um indicador. OP: `reaches` (chegar a, bater), \
    `crosses_up` (passar de), `crosses_down` (cair abaixo de), `>= <= > <`. VALOR: número, `2x` (com volume), indicador ou `signal`. \
    Ou `price new_high`, `price new_low`. Exemplos: `price crosses_up 500000`, `pct <= -5`, `rsi(14) crosses_down 30`, \
    `sma(50) crosses_up sma(200)`, `volume >= 2x`.";
const TIME: &str = "`every day HH:MM`, `every weekday HH:MM`, `every weekend HH:MM` ou `every mon HH:MM` (mon tue wed thu fri sat sun).";

/// All functions as the protocol's tools.
pub(in crate::agent) fn declarations() -> Vec<ChatCompletionTools> {
    all()
        .map(|function| {
            ChatCompletionTools::Function(ChatCompletionTool {
                function: FunctionObject {
                    name: name(function.intent),
                    description: Some(function.about.to_owned()),
                    parameters: Some(parameters(&function)),
                    strict: None,
                },
            })
        })
        .collect()
}

fn text(meaning: &str, grammar: &str) -> Value {
    json!({ "type": "string", "description": format!("{meaning} {grammar}").trim() })
}

/// The object of a function's arguments.
fn parameters(function: &Function) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    let coins = |least: usize, most: usize, meaning: &str| {
        json!({
            "type": "array", "items": { "type": "string" }, "minItems": least, "maxItems": most, "description": meaning,
        })
    };
    let array = match function.coins {
        CoinSlot::Nothing | CoinSlot::Market => None,
        CoinSlot::Between(least, most) => Some((least > 0, coins(least, most, TICKERS))),
        CoinSlot::OrAll(most) => Some((true, coins(1, most, &format!("{TICKERS} [\"*\"] para todas.")))),
        CoinSlot::Foreign => Some((
            true,
            json!({
                "type": "array", "items": { "type": "string", "enum": ["USD", "EUR", "USDT"] }, "minItems": 1, "maxItems": 1,
                "description": "A moeda estrangeira.",
            }),
        )),
    };
    if let Some((needed, schema)) = array {
        properties.insert("coins".to_owned(), schema);
        if needed {
            required.push("coins");
        }
    }
    if function.quote {
        properties.insert("quote".to_owned(), text(QUOTE, ""));
    }
    if let Some(slot) = function.amount {
        properties.insert("amount".to_owned(), text(slot.meaning, DECIMAL));
        if slot.required {
            required.push("amount");
        }
    }
    if let Some(slot) = function.window {
        let grammar = match slot.kind {
            WindowKind::Any => LOOKBACK.to_owned(),
            WindowKind::Date => String::new(),
            WindowKind::Candles => TIMEFRAME.to_owned(),
            WindowKind::Alert => format!("{LOOKBACK} Candles: {TIMEFRAME}"),
        };
        properties.insert("window".to_owned(), text(slot.meaning, &grammar));
        if slot.required {
            required.push("window");
        }
    }
    if let Some(slot) = function.indicator {
        properties.insert("indicator".to_owned(), text(slot.meaning, INDICATOR));
        if slot.required {
            required.push("indicator");
        }
    }
    if let Some(slot) = function.condition {
        let schema = match slot.kind {
            ConditionKind::Extreme => json!({ "type": "string", "enum": ["max", "min"], "description": slot.meaning }),
            ConditionKind::Comparison => text(slot.meaning, COMPARISON),
            ConditionKind::Alert => text(slot.meaning, ALERT),
            ConditionKind::Price => text(slot.meaning, "`at 350000`: o preço de uma unidade, em unidades de quote."),
            ConditionKind::Time => text(slot.meaning, TIME),
        };
        properties.insert("condition".to_owned(), schema);
        if slot.required {
            required.push("condition");
        }
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_offers_exactly_the_slots_of_its_intent() {
        let slots = |called: &str| -> String {
            let function = super::super::named(called).unwrap();
            let schema = parameters(&function);
            let keys: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
            keys.join(" ")
        };
        for (called, expected) in [
            ("price", "coins quote"),
            ("convert", "coins quote amount"),
            ("change", "coins quote window"),
            ("high_low", "coins quote window condition"),
            ("whatif", "coins quote amount window"),
            ("dominance", "coins"),
            ("fear_greed", ""),
            ("top_gainers", "quote amount window"),
            ("indicator", "coins quote window indicator condition"),
            ("alert_create", "coins quote window indicator condition"),
            ("alert_change", "coins quote condition"),
            ("alert_cancel", "coins"),
            ("portfolio_buy", "coins quote amount condition"),
            ("schedule", "coins quote condition"),
            ("explain", "indicator"),
            ("portfolio_value", ""),
        ] {
            assert_eq!(slots(called), expected, "{called}");
        }
    }

    #[test]
    fn what_steers_the_dialogue_is_no_function() {
        for called in ["confirm", "deny", "stop", "repeat", "slower", "faster", "Price", "no_such"] {
            assert!(super::super::named(called).is_none(), "{called}");
        }
        assert_eq!(declarations().len(), 36);
    }
}

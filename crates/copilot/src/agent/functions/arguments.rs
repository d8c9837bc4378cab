//! The model's arguments as a request, checked; what is wrong with them is told to the model.

use super::{CoinSlot, ConditionKind, Function, WindowKind, all, name, named};
use alfa_domain::{Condition, Currency, Indicator, Left, Right, Span, Ticker, Timeframe, Window};
use alfa_language::{Coins, Intent, Understood};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

/// Why a call was not made, as it is told to the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::agent) struct Refused(pub(in crate::agent) String);

fn refuse<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

/// The most anyone can mean.
const LARGEST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// The request of a function call.
pub(in crate::agent) fn read(called: &str, arguments: &str) -> Result<Understood, Refused> {
    let Some(function) = named(called.trim()) else {
        let names: Vec<String> = all().map(|function| name(function.intent)).collect();
        return refuse(format!("A função `{called}` não existe. Existem: {}.", names.join(", ")));
    };
    let arguments = match arguments.trim() {
        "" | "null" => Map::new(),
        text => match serde_json::from_str(text) {
            Ok(Value::Object(object)) => object,
            _ => return refuse("Os argumentos não são um objeto JSON."),
        },
    };
    for (key, value) in &arguments {
        let known = match key.as_str() {
            "coins" => function.coins != CoinSlot::Nothing,
            "quote" => function.quote,
            "amount" => function.amount.is_some(),
            "window" => function.window.is_some(),
            "indicator" => function.indicator.is_some(),
            "condition" => function.condition.is_some(),
            _ => false,
        };
        if !known && !is_empty(value) {
            return refuse(format!("`{called}` não tem o parâmetro `{key}`."));
        }
    }
    let mut request = Understood::bare(function.intent);
    request.coins = coins(&function, arguments.get("coins"))?;
    request.amount = amount(&function, arguments.get("amount"))?;
    request.condition = condition(&function, arguments.get("condition"))?;
    request.indicator = indicators(&function, arguments.get("indicator"), request.condition.as_ref())?;
    request.window = window(&function, arguments.get("window"), &request.indicator)?;
    request.quote = quote(&function, arguments.get("quote"), &request)?;
    Ok(request)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A slot's text; `None` where it was left out.
fn text<'a>(slot: &str, value: Option<&'a Value>) -> Result<Option<&'a str>, Refused> {
    match value {
        None => Ok(None),
        Some(value) if is_empty(value) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim())),
        Some(_) => refuse(format!("`{slot}` deve ser um texto.")),
    }
}

fn missing<T>(slot: &str, function: &Function) -> Result<T, Refused> {
    refuse(format!("Falta `{slot}` em `{}`. Se o usuário não disse, pergunte a ele.", name(function.intent)))
}

fn coins(function: &Function, value: Option<&Value>) -> Result<Coins, Refused> {
    let mut words: Vec<&str> = Vec::new();
    match value {
        None | Some(Value::Null) => {}
        Some(Value::Array(items)) => {
            for item in items {
                let Value::String(word) = item else { return refuse("`coins` deve ser uma lista de siglas.") };
                words.push(word.trim());
            }
        }
        Some(Value::String(text)) => words.extend(text.split(',').map(str::trim).filter(|word| !word.is_empty())),
        Some(_) => return refuse("`coins` deve ser uma lista de siglas."),
    }
    let all = words == ["*"];
    let (least, most) = match function.coins {
        CoinSlot::Nothing => (0, 0),
        CoinSlot::Market if words.is_empty() || all => return Ok(Coins::All),
        CoinSlot::Market => return refuse(format!("`{}` é do mercado inteiro, sem `coins`.", name(function.intent))),
        CoinSlot::OrAll(_) if all => return Ok(Coins::All),
        CoinSlot::OrAll(most) => (1, most),
        CoinSlot::Between(least, most) => (least, most),
        CoinSlot::Foreign => (1, 1),
    };
    let mut list: Vec<Ticker> = Vec::new();
    for word in words {
        let Ok(ticker) = word.parse::<Ticker>() else {
            return refuse(format!("`{word}` não é uma sigla. Use a sigla da moeda, como BTC."));
        };
        if function.coins == CoinSlot::Foreign && !matches!(ticker.as_str(), "USD" | "EUR" | "USDT") {
            return refuse("`coins` deve ser USD, EUR ou USDT; para uma cripto use `price`.");
        }
        if function.coins != CoinSlot::Foreign && matches!(ticker.as_str(), "BRL" | "USD" | "EUR") {
            return refuse(format!(
                "`{ticker}` não é uma cripto; o dinheiro vai em `quote`, e o câmbio é a função `fx`."
            ));
        }
        if !list.contains(&ticker) {
            list.push(ticker);
        }
    }
    if list.len() < least && list.is_empty() {
        return missing("coins", function);
    }
    if list.len() < least {
        return refuse(format!("`coins` precisa de pelo menos {least} moedas."));
    }
    if list.len() > most {
        return refuse(format!("`coins` pode ter no máximo {most}."));
    }
    Ok(Coins::List(list))
}

fn amount(function: &Function, value: Option<&Value>) -> Result<Option<Decimal>, Refused> {
    let Some(slot) = function.amount else { return Ok(None) };
    let written = match value {
        Some(Value::Number(number)) => Some(number.to_string()),
        other => text("amount", other)?.map(str::to_owned),
    };
    let Some(written) = written else {
        return if slot.required { missing("amount", function) } else { Ok(None) };
    };
    let parsed = written.parse::<Decimal>().ok().or_else(|| Decimal::from_scientific(&written).ok());
    let Some(amount) = parsed.filter(|_| !written.contains('_')) else {
        return refuse(format!("`amount` não é um decimal com ponto e sem separador de milhar: `{written}`."));
    };
    if amount <= Decimal::ZERO || amount > LARGEST {
        return refuse(format!("`amount` fora do que alguém pode querer dizer: `{written}`."));
    }
    let counts = matches!(function.intent, Intent::TopGainers | Intent::TopLosers);
    if counts && !amount.is_integer() {
        return refuse("`amount` aqui é um número inteiro de moedas.");
    }
    Ok(Some(amount.normalize()))
}

fn condition(function: &Function, value: Option<&Value>) -> Result<Option<Condition>, Refused> {
    let Some(slot) = function.condition else { return Ok(None) };
    let Some(written) = text("condition", value)? else {
        return if slot.required { missing("condition", function) } else { Ok(None) };
    };
    let parsed = match slot.kind {
        // the price of a trade is often given bare
        ConditionKind::Price if written.parse::<Decimal>().is_ok() => format!("at {written}").parse(),
        _ => written.parse::<Condition>(),
    };
    let Ok(condition) = parsed else {
        return refuse(format!("`condition` não segue a gramática descrita: `{written}`."));
    };
    let fits = match slot.kind {
        ConditionKind::Extreme => matches!(condition, Condition::Max | Condition::Min),
        ConditionKind::Comparison => matches!(condition, Condition::Compare { .. }),
        ConditionKind::Alert => matches!(condition, Condition::Compare { .. } | Condition::Extreme { .. }),
        ConditionKind::Price => matches!(condition, Condition::At(price) if price > Decimal::ZERO),
        ConditionKind::Time => matches!(condition, Condition::Every(_)),
    };
    if fits {
        Ok(Some(condition))
    } else {
        refuse(format!("`{written}` não é uma condição de `{}`.", name(function.intent)))
    }
}

/// The indicators named, and those a condition names.
fn indicators(
    function: &Function,
    value: Option<&Value>,
    condition: Option<&Condition>,
) -> Result<Vec<Indicator>, Refused> {
    let written = match value {
        Some(Value::Array(items)) => {
            let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!words.is_empty()).then(|| words.join(","))
        }
        other => text("indicator", other)?.map(str::to_owned),
    };
    let mut list = Vec::new();
    if let Some(written) = written {
        // the request's own reading of such a list
        let request = json!({
            "intent": "explain", "coins": null, "quote": null, "amount": null, "window": null, "condition": null,
            "indicator": written.to_lowercase(),
        });
        match serde_json::from_value::<Understood>(request) {
            Ok(request) => list = request.indicator,
            Err(_) => return refuse(format!("`indicator` não segue a gramática descrita: `{written}`.")),
        }
    }
    if function.indicator.is_some()
        && list.is_empty()
        && let Some(Condition::Compare { left, right, .. }) = condition
    {
        list.extend(match left {
            Left::Indicator(indicator) => Some(*indicator),
            Left::Macd => Indicator::usual("macd"),
            Left::Volume => Some(Indicator::Volume),
            Left::Price | Left::Percent | Left::AbsolutePercent => None,
        });
        if let Right::Indicator(indicator) = right {
            list.push(*indicator);
        }
    }
    match function.indicator {
        Some(slot) if slot.required && list.is_empty() => missing("indicator", function),
        _ => Ok(list),
    }
}

fn window(function: &Function, value: Option<&Value>, indicators: &[Indicator]) -> Result<Option<Span>, Refused> {
    let Some(slot) = function.window else { return Ok(None) };
    let candles = match slot.kind {
        WindowKind::Candles => true,
        WindowKind::Alert => indicators.iter().any(|indicator| *indicator != Indicator::Volume),
        WindowKind::Any | WindowKind::Date => false,
    };
    let Some(written) = text("window", value)? else {
        return match function.intent {
            _ if slot.required => missing("window", function),
            Intent::Indicator => Ok(Some(Span::Timeframe(Timeframe::D1))),
            Intent::Change | Intent::HighLow | Intent::Volume => Ok(Some(Span::Lookback(Window::Hours(24)))),
            _ => Ok(None),
        };
    };
    let span = if candles {
        written.parse::<Timeframe>().map(Span::Timeframe)
    } else {
        written.parse::<Window>().map(Span::Lookback)
    };
    let Ok(span) = span else {
        return refuse(format!("`window` não segue a gramática descrita: `{written}`."));
    };
    if slot.kind == WindowKind::Date && !matches!(span, Span::Lookback(Window::Date(_))) {
        return refuse(format!("`window` deve ser um dia, `AAAA-MM-DD`: `{written}`."));
    }
    Ok(Some(span))
}

/// The currency, where the intent has one: the real unless another was said.
fn quote(function: &Function, value: Option<&Value>, request: &Understood) -> Result<Option<Currency>, Refused> {
    if !function.quote {
        return Ok(None);
    }
    let said = match text("quote", value)? {
        Some(written) => match written.parse::<Currency>() {
            Ok(currency) => Some(currency),
            Err(_) => return refuse(format!("`quote` não é uma moeda: `{written}`.")),
        },
        None => None,
    };
    Ok(match request.intent {
        Intent::Fx => Some(Currency::Brl),
        Intent::MarketCap if request.coins == Coins::All => None,
        Intent::Schedule if request.coins.is_empty() => None,
        Intent::PortfolioBuy | Intent::PortfolioSell if request.condition.is_none() => None,
        _ => Some(said.unwrap_or(Currency::Brl)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(called: &str, arguments: &Value) -> Value {
        serde_json::to_value(read(called, &arguments.to_string()).unwrap()).unwrap()
    }

    #[test]
    fn arguments_become_the_request_of_the_contract() {
        assert_eq!(
            ok("convert", &json!({ "coins": ["btc"], "quote": "USD", "amount": 0.5 })),
            json!({ "intent": "convert", "coins": ["BTC"], "quote": "USD", "amount": "0.5", "window": null, "indicator": null, "condition": null }),
        );
        assert_eq!(
            ok(
                "alert_create",
                &json!({ "coins": ["BTC"], "condition": "sma(50) crosses_up sma(200)", "window": "4h" })
            ),
            json!({
                "intent": "alert_create", "coins": ["BTC"], "quote": "BRL", "amount": null, "window": "4h",
                "indicator": "sma(50),sma(200)", "condition": "sma(50) crosses_up sma(200)",
            }),
        );
        assert_eq!(ok("change", &json!({ "coins": ["ETH"] }))["window"], "24h");
        assert_eq!(ok("indicator", &json!({ "coins": ["ETH"], "indicator": "rsi" }))["indicator"], "rsi(14)");
        assert_eq!(ok("market_cap", &json!({ "coins": ["*"] }))["quote"], Value::Null);
        assert_eq!(ok("fear_greed", &json!({}))["coins"], json!(["*"]));
        assert_eq!(
            ok("portfolio_buy", &json!({ "coins": ["BTC"], "amount": "0.1", "condition": "350000" }))["condition"],
            "at 350000"
        );
        assert_eq!(ok("top_gainers", &json!({ "amount": "3", "window": "24h", "quote": null }))["amount"], "3");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (called, arguments, told) in [
            ("buy_now", json!({}), "não existe"),
            ("price", json!({}), "Falta `coins`"),
            ("price", json!({ "coins": ["Bit coin"] }), "não é uma sigla"),
            ("price", json!({ "coins": ["BTC"], "side": "buy" }), "parâmetro `side`"),
            ("compare", json!({ "coins": ["BTC"] }), "pelo menos 2"),
            ("convert", json!({ "coins": ["BTC"], "amount": "1.500,00" }), "decimal com ponto"),
            ("convert", json!({ "coins": ["BTC"], "amount": "-3" }), "fora do que"),
            ("convert", json!({ "coins": ["BTC"], "amount": "1000000000000001" }), "fora do que"),
            ("history_price", json!({ "coins": ["BTC"], "window": "7d" }), "AAAA-MM-DD"),
            ("indicator", json!({ "coins": ["BTC"], "indicator": "zigzag(3)" }), "`indicator` não segue"),
            ("alert_create", json!({ "coins": ["BTC"], "condition": "quando subir" }), "`condition` não segue"),
            ("alert_create", json!({ "coins": ["BTC"], "condition": "every day 08:00" }), "não é uma condição"),
            ("fx", json!({ "coins": ["BTC"] }), "USD, EUR ou USDT"),
            ("change", json!({ "coins": ["BTC"], "window": "uma semana" }), "`window` não segue"),
        ] {
            let Refused(why) = read(called, &arguments.to_string()).unwrap_err();
            assert!(why.contains(told), "{called} {arguments}: {why}");
        }
        assert!(read("price", "{\"coins\": [").is_err());
    }
}

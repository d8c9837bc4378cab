//! Buys and sells as the user tells them, and what they are worth.

use super::{Refusal, ToolResult, Toolbox, convert, one_coin, price, price_facts};
use crate::composer::{Article, SAID_BY_USER};
use crate::{Card, CardRow, Problem};
use alfa_domain::{Condition, Currency, Fact, Holding, Side, Ticker, Trade, TradeId, Unit, holdings};
use alfa_language::{Intent, Understood};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) async fn record(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?.clone();
    let amount = convert::amount(request)?;
    let side = if request.intent == Intent::PortfolioBuy { Side::Buy } else { Side::Sell };
    let trades = tools.store.trades().await?;
    if side == Side::Sell {
        enough(tools, &trades, &coin, amount)?;
    }
    let now = tools.now();
    let mut composer = tools.composer();
    let (price, currency) = match request.condition {
        Some(Condition::At(price)) => {
            let currency = request.quote.clone().unwrap_or(Currency::Brl);
            let name = price_facts::name("price", &coin, &currency);
            (composer.given_fact(&name, price, Unit::Money(currency.clone())), currency)
        }
        _ => {
            let quoted = tools.market.quote(&coin, &Currency::Brl).await?;
            (price_facts::with_legs(&mut composer, &quoted), Currency::Brl)
        }
    };
    let said_price = price.source == SAID_BY_USER;
    let trade = Trade {
        id: TradeId::new(now, tools.clock.random()),
        side,
        coin: coin.clone(),
        amount,
        price: price.value,
        currency: currency.clone(),
        price_source: price.source.clone(),
        at: tools.words_now(),
    };
    let given = composer.given_fact("amount", amount, Unit::Money(Currency::Coin(coin.clone())));
    let total = amount.checked_mul(price.value).ok_or_else(convert::absurd)?;
    let total =
        price_facts::derived(format!("total {coin}/{currency}"), total, Unit::Money(currency), &[&given, &price]);
    tools.store.add_trade(&trade).await?;
    composer.say(if side == Side::Buy { "Anotei a compra de " } else { "Anotei a venda de " });
    composer.fact(given).say(" a ").fact(price);
    composer.say(if said_price { ", num total de " } else { ", o preço de agora, num total de " });
    composer.fact(total).say(".");
    Ok(composer.finish())
}

/// A sale of more than is held is a slip of the tongue, or the buy was never told.
fn enough(tools: &Toolbox, trades: &[Trade], coin: &Ticker, amount: Decimal) -> Result<(), Problem> {
    let held: Decimal =
        holdings(trades).iter().filter(|holding| &holding.coin == coin).map(|holding| holding.amount).sum();
    if held >= amount {
        return Ok(());
    }
    let name = tools.coins.get(coin).map_or_else(|| coin.to_string(), |coin| coin.name.clone());
    let message = if held.is_zero() {
        format!("Você não tem {name} anotado na carteira.")
    } else {
        let fact = Fact {
            name: format!("held {coin}"),
            value: held,
            unit: Unit::Money(Currency::Coin(coin.clone())),
            source: SAID_BY_USER.to_owned(),
            at: tools.now(),
            derived_from: Vec::new(),
        };
        format!("Você tem só {} na carteira.", alfa_language::aloud::written(&fact))
    };
    Err(Problem::new("not_enough_held", message, "Anote antes a compra que falta, ou diga uma quantia menor."))
}

pub(super) async fn value(tools: &Toolbox) -> ToolResult {
    let trades = tools.store.trades().await?;
    let held = holdings(&trades);
    let open: Vec<&Holding> = held.iter().filter(|holding| holding.amount > Decimal::ZERO).collect();
    let mut composer = tools.composer();
    if open.is_empty() {
        composer.say("Sua carteira está vazia. Para anotar uma compra, diga, por exemplo: comprei meio bitcoin.");
        return Ok(composer.finish());
    }
    // every coin once, in reais; costs in another currency are brought to reais at today's rate
    let mut coins: Vec<Ticker> = open.iter().map(|holding| holding.coin.clone()).collect();
    coins.dedup();
    let quotes = tools.market.quotes(&coins, &Currency::Brl).await;
    let mut prices = BTreeMap::new();
    for (coin, quoted) in coins.iter().zip(quotes) {
        match quoted {
            Ok(quoted) => {
                let fact = price_facts::with_legs(&mut composer, &quoted);
                prices.insert(coin.clone(), fact);
            }
            Err(error) => return Err(Refusal::from(error)),
        }
    }
    let mut worth: BTreeMap<Ticker, Decimal> = BTreeMap::new();
    let mut cost = Decimal::ZERO;
    for holding in &open {
        let Some(price) = prices.get(&holding.coin) else { continue };
        *worth.entry(holding.coin.clone()).or_default() += holding.amount * price.value;
        let rate = match &holding.currency {
            Currency::Brl => Decimal::ONE,
            other => rate_to_reais(tools, other).await?,
        };
        cost += holding.amount * holding.average_price * rate;
    }
    let total: Decimal = worth.values().copied().sum();
    let legs: Vec<&Fact> = prices.values().collect();
    let reais = || Unit::Money(Currency::Brl);
    let total_fact = price_facts::derived("portfolio value BRL".to_owned(), total, reais(), &legs);
    let profit = price_facts::derived("portfolio profit BRL".to_owned(), total - cost, reais(), &legs);
    composer.say("Sua carteira vale ").fact(total_fact);
    let gain = !profit.value.is_sign_negative();
    composer.say(if gain { ", com lucro de " } else { ", com prejuízo de " }).magnitude(profit);
    if let Some(percent) = price_facts::percent(cost, total) {
        let fact = price_facts::derived("portfolio profit %".to_owned(), percent, Unit::Percent, &legs);
        composer.say(", ");
        price::movement(&mut composer, fact);
    }
    composer.say(".");
    let mut rows = Vec::new();
    if worth.len() > 1 {
        let mut parts: Vec<(&Ticker, &Decimal)> = worth.iter().collect();
        parts.sort_by(|a, b| b.1.cmp(a.1));
        for (index, (coin, value)) in parts.into_iter().enumerate() {
            let name = price_facts::name("portfolio value", coin, &Currency::Brl);
            let fact = price_facts::derived(name, *value, reais(), &legs);
            composer.say(if index == 0 { " Em " } else { ", em " }).coin(coin).say(", ").fact(fact);
            rows.push(CardRow { coin: coin.clone(), values: vec![*value] });
        }
        composer.say(".");
    } else if let Some(holding) = open.first() {
        let held: Decimal = open.iter().map(|holding| holding.amount).sum();
        let fact = Fact {
            name: format!("held {}", holding.coin),
            value: held,
            unit: Unit::Money(Currency::Coin(holding.coin.clone())),
            source: SAID_BY_USER.to_owned(),
            at: tools.now(),
            derived_from: Vec::new(),
        };
        composer.say(" São ").fact(fact).say(", ").the(&holding.coin, Article::The).say(" a ");
        if let Some(price) = prices.get(&holding.coin) {
            composer.fact(price.clone());
        }
        composer.say(".");
    }
    composer.card(Card::Table { title: "Carteira".to_owned(), rows });
    Ok(composer.finish())
}

async fn rate_to_reais(tools: &Toolbox, currency: &Currency) -> Result<Decimal, Refusal> {
    match currency {
        Currency::Coin(coin) => Ok(tools.market.quote(coin, &Currency::Brl).await?.quote.price),
        other => Ok(tools.market.fx(other).await?.quote.price),
    }
}

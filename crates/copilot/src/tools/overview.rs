//! The market as a whole: capitalisation, dominance, fear and greed, the summary.

use super::{Refusal, ToolResult, Toolbox, coins, currency, one_coin, price, price_facts};
use crate::composer::{Article, Composer};
use alfa_domain::{Currency, Fact, Unit};
use alfa_language::{Coins, Understood};
use alfa_market::{FearGreed, FearGreedClass, MarketError, Overview};

pub(super) async fn market_cap(tools: &Toolbox, request: &Understood) -> ToolResult {
    let currency = currency(request);
    let mut composer = tools.composer();
    if request.coins == Coins::All {
        let overview = tools.market.overview(&currency).await?;
        composer.say("O mercado inteiro vale ").fact(total_cap(&overview, &currency));
        if let Some(change) = cap_change(&overview) {
            composer.say(", ");
            price::movement(&mut composer, change);
            day(&mut composer);
        }
        composer.say(".");
        return Ok(composer.finish());
    }
    let coins = coins(request)?;
    let results = futures::future::join_all(coins.iter().map(|coin| tools.market.market_cap(coin, &currency))).await;
    let mut failed: Option<MarketError> = None;
    let mut said = false;
    for (coin, result) in coins.iter().zip(results) {
        let figure = match result {
            Ok(figure) => figure,
            Err(error) => {
                failed.get_or_insert(error);
                continue;
            }
        };
        if said {
            composer.say(" ");
        }
        said = true;
        let fact = Fact {
            name: price_facts::name("market_cap", coin, &currency),
            value: figure.value,
            unit: Unit::Money(currency.clone()),
            source: figure.source.clone(),
            at: figure.at,
            derived_from: Vec::new(),
        };
        composer.say("O valor de mercado ").the(coin, Article::Of).say(" é de ").fact(fact);
        if let Some(rank) = figure.rank {
            let fact = Fact {
                name: format!("rank {coin}"),
                value: rank.into(),
                unit: Unit::Count,
                source: figure.source,
                at: figure.at,
                derived_from: Vec::new(),
            };
            composer.say(", posição ").fact(fact).say(" entre as maiores");
        }
        composer.say(".");
    }
    match failed {
        Some(error) if !said => Err(Refusal::from(error)),
        _ => Ok(composer.finish()),
    }
}

pub(super) async fn dominance(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let overview = tools.market.overview(&Currency::Usd).await?;
    let mut composer = tools.composer();
    let fact = match overview.dominance.iter().find(|(ticker, _)| ticker == coin) {
        Some((_, percent)) => of_market(&overview, &format!("dominance {coin}"), *percent, Unit::Percent),
        None => {
            let figure = tools.market.market_cap(coin, &Currency::Usd).await?;
            let total = total_cap(&overview, &Currency::Usd);
            let cap = Fact {
                name: price_facts::name("market_cap", coin, &Currency::Usd),
                value: figure.value,
                unit: Unit::Money(Currency::Usd),
                source: figure.source,
                at: figure.at,
                derived_from: Vec::new(),
            };
            let percent = (cap.value * rust_decimal::Decimal::ONE_HUNDRED)
                .checked_div(total.value)
                .ok_or_else(|| MarketError::Unavailable(Vec::new()))?;
            let share = price_facts::derived(format!("dominance {coin}"), percent, Unit::Percent, &[&cap, &total]);
            composer.keep(cap).keep(total);
            share
        }
    };
    composer.say("A dominância ").the(coin, Article::Of).say(" é de ").fact(fact).say(" do valor de todo o mercado.");
    Ok(composer.finish())
}

pub(super) async fn fear_greed(tools: &Toolbox) -> ToolResult {
    let reading = tools.market.fear_greed().await?;
    let mut composer = tools.composer();
    composer.say("O índice de medo e ganância está em ").fact(fear_greed_fact(&reading));
    composer.say(": ").say(class_words(reading.class)).say(".");
    Ok(composer.finish())
}

pub(super) async fn market_overview(tools: &Toolbox) -> ToolResult {
    let currency = Currency::Brl;
    let majors = ["BTC", "ETH"].iter().filter_map(|t| t.parse().ok()).collect::<Vec<_>>();
    let (overview, mood, quotes) = futures::join!(
        tools.market.overview(&currency),
        tools.market.fear_greed(),
        tools.market.quotes(&majors, &currency)
    );
    let mut composer = tools.composer();
    let mut said = false;
    for quoted in quotes.into_iter().flatten() {
        let start = if said { Article::The } else { Article::TheStart };
        if said {
            composer.say(", e ");
        }
        said = true;
        composer.the(&quoted.quote.coin, start).say(" está em ");
        let fact = price_facts::with_legs(&mut composer, &quoted);
        composer.fact(fact);
        if let Some(change) = price_facts::change_24h(&quoted.quote) {
            composer.say(", ");
            price::movement(&mut composer, change);
        }
    }
    if said {
        composer.say(".");
    }
    match overview {
        Ok(overview) => {
            composer.say(if said { " O mercado todo vale " } else { "O mercado todo vale " });
            composer.fact(total_cap(&overview, &currency));
            if let Some(change) = cap_change(&overview) {
                composer.say(", ");
                price::movement(&mut composer, change);
                day(&mut composer);
            }
            if let Some((ticker, percent)) = overview.dominance.first() {
                let fact = of_market(&overview, &format!("dominance {ticker}"), *percent, Unit::Percent);
                composer.say(", e ").the(ticker, Article::The).say(" responde por ").fact(fact).say(" dele");
            }
            composer.say(".");
            said = true;
        }
        Err(error) if !said => return Err(Refusal::from(error)),
        Err(_) => {
            composer.say(" O valor total do mercado não está disponível agora.");
        }
    }
    if let Ok(reading) = mood {
        composer.say(if said { " " } else { "" }).say("O índice de medo e ganância está em ");
        composer.fact(fear_greed_fact(&reading)).say(", ").say(class_words(reading.class)).say(".");
    }
    Ok(composer.finish())
}

fn day(composer: &mut Composer<'_>) {
    composer.read(" em 24 horas");
    let fact = composer.given_fact("window", 24.into(), Unit::Count);
    composer.keep(fact);
}

fn of_market(overview: &Overview, name: &str, value: rust_decimal::Decimal, unit: Unit) -> Fact {
    Fact {
        name: name.to_owned(),
        value,
        unit,
        source: overview.source.clone(),
        at: overview.at,
        derived_from: Vec::new(),
    }
}

fn total_cap(overview: &Overview, currency: &Currency) -> Fact {
    of_market(overview, &format!("market_cap total/{currency}"), overview.total_cap, Unit::Money(currency.clone()))
}

fn cap_change(overview: &Overview) -> Option<Fact> {
    overview.cap_change_24h_pct.map(|change| of_market(overview, "change market_cap total 24h", change, Unit::Percent))
}

fn fear_greed_fact(reading: &FearGreed) -> Fact {
    Fact {
        name: "fear_greed".to_owned(),
        value: reading.value,
        unit: Unit::Points,
        source: reading.source.clone(),
        at: reading.at,
        derived_from: Vec::new(),
    }
}

fn class_words(class: FearGreedClass) -> &'static str {
    match class {
        FearGreedClass::ExtremeFear => "medo extremo",
        FearGreedClass::Fear => "medo",
        FearGreedClass::Neutral => "neutro",
        FearGreedClass::Greed => "ganância",
        FearGreedClass::ExtremeGreed => "ganância extrema",
    }
}

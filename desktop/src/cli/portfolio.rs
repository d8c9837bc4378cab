//! `alfa portfolio`.

use super::alerts::{currency, known_coin, open_store};
use super::arguments::{Portfolio, PortfolioAction, TradeArguments};
use super::{Done, print};
use crate::store::Store;
use alfa_copilot::{Clock, Portfolio as _, Problem};
use alfa_domain::{Currency, Money, Side, Trade, TradeId, holdings};
use alfa_language::aloud;
use rust_decimal::Decimal;
use serde_json::json;

pub(super) async fn run(arguments: Portfolio) -> Done {
    let (store, clock) = open_store()?;
    match arguments.action.unwrap_or(PortfolioAction::List { json: false }) {
        PortfolioAction::List { json } => list(&store, json).await?,
        PortfolioAction::Buy(trade) => record(&store, &clock, Side::Buy, &trade).await?,
        PortfolioAction::Sell(trade) => record(&store, &clock, Side::Sell, &trade).await?,
    }
    Ok(())
}

async fn list(store: &Store, json: bool) -> Result<(), Problem> {
    let held = holdings(&store.trades().await?);
    if json {
        let rows: Vec<_> = held
            .iter()
            .map(|h| {
                json!({ "coin": h.coin, "currency": h.currency, "amount": h.amount.normalize().to_string(),
                    "average_price": h.average_price.normalize().to_string(), "realised": h.realised.normalize().to_string() })
            })
            .collect();
        print::out(&serde_json::Value::Array(rows).to_string());
        return Ok(());
    }
    if held.is_empty() {
        print::error_line("Sua carteira está vazia. Para anotar: alfa portfolio buy BTC 0.5 --price 350000");
    }
    for h in held {
        let money = |amount: Decimal| aloud::written_money(&Money { amount, currency: h.currency.clone() });
        print::out(&format!(
            "{} {}  preço médio {}  lucro realizado {}",
            h.amount.normalize(),
            h.coin,
            money(h.average_price),
            money(h.realised)
        ));
    }
    Ok(())
}

async fn record(store: &Store, clock: &impl Clock, side: Side, arguments: &TradeArguments) -> Result<(), Problem> {
    if arguments.amount <= Decimal::ZERO || arguments.price < Decimal::ZERO {
        return Err(Problem::new(
            "absurd_amount",
            "A quantidade e o preço devem ser positivos.",
            "Confira os valores.",
        ));
    }
    let coin = known_coin(&arguments.coin)?;
    if side == Side::Sell {
        let held: Decimal = holdings(&store.trades().await?).iter().filter(|h| h.coin == coin).map(|h| h.amount).sum();
        if held < arguments.amount {
            return Err(Problem::new(
                "not_enough_held",
                format!("Você tem só {} {coin} na carteira.", held.normalize()),
                "Anote antes a compra que falta, ou uma quantidade menor.",
            ));
        }
    }
    let now = clock.now();
    let currency: Currency = currency(&arguments.quote)?;
    let trade = Trade {
        id: TradeId::new(now, clock.random()),
        side,
        coin,
        amount: arguments.amount,
        price: arguments.price,
        currency,
        price_source: "você".to_owned(),
        at: arguments.at.map_or(now, |at| at.to_utc()),
    };
    store.add_trade(&trade).await?;
    let verb = if side == Side::Buy { "Compra anotada" } else { "Venda anotada" };
    print::out(&format!(
        "{verb}: {} {} a {} {}",
        trade.amount.normalize(),
        trade.coin,
        trade.price.normalize(),
        trade.currency
    ));
    Ok(())
}

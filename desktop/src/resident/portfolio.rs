//! What the user holds.

use super::view::{ImportReport, NewTrade, PortfolioView, Position};
use super::{Resident, Subject};
use crate::trades_csv;
use alfa_copilot::{Portfolio, Problem};
use alfa_domain::{Currency, Fact, Side, Ticker, Trade, TradeId, Unit, holdings};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The source of what the user said.
const USER: &str = "você";

impl Resident {
    /// What is held and what it is worth in a currency.
    pub async fn portfolio(&self, currency: Currency) -> Result<PortfolioView, Problem> {
        let app = self.app();
        let trades = app.store.trades().await?;
        // cost and amount by coin, costs counted in the currency that is asked for
        let mut held: BTreeMap<Ticker, (Decimal, Decimal)> = BTreeMap::new();
        for holding in holdings(&trades).into_iter().filter(|holding| holding.amount > Decimal::ZERO) {
            let rate = self.rate(&holding.currency, &currency).await?;
            let (amount, cost) = held.entry(holding.coin).or_default();
            *amount += holding.amount;
            *cost += holding.amount * holding.average_price * rate;
        }
        let coins: Vec<Ticker> = held.keys().cloned().collect();
        let quotes = app.market.quotes(&coins, &currency).await;
        let mut positions = Vec::new();
        let (mut worth, mut paid, mut legs, mut at) = (Decimal::ZERO, Decimal::ZERO, Vec::new(), None);
        for ((coin, (amount, cost)), quoted) in held.into_iter().zip(quotes) {
            let quote = quoted.ok().map(|quoted| quoted.quote);
            let value = quote.as_ref().map(|quote| quote.price * amount);
            if let (Some(quote), Some(value)) = (&quote, value) {
                worth += value;
                paid += cost;
                legs.push(format!("price {coin}/{currency}"));
                at = at.min(Some(quote.at)).or(Some(quote.at));
            }
            positions.push(Position {
                name: self.coin_name(&coin),
                average_price: cost.checked_div(amount).unwrap_or_default(),
                price: quote.as_ref().map(|quote| quote.price),
                profit: value.map(|value| value - cost),
                profit_pct: value.and_then(|value| percent(value - cost, cost)),
                source: quote.as_ref().map(|quote| quote.source.clone()).unwrap_or_default(),
                at: quote.map_or_else(|| app.clock.now(), |quote| quote.at),
                coin,
                amount,
                value,
            });
        }
        let mut facts = Vec::new();
        if let Some(at) = at {
            let source =
                positions.iter().filter(|position| position.price.is_some()).map(|position| position.source.clone());
            let mut sources: Vec<String> = source.collect();
            sources.sort();
            sources.dedup();
            let source = sources.join(", ");
            let fact = |name: &str, value, unit| Fact {
                name: name.to_owned(),
                value,
                unit,
                source: source.clone(),
                at,
                derived_from: legs.clone(),
            };
            facts.push(fact("portfolio value", worth, Unit::Money(currency.clone())));
            facts.push(fact("portfolio profit", worth - paid, Unit::Money(currency.clone())));
            facts.extend(percent(worth - paid, paid).map(|value| fact("portfolio profit %", value, Unit::Percent)));
        }
        Ok(PortfolioView { positions, facts })
    }

    /// What one unit of a currency is in another.
    async fn rate(&self, from: &Currency, to: &Currency) -> Result<Decimal, Problem> {
        if from == to {
            return Ok(Decimal::ONE);
        }
        let market = &self.app().market;
        let in_reais = async |currency: &Currency| -> Result<Decimal, Problem> {
            match currency {
                Currency::Brl => Ok(Decimal::ONE),
                Currency::Coin(coin) => Ok(market.quote(coin, &Currency::Brl).await?.quote.price),
                other => Ok(market.fx(other).await?.quote.price),
            }
        };
        let (from, to) = (in_reais(from).await?, in_reais(to).await?);
        from.checked_div(to)
            .ok_or_else(|| Problem::new("bad_rate", "Não consegui converter as moedas.", "Tente de novo."))
    }

    /// The recorded buys and sells, the last first.
    pub async fn trades(&self) -> Result<Vec<Trade>, Problem> {
        let mut trades = self.app().store.trades().await?;
        trades.reverse();
        Ok(trades)
    }

    /// Records a buy or sell.
    pub async fn add_trade(&self, trade: NewTrade) -> Result<Trade, Problem> {
        self.known(&trade.coin)?;
        let app = self.app();
        let known = app.store.trades().await?;
        let trade = checked(trade, &known, TradeId::new(app.clock.now(), app.clock.random()))?;
        app.store.add_trade(&trade).await?;
        self.changed(&[Subject::Portfolio]);
        Ok(trade)
    }

    /// Deletes a record.
    pub async fn delete_trade(&self, id: TradeId) -> Result<(), Problem> {
        let app = self.app();
        app.store.delete_trades(&[id], app.clock.now()).await?;
        self.changed(&[Subject::Portfolio]);
        Ok(())
    }

    /// Records the trades of an exchange's CSV file; those that are there already are passed over.
    pub async fn import_trades(&self, csv: String) -> Result<ImportReport, Problem> {
        let app = self.app();
        let (lines, problems) = trades_csv::read(&csv, app.clock.zone())?;
        let mut report = ImportReport { skipped: problems.len(), problems, ..ImportReport::default() };
        let mut known = app.store.trades().await?;
        for (number, new) in lines {
            let same = |trade: &&Trade| {
                (trade.side, &trade.coin, trade.amount, trade.price, &trade.currency, trade.at)
                    == (new.side, &new.coin, new.amount, new.price, &new.currency, new.at)
            };
            if known.iter().any(|trade| same(&trade)) {
                report.skipped += 1;
                continue;
            }
            let id = TradeId::new(app.clock.now(), app.clock.random());
            // an exchange's file may begin after the first buy: its sales count as they stand
            match self.known(&new.coin).and_then(|()| positive(&new)) {
                Ok(()) => {
                    let trade = trade_of(new, id);
                    app.store.add_trade(&trade).await?;
                    known.push(trade);
                    report.added += 1;
                }
                Err(problem) => {
                    report.skipped += 1;
                    report.problems.push(format!("Linha {number}: {}", problem.message));
                }
            }
        }
        self.changed(&[Subject::Portfolio]);
        Ok(report)
    }
}

fn positive(trade: &NewTrade) -> Result<(), Problem> {
    if trade.amount <= Decimal::ZERO || trade.price < Decimal::ZERO {
        return Err(Problem::new(
            "absurd_amount",
            "A quantidade e o preço devem ser positivos.",
            "Confira os valores.",
        ));
    }
    Ok(())
}

/// A trade that can be recorded: of a positive amount, and no sale of more than was held.
fn checked(trade: NewTrade, known: &[Trade], id: TradeId) -> Result<Trade, Problem> {
    positive(&trade)?;
    if trade.side == Side::Sell {
        let held: Decimal = holdings(known).iter().filter(|h| h.coin == trade.coin).map(|h| h.amount).sum();
        if held < trade.amount {
            return Err(Problem::new(
                "not_enough_held",
                format!("Você tem só {} {} na carteira.", held.normalize(), trade.coin),
                "Anote antes a compra que falta, ou uma quantidade menor.",
            ));
        }
    }
    Ok(trade_of(trade, id))
}

fn trade_of(trade: NewTrade, id: TradeId) -> Trade {
    Trade {
        id,
        side: trade.side,
        coin: trade.coin,
        amount: trade.amount,
        price: trade.price,
        currency: trade.currency,
        price_source: USER.to_owned(),
        at: trade.at,
    }
}

fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (part * Decimal::ONE_HUNDRED).checked_div(whole).map(|percent| percent.round_dp(4))
}

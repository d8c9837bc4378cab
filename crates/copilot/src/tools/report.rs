//! The daily report: what each of the user's coins costs, how far it moved, and how its RSI stands; to be read, not heard.

use super::{indicator, price_facts};
use crate::Problem;
use crate::composer::Composer;
use alfa_domain::{CoinTable, Currency, Fact, Indicator, Ticker, Timeframe, Unit};
use alfa_language::aloud;
use alfa_market::{CandleSpan, Market, Quoted};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;

/// Candles that are fetched for the RSI: Wilder's average needs about 200 to forget its start.
const CANDLES: usize = 500;

/// A report, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// One for each coin, in the order they were asked for, then the day's biggest moves.
    pub lines: Vec<ReportLine>,
    /// Every figure in it.
    pub facts: Vec<Fact>,
}

/// A line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// What it is about: "Bitcoin (BTC)".
    pub title: String,
    /// "R$ 512.340,55, +2,31% em 24 horas, entre R$ 500.000,00 e R$ 515.000,00; RSI de 54,3".
    pub text: String,
    /// Where its figures are from and of when: "Binance BTCBRL, 08:00".
    pub source: String,
}

/// The report on these coins, in reais.
///
/// # Errors
/// As a price, where not one coin has one.
pub async fn daily_report(
    market: &Market,
    coins: &CoinTable,
    tickers: &[Ticker],
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Report, Problem> {
    let currency = Currency::Brl;
    let quotes = market.quotes(tickers, &currency).await;
    if let Some(Err(error)) = quotes.first().filter(|_| quotes.iter().all(Result::is_err)) {
        return Err(error.clone().into());
    }
    let (mut lines, mut facts, mut moves) = (Vec::new(), Vec::new(), Vec::new());
    for (ticker, quoted) in tickers.iter().zip(quotes) {
        let title = match coins.get(ticker) {
            Some(coin) => format!("{} ({ticker})", coin.name),
            None => ticker.to_string(),
        };
        match quoted {
            Ok(quoted) => {
                moves.extend(price_facts::change_24h(&quoted.quote).map(|change| (title.clone(), change)));
                let mut composer = Composer::new(coins, now);
                price_line(&mut composer, &quoted);
                rsi(&mut composer, market, ticker, &currency).await;
                let answer = composer.finish();
                let at = quoted.quote.at.with_timezone(&zone).format("%H:%M");
                lines.push(ReportLine { title, text: answer.text, source: format!("{}, {at}", quoted.quote.source) });
                facts.extend(answer.facts);
            }
            Err(error) => {
                lines.push(ReportLine { title, text: Problem::from(error).message, source: String::new() });
            }
        }
    }
    lines.extend(biggest(&mut moves));
    Ok(Report { lines, facts })
}

fn price_line(composer: &mut Composer<'_>, quoted: &Quoted) {
    let quote = &quoted.quote;
    let fact = price_facts::with_legs(composer, quoted);
    composer.fact(fact);
    if let Some(change) = price_facts::change_24h(quote) {
        composer.say(", ").fact(change).say(" em 24 horas");
    }
    if let (Some(high), Some(low)) = (quote.high_24h, quote.low_24h) {
        let unit = Unit::Money(quote.currency.clone());
        composer.say(", entre ").fact(price_facts::of_quote(quote, "low", low, unit.clone()));
        composer.say(" e ").fact(price_facts::of_quote(quote, "high", high, unit));
    }
    if quoted.stale.is_some() {
        composer.say(" (as fontes não responderam: é o último preço conhecido)");
    }
}

/// Where there are too few candles, or none, it is left out.
async fn rsi(composer: &mut Composer<'_>, market: &Market, ticker: &Ticker, currency: &Currency) {
    let Ok(candles) = market.candles(ticker, currency, Timeframe::D1, CandleSpan::Last(CANDLES)).await else { return };
    let Ok(values) = indicator::values(Indicator::Rsi(14), &candles, ticker, currency) else { return };
    let Some(fact) = values.main().cloned() else { return };
    let reading = match fact.value {
        value if value >= Decimal::from(70) => " (sobrecompra)",
        value if value <= Decimal::from(30) => " (sobrevenda)",
        _ => "",
    };
    composer.say("; RSI diário de ").fact(fact).say(reading);
}

/// The greatest gain and the greatest loss among several coins.
fn biggest(moves: &mut [(String, Fact)]) -> Vec<ReportLine> {
    if moves.len() < 2 {
        return Vec::new();
    }
    moves.sort_by_key(|(_, change)| change.value);
    let line = |title: &str, (coin, change): &(String, Fact)| ReportLine {
        title: title.to_owned(),
        text: format!("{coin}, {} em 24 horas", aloud::written(change)),
        source: change.source.clone(),
    };
    let up = moves.last().filter(|(_, change)| change.value > Decimal::ZERO).map(|most| line("Maior alta", most));
    let down = moves.first().filter(|(_, change)| change.value < Decimal::ZERO).map(|most| line("Maior queda", most));
    up.into_iter().chain(down).collect()
}

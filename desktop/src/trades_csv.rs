//! Trades from the CSV files of exchanges, and from what people write by hand.
//!
//! The separator is `;`, `,` or a tab, whichever the first line has most. With a first line of names the columns may stand in any order:
//! Binance's spot history (`Date(UTC), Pair, Side, Price, Executed, Amount, Fee`), Mercado Bitcoin's and others with Portuguese or English
//! names are known by them. Without it the columns are date, side, coin, amount, price of a unit and, if it is not the real, currency.
//! Numbers may be written `1.234,56` or `1,234.56` or with their unit behind them (`0.01BTC`); times without a zone are the user's, those
//! under a name with "UTC" are UTC.

use crate::resident::view::NewTrade;
use alfa_copilot::Problem;
use alfa_domain::{Currency, Side, Ticker};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;

/// More than any exchange's yearly file has.
const MOST_LINES: usize = 200_000;

/// Trades with the numbers of their lines, and a sentence for each line that could not be read.
pub type Read = (Vec<(u64, NewTrade)>, Vec<String>);

/// Where each column stands.
struct Columns {
    date: usize,
    side: usize,
    coin: usize,
    amount: usize,
    price: usize,
    currency: Option<usize>,
    utc: bool,
}

impl Columns {
    /// Without a line of names.
    const PLAIN: Self = Self { date: 0, side: 1, coin: 2, amount: 3, price: 4, currency: Some(5), utc: false };

    /// By their names, if these are names.
    fn named(names: &csv::StringRecord) -> Option<Self> {
        let names: Vec<String> = names.iter().map(alfa_language::folded).collect();
        let find = |wanted: &[&str]| {
            let at = |word: &&str| names.iter().position(|name| name == word);
            let within = |word: &&str| names.iter().position(|name| name.starts_with(word));
            wanted.iter().find_map(at).or_else(|| wanted.iter().find_map(within))
        };
        let date = find(&["date", "data", "time", "hora", "created"])?;
        Some(Self {
            date,
            side: find(&["side", "tipo", "type", "operacao", "lado"])?,
            coin: find(&["pair", "par", "coin", "moeda", "ativo", "asset", "symbol", "market", "mercado", "base"])?,
            amount: find(&["executed", "quantidade", "quantity", "qty", "amount", "qtd", "volume"])?,
            price: find(&["price", "preco", "cotacao", "unit price", "valor unitario"])?,
            currency: find(&["currency", "moeda de cotacao", "quote", "cotado em"]),
            utc: names.get(date).is_some_and(|name| name.contains("utc")),
        })
    }
}

/// Reads trades; `zone` is the user's.
///
/// # Errors
/// Nothing in it could be a trade.
pub fn read(text: &str, zone: Tz) -> Result<Read, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    // a decimal comma is no separator where others stand
    let separator = [';', '\t', ','].into_iter().find(|separator| count(*separator) >= 4).unwrap_or(';');
    let mut columns = Columns::PLAIN;
    let (mut trades, mut problems) = (Vec::new(), Vec::new());
    let mut first = true;
    // line by line, so that what is said of a line names it as an editor does
    for (number, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()).take(MOST_LINES) {
        let Some(record) = record(text, separator) else {
            problems.push(format!("Linha {number}: não é CSV válido."));
            continue;
        };
        if std::mem::take(&mut first)
            && let Some(named) = Columns::named(&record)
        {
            columns = named;
            continue;
        }
        match trade(&record, &columns, zone) {
            Ok(trade) => trades.push((number, trade)),
            Err(what) => problems.push(format!("Linha {number}: não entendi {what}.")),
        }
    }
    if trades.is_empty() && problems.is_empty() {
        return Err(Problem::new(
            "empty_csv",
            "O arquivo não tem nenhuma linha.",
            "Use uma linha por compra ou venda: data;compra;BTC;0,01;431200,00",
        ));
    }
    Ok((trades, problems))
}

/// The fields of a line.
fn record(line: &str, separator: char) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).ok()?)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(line.as_bytes());
    reader.records().next()?.ok()
}

/// What could not be read, in words.
fn trade(record: &csv::StringRecord, columns: &Columns, zone: Tz) -> Result<NewTrade, String> {
    let field = |index: usize| record.get(index).unwrap_or_default();
    let quoted = |what: &str, text: &str| format!("{what} “{text}”");
    let at = time(field(columns.date), if columns.utc { Tz::UTC } else { zone })
        .ok_or_else(|| quoted("a data", field(columns.date)))?;
    let side = side(field(columns.side)).ok_or_else(|| quoted("se é compra ou venda em", field(columns.side)))?;
    let (coin, of_pair) = pair(field(columns.coin)).ok_or_else(|| quoted("a moeda", field(columns.coin)))?;
    let amount = number(field(columns.amount)).ok_or_else(|| quoted("a quantidade", field(columns.amount)))?;
    let price = number(field(columns.price)).ok_or_else(|| quoted("o preço", field(columns.price)))?;
    let said = columns.currency.map(field).filter(|text| !text.is_empty());
    let currency = match said {
        Some(text) => text.parse().map_err(|_| quoted("a moeda do preço", text))?,
        None => of_pair.unwrap_or(Currency::Brl),
    };
    Ok(NewTrade { side, coin, amount, price, currency, at })
}

fn side(text: &str) -> Option<Side> {
    match alfa_language::folded(text).chars().next()? {
        'c' | 'b' => Some(Side::Buy),
        'v' | 's' => Some(Side::Sell),
        _ => None,
    }
}

/// "BTC", "BTC/BRL", "BTC-BRL", "BTCBRL".
fn pair(text: &str) -> Option<(Ticker, Option<Currency>)> {
    if let Some((coin, currency)) = text.split_once(['/', '-', '_']) {
        return Some((coin.parse().ok()?, currency.parse().ok()));
    }
    let upper = text.to_ascii_uppercase();
    for currency in ["BRL", "USDT", "USDC", "FDUSD", "BUSD", "USD", "EUR"] {
        if let Some(coin) = upper.strip_suffix(currency).filter(|coin| !coin.is_empty()) {
            return Some((coin.parse().ok()?, currency.parse().ok()));
        }
    }
    Some((text.parse().ok()?, None))
}

/// "1.234,56", "1,234.56", "0.01BTC", "R$ 431.200,00".
fn number(text: &str) -> Option<Decimal> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let negative = text[..start].contains('-');
    let end = text[start..].find(|c| !digits(c)).map_or(text.len(), |length| start + length);
    let written = &text[start..end];
    let (comma, point) = (written.rfind(','), written.rfind('.'));
    let plain = match (comma, point) {
        (Some(comma), Some(point)) if comma > point => written.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => written.replace(',', ""),
        // a lone comma is the Brazilian decimal one
        (Some(_), None) if written.matches(',').count() == 1 => written.replace(',', "."),
        (Some(_), None) => written.replace(',', ""),
        (None, Some(_)) if written.matches('.').count() > 1 => written.replace('.', ""),
        _ => written.to_owned(),
    };
    let value: Decimal = plain.parse().ok()?;
    Some(if negative { -value } else { value })
}

fn time(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let text = text.trim_end_matches(" UTC");
    let with_time =
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"];
    let moment = with_time.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).or_else(|| {
        let day = ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
        // of a day alone its noon: in no zone of Brazil another day
        Some(day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?))
    })?;
    zone.from_local_datetime(&moment).earliest().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::America::Sao_Paulo;

    fn one(text: &str) -> NewTrade {
        let (mut trades, problems) = read(text, ZONE).unwrap();
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(trades.len(), 1);
        trades.remove(0).1
    }

    #[test]
    fn lines_written_by_hand() {
        let trade = one("2026-03-02;compra;BTC;0,01;431.200,00");
        assert_eq!((trade.side, trade.coin.as_str()), (Side::Buy, "BTC"));
        assert_eq!((trade.amount.to_string(), trade.price.to_string()), ("0.01".into(), "431200.00".into()));
        assert_eq!(trade.at.to_rfc3339(), "2026-03-02T15:00:00+00:00");
        assert_eq!(one("02/03/2026 09:30\tVenda\tETH\t1.5\t20110.4\tUSD").currency, Currency::Usd);
    }

    #[test]
    fn binances_history() {
        let trade = one(
            "\"Date(UTC)\",\"Pair\",\"Side\",\"Price\",\"Executed\",\"Amount\",\"Fee\"\n\"2024-05-01 10:15:30\",\"BTCBRL\",\"SELL\",\"312,345.10\",\"0.0150000000BTC\",\"4,685.1765BRL\",\"0.00001BTC\"\n",
        );
        assert_eq!((trade.side, trade.coin.as_str(), &trade.currency), (Side::Sell, "BTC", &Currency::Brl));
        assert_eq!((trade.amount, trade.price), ("0.0150000000".parse().unwrap(), "312345.10".parse().unwrap()));
        assert_eq!(trade.at.to_rfc3339(), "2024-05-01T10:15:30+00:00");
    }

    #[test]
    fn portuguese_names_in_any_order() {
        let trade = one("Par;Preço;Quantidade;Tipo;Data\nSOL-BRL;812,15;14;Compra;10/01/2026 12:00:00\n");
        assert_eq!((trade.coin.as_str(), trade.amount, trade.price), ("SOL", 14.into(), "812.15".parse().unwrap()));
    }

    #[test]
    fn a_line_that_cannot_be_read_says_where_and_what() {
        let (trades, problems) =
            read("2026-03-02;compra;BTC;0,01;1\n\nontem;compra;BTC;1;1\n2026-03-02;troca;BTC;1;1\n", ZONE).unwrap();
        assert_eq!(trades.len(), 1);
        assert_eq!(
            problems,
            ["Linha 3: não entendi a data “ontem”.", "Linha 4: não entendi se é compra ou venda em “troca”."]
        );
        assert_eq!(read(" \n", ZONE).unwrap_err().code, "empty_csv");
    }
}

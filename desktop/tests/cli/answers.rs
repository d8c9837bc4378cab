//! Answers are true: the same questions against markets whose prices are drawn at random, each figure beside what the market gave, and
//! no number said that is not a fact's.

use crate::run::{Computer, one_line};
use alfa_domain::{Candle, CoinTable, Currency, Fact, Gender, Ticker, Timeframe};
use alfa_language::aloud;
use alfa_market::standin::{Provider, StandIn, World};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;
use std::collections::HashSet;
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

const ZONE: chrono_tz::Tz = chrono_tz::America::Sao_Paulo;

/// A market of this run alone and a computer that asks it.
struct Asked {
    standin: StandIn,
    computer: Computer,
}

struct Answer {
    question: String,
    text: String,
    spoken: String,
    facts: Vec<Fact>,
}

impl Asked {
    /// Other prices in each run; the seed is printed when a test fails.
    #[expect(clippy::print_stdout, reason = "shown only when the test fails")]
    async fn new() -> Self {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
        println!("seed {seed}");
        Self { standin: StandIn::start(World::random(seed)).await.unwrap(), computer: Computer::new() }
    }

    fn ask(&self, question: &str) -> Answer {
        let url = self.standin.url().to_string();
        let arguments = ["ask", question, "--market", url.as_str(), "--llm", "off", "--quiet", "--json"];
        let output = self.computer.command().args(arguments).stdin(Stdio::null()).output().unwrap();
        let said = one_line(&output);
        assert_eq!(said["problem"], Value::Null, "{question}: {said}");
        let text = |what: &str| said["answer"][what].as_str().unwrap().to_owned();
        let facts = serde_json::from_value(said["answer"]["facts"].clone()).unwrap();
        let answer = Answer { question: question.to_owned(), text: text("text"), spoken: text("spoken"), facts };
        answer.says_only_its_facts();
        answer
    }

    /// The first source that has the price: the exchange's pair, for dollars its USDT pair times USDT in dollars.
    fn price(&self, coin: &Ticker, currency: &Currency) -> Decimal {
        let at = |provider, currency: &Currency| self.standin.price(provider, coin, currency);
        match currency {
            Currency::Usd => at(Provider::Binance, &Currency::Usdt).unwrap() * self.dollars_a_tether(),
            _ => at(Provider::Binance, currency)
                .or(at(Provider::MercadoBitcoin, currency))
                .or(at(Provider::CoinGecko, currency))
                .unwrap(),
        }
    }

    fn dollars_a_tether(&self) -> Decimal {
        self.standin.price(Provider::CoinGecko, &ticker("USDT"), &Currency::Usd).unwrap()
    }

    /// The exchange's candles; those in dollars are those in USDT at what USDT costs now.
    fn candles(&self, coin: &Ticker, currency: &Currency, timeframe: Timeframe, count: usize) -> Vec<Candle> {
        let (pair, factor) = match currency {
            Currency::Usd => (Currency::Usdt, self.dollars_a_tether()),
            other => (other.clone(), Decimal::ONE),
        };
        let mut candles = self.standin.candles(Provider::Binance, coin, &pair, timeframe, count);
        for candle in &mut candles {
            for price in [&mut candle.open, &mut candle.high, &mut candle.low, &mut candle.close] {
                *price *= factor;
            }
        }
        candles
    }
}

impl Answer {
    fn fact(&self, name: &str) -> &Fact {
        let found = self.facts.iter().find(|fact| fact.name == name);
        found.unwrap_or_else(|| panic!("{}: no {name} in {:?}", self.question, self.facts))
    }

    fn value(&self, name: &str) -> Decimal {
        self.fact(name).value
    }

    /// Takes the words of every fact (and of a fact's day) out of what is said; no number word may be left.
    fn says_only_its_facts(&self) {
        let coins = CoinTable::shipped();
        let mut words: Vec<String> = Vec::new();
        for fact in &self.facts {
            let size = Fact { value: fact.value.abs(), ..fact.clone() };
            let rounded = aloud::rounded(&size);
            let error = (rounded - size.value).abs();
            assert!(error * Decimal::ONE_HUNDRED <= size.value.max(Decimal::ONE), "{}: {rounded}", fact.name);
            words.extend([aloud::spoken(fact), aloud::spoken(&size)]);
            words.push(aloud::decimal(rounded, Gender::Feminine));
            words.push(aloud::decimal(rounded, Gender::Masculine));
            let day = fact.at.with_timezone(&ZONE);
            let months = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro";
            let month = months.split(' ').nth(day.month0() as usize).unwrap();
            let number = if day.day() == 1 { "1º".to_owned() } else { day.day().to_string() };
            words.push(aloud::say(&format!("{number} de {month} de {}", day.year()), &coins));
        }
        words.sort_by_key(|words| std::cmp::Reverse(words.len()));
        let mut rest = format!(" {} ", self.spoken.replace([',', '.', ':', ';'], " ,"));
        for said in words {
            let said = said.replace(',', " ,");
            rest = rest.replace(&format!(" {said} "), " # ");
        }
        let number = |word: &&str| NUMBER_WORDS.contains(*word) || word.chars().any(|c| c.is_ascii_digit());
        let left: Vec<&str> = rest.split_whitespace().filter(number).collect();
        assert!(left.is_empty(), "{}: {left:?} in {:?}, facts {:?}", self.question, self.spoken, self.facts);
    }

    /// The exact figure stands in the text.
    fn shows(&self, name: &str) -> &Self {
        let written = aloud::written(self.fact(name));
        let size = written.trim_start_matches('-');
        assert!(self.text.contains(size), "{}: {written} is not in {:?}", self.question, self.text);
        self
    }
}

/// Words that are numbers and nothing else ("um" and "uma" are articles too, "e" joins all sorts of words).
static NUMBER_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let scales = (0..=5).flat_map(|power| [1, 2].map(|factor| factor * 1_000_i128.pow(power)));
    let spoken = (0..1_000)
        .chain(scales)
        .flat_map(|number| [Gender::Masculine, Gender::Feminine].map(|gender| aloud::cardinal(number, gender)));
    let mut words: HashSet<String> = spoken.flat_map(|n| n.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    for article in ["e", "de", "um", "uma"] {
        words.remove(article);
    }
    words.insert("vírgula".to_owned());
    words
});

fn ticker(ticker: &str) -> Ticker {
    ticker.parse().unwrap()
}

fn close(a: Decimal, b: f64) -> bool {
    let a = a.to_f64().unwrap();
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
}

fn close_decimal(a: Decimal, b: Decimal) -> bool {
    close(a, b.to_f64().unwrap())
}

fn closes(candles: &[Candle]) -> Vec<f64> {
    candles.iter().map(|candle| candle.close.to_f64().unwrap()).collect()
}

/// Large coins by the names people say, with the pairs that every random market has.
const COINS: [(&str, &str, &str); 3] = [("BTC", "bitcoin", "do"), ("ETH", "ethereum", "do"), ("BNB", "bnb", "da")];
const CURRENCIES: [(&str, &str); 2] = [("BRL", "em reais"), ("USD", "em dólar")];

#[expect(clippy::disallowed_methods, reason = "a test is an edge: it is where time comes in")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_those_of_the_first_source() {
    let asked = Asked::new().await;
    for (index, (code, name, of)) in COINS.into_iter().enumerate() {
        for (currency, words) in CURRENCIES {
            let questions = [
                format!("qual o preço {of} {name} {words}?"),
                format!("quanto custa um {name} {words}"),
                format!("{name} {words} agora"),
            ];
            let answer = asked.ask(&questions[index % questions.len()]);
            let (coin, currency): (Ticker, Currency) = (ticker(code), currency.parse().unwrap());
            let price = format!("price {code}/{currency}");
            assert_eq!(answer.value(&price), asked.price(&coin, &currency), "{}", answer.question);
            answer.shows(&price);
            // the source's own change of 24 hours, that of the USDT pair for dollars
            let pair = if currency == Currency::Usd { Currency::Usdt } else { currency.clone() };
            let change = asked.standin.change(Provider::Binance, &coin, &pair).unwrap();
            let fact = format!("change {code}/{currency} 24h");
            assert_eq!(answer.value(&fact), change, "{}", answer.question);
            assert_eq!(answer.text.contains("queda"), change.round_dp(2) < Decimal::ZERO, "{}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn conversions_multiply_and_divide_by_the_price() {
    let asked = Asked::new().await;
    for (code, name, _) in COINS {
        for ((currency, words), (said, amount)) in CURRENCIES.into_iter().zip([("0,25", "0.25"), ("3,5", "3.5")]) {
            let answer = asked.ask(&format!("quanto dá {said} {name} {words}?"));
            let amount: Decimal = amount.parse().unwrap();
            let price = asked.price(&ticker(code), &currency.parse().unwrap());
            let fact = format!("convert {code}/{currency}");
            assert!(close_decimal(answer.value(&fact), price * amount), "{}: {}", answer.question, answer.text);
            answer.shows(&fact);
        }
        for (money, amount, currency) in [("1.250 reais", 1_250, "BRL"), ("900 dólares", 900, "USD")] {
            let answer = asked.ask(&format!("quanto de {name} eu compro com {money}?"));
            let price = asked.price(&ticker(code), &currency.parse().unwrap());
            let fact = format!("convert_inverse {code}/{currency}");
            assert!(close_decimal(answer.value(&fact), Decimal::from(amount) / price), "{}", answer.text);
            answer.shows(&fact);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_from_the_price_that_stood_then() {
    let asked = Asked::new().await;
    for (code, name, _) in COINS {
        for (currency, words) in CURRENCIES {
            let coin = ticker(code);
            let answer = asked.ask(&format!("quanto variou o {name} {words} nos últimos 7 dias?"));
            let currency: Currency = currency.parse().unwrap();
            let before = answer.fact(&format!("price at start {code}/{currency}"));
            let age = now() - before.at;
            assert!((age - TimeDelta::days(7)).abs() <= TimeDelta::minutes(65), "{age}: {}", answer.text);
            let candles = asked.candles(&coin, &currency, Timeframe::H1, 24 * 7 + 4);
            let candle = candles.iter().find(|candle| candle.open_at == before.at).unwrap();
            assert!(close_decimal(before.value, candle.open), "{} {}", before.value, candle.open);
            let after = asked.price(&coin, &currency);
            assert_eq!(answer.value(&format!("price {code}/{currency}")), after);
            let change = (after - before.value) * Decimal::ONE_HUNDRED / before.value;
            let said = answer.value(&format!("change {code}/{currency} 7d"));
            assert!(close_decimal(said, change), "{said} {change}");
            let stable = change.round_dp(2).is_zero();
            assert_eq!(answer.text.contains(" caiu "), change < Decimal::ZERO && !stable, "{}", answer.text);
            answer.shows(&format!("change {code}/{currency} 7d"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_names_the_one_that_did_better() {
    let asked = Asked::new().await;
    for (currency, words) in CURRENCIES {
        let answer = asked.ask(&format!("compara o bitcoin com o ethereum {words} nos últimos 30 dias"));
        let currency: Currency = currency.parse().unwrap();
        let change = |code: &str| {
            let said = answer.value(&format!("change {code}/{currency} 30d"));
            let after = asked.price(&ticker(code), &currency);
            let candles = asked.candles(&ticker(code), &currency, Timeframe::H1, 24 * 30 + 4);
            // the price may be taken from the hour before or after
            let truths: Vec<Decimal> =
                candles.iter().take(6).map(|c| (after - c.open) * Decimal::ONE_HUNDRED / c.open).collect();
            assert!(truths.iter().any(|truth| close_decimal(said, *truth)), "{said} of {truths:?}");
            said
        };
        let (bitcoin, ethereum) = (change("BTC"), change("ETH"));
        let best = if bitcoin > ethereum { "Bitcoin" } else { "Ethereum" };
        let verdict = answer.text.split(". ").find(|sentence| sentence.starts_with("Quem")).unwrap();
        assert!(verdict.contains(best), "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn highs_and_lows_are_those_of_the_candles() {
    let asked = Asked::new().await;
    for (code, name, of) in COINS {
        for (currency, words) in CURRENCIES {
            let answer = asked.ask(&format!("qual foi a máxima {of} {name} {words} nos últimos 7 dias?"));
            let currency: Currency = currency.parse().unwrap();
            let candles = asked.candles(&ticker(code), &currency, Timeframe::H1, 24 * 7);
            let high = candles.iter().map(|candle| candle.high).max().unwrap();
            let low = candles.iter().map(|candle| candle.low).min().unwrap();
            let fact = |what: &str| format!("{what} {code}/{currency} 7d");
            // the hour that the week begins in may count or not
            let first = candles.first().unwrap();
            let said = answer.value(&fact("high"));
            assert!(close_decimal(said, high) || said <= high && first.high == high, "{said} {high}");
            let said = answer.value(&fact("low"));
            assert!(close_decimal(said, low) || said >= low && first.low == low, "{said} {low}");
            answer.shows(&fact("high"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn indicators_are_those_of_the_candles() {
    let asked = Asked::new().await;
    for (code, name, of) in COINS {
        for (currency, words) in CURRENCIES {
            let currency: Currency = currency.parse().unwrap();
            let days = closes(&asked.candles(&ticker(code), &currency, Timeframe::D1, 500));
            let answer = asked.ask(&format!("qual a média móvel de 20 dias {of} {name} {words}?"));
            let mean = days[days.len() - 20..].iter().sum::<f64>() / 20.0;
            let fact = format!("sma(20) {code}/{currency} 1d");
            assert!(close(answer.value(&fact), mean), "{} {mean}", answer.text);
            answer.shows(&fact);

            let hours = closes(&asked.candles(&ticker(code), &currency, Timeframe::H4, 500));
            let answer = asked.ask(&format!("como está o rsi {of} {name} {words} no gráfico de 4 horas?"));
            let fact = format!("rsi(14) {code}/{currency} 4h");
            assert!(close(answer.value(&fact), wilder_rsi(&hours, 14)), "{}", answer.text);
            answer.shows(&fact);
        }
    }
}

/// J. Welles Wilder, New Concepts in Technical Trading Systems (1978): averages of gains and losses, smoothed by 1/n.
fn wilder_rsi(closes: &[f64], length: usize) -> f64 {
    let moves: Vec<f64> = closes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let average = |side: &dyn Fn(&f64) -> f64| {
        let first = moves[..length].iter().map(side).sum::<f64>() / length as f64;
        moves[length..].iter().fold(first, |average, step| (average * (length - 1) as f64 + side(step)) / length as f64)
    };
    let (gains, losses) = (average(&|step| step.max(0.0)), average(&|step| (-step).max(0.0)));
    100.0 * gains / (gains + losses)
}

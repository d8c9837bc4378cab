//! The price on a date, and what an amount would have become.

use super::{Refusal, ToolResult, Toolbox, change, convert, currency, one_coin, price, price_facts};
use crate::composer::Article;
use crate::{Problem, period};
use alfa_domain::{Fact, Unit, Window};
use alfa_language::Understood;
use alfa_market::Quoted;
use chrono::NaiveDate;

pub(super) async fn history_price(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let window = change::window(request, Window::Date(tools.words_now().with_timezone(&tools.zone()).date_naive()));
    let date = match window {
        Window::Date(date) => date,
        other => period::start(other, tools.words_now(), tools.zone()).with_timezone(&tools.zone()).date_naive(),
    };
    not_in_the_future(tools, date)?;
    let quoted = tools.market.price_on(coin, &currency, date).await?;
    let mut composer = tools.composer();
    let fact = on_date(&quoted, date);
    composer.say("Em ").read(&period::day_words(date)).say(", ").the(coin, Article::The);
    composer.say(" fechou em ").fact(fact).say(".");
    Ok(composer.finish())
}

pub(super) async fn what_if(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let amount = convert::amount(request)?;
    let window = change::window(request, Window::Years(1));
    let (now, before) = futures::join!(tools.market.quote(coin, &currency), price_then(tools, request, window));
    let (now, before) = (now?, before?);
    let mut composer = tools.composer();
    let given = composer.given_fact("amount", amount, Unit::Money(currency.clone()));
    let after = price_facts::with_legs(&mut composer, &now);
    let value =
        amount.checked_mul(after.value).and_then(|v| v.checked_div(before.value)).ok_or_else(convert::absurd)?;
    let result = price_facts::derived(
        format!("{} {window}", price_facts::name("whatif", coin, &currency)),
        value,
        Unit::Money(currency.clone()),
        &[&given, &before, &after],
    );
    let percent = price_facts::percent(before.value, after.value).ok_or_else(|| change::no_history(window))?;
    let change = price_facts::derived(
        price_facts::change_name(coin, &currency, window),
        percent,
        Unit::Percent,
        &[&after, &before],
    );
    let past = match window {
        Window::Date(date) => format!("em {}", period::day_words(date)),
        Window::Month(m) => format!("no começo de {} de {}", period::month_name(m.month), m.year),
        Window::YearToDate => "no começo do ano".to_owned(),
        Window::MonthToDate => "no começo do mês".to_owned(),
        Window::All => "no começo".to_owned(),
        other => ago(other),
    };
    composer.fact(given).say(" em ").coin(coin).say(" ").read(&past);
    if let Some(number) = period::number(window) {
        let fact = composer.given_fact("window", number.into(), Unit::Count);
        composer.keep(fact);
    }
    composer.say(" seriam hoje ").fact(result).say(": ");
    composer.the(coin, Article::The).say(" ");
    price::moved(&mut composer, change);
    composer.say(", de ").fact(before).say(" para ").fact(after).say(".");
    price_facts::caveats(tools, &mut composer, &now);
    Ok(composer.finish())
}

fn ago(window: Window) -> String {
    let (number, one, many) = match window {
        Window::Minutes(n) => (n, "um minuto", "minutos"),
        Window::Hours(n) => (n, "uma hora", "horas"),
        Window::Days(n) => (n, "um dia", "dias"),
        Window::Months(n) => (n, "um mês", "meses"),
        Window::Years(n) => (n, "um ano", "anos"),
        _ => return String::new(),
    };
    if number == 1 { format!("há {one}") } else { format!("há {number} {many}") }
}

/// The price an amount would have been invested at.
async fn price_then(tools: &Toolbox, request: &Understood, window: Window) -> Result<Fact, Refusal> {
    let coin = one_coin(request)?;
    let currency = currency(request);
    match window {
        Window::Date(date) => {
            not_in_the_future(tools, date)?;
            Ok(on_date(&tools.market.price_on(coin, &currency, date).await?, date))
        }
        Window::Minutes(_) | Window::Hours(_) => change::price_at_start(tools, coin, &currency, window).await,
        _ => {
            let date = period::start(window, tools.words_now(), tools.zone()).with_timezone(&tools.zone()).date_naive();
            not_in_the_future(tools, date)?;
            Ok(on_date(&tools.market.price_on(coin, &currency, date).await?, date))
        }
    }
}

fn on_date(quoted: &Quoted, date: NaiveDate) -> Fact {
    let mut fact = price_facts::price(&quoted.quote);
    fact.name = format!("{} {date}", fact.name);
    fact
}

fn not_in_the_future(tools: &Toolbox, date: NaiveDate) -> Result<(), Problem> {
    if date > tools.words_now().with_timezone(&tools.zone()).date_naive() {
        let message = format!("{} ainda não chegou, e eu não prevejo preços.", period::day_words(date));
        return Err(Problem::new("date_in_future", message, "Peça uma data que já passou."));
    }
    Ok(())
}

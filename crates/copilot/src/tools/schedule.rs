//! Spoken schedules: kept, and answered at their time by the running app.

use super::{Around, ToolResult, Toolbox};
use crate::composer::{Article, Composer};
use crate::{Dialogue, Problem};
use alfa_domain::{Condition, Days, Schedule, ScheduleId, ScheduleTime};
use alfa_language::{Coins, Intent, Understood};
use chrono::{DateTime, Timelike, Utc, Weekday};

pub(super) async fn create(tools: &Toolbox, request: &Understood, said: &str) -> ToolResult {
    let Some(Condition::Every(time)) = request.condition else {
        let problem = Problem::new(
            "missing_schedule",
            "Faltou dizer quando.",
            "Diga, por exemplo: todo dia às oito me fala o preço do bitcoin.",
        );
        return Err(problem.into());
    };
    let schedule = Schedule {
        id: ScheduleId::new(tools.now(), tools.clock.random()),
        time,
        coins: request.coins.list().to_vec(),
        quote: request.quote.clone(),
        said: said.to_owned(),
        created_at: tools.now(),
    };
    let same = |other: &Schedule| {
        other.time == schedule.time && other.coins == schedule.coins && other.quote == schedule.quote
    };
    let there = tools.store.schedules().await?.iter().any(same);
    if !there {
        tools.store.put_schedule(&schedule).await?;
    }
    let mut composer = tools.composer();
    composer.say(if there { "Isso já está combinado: " } else { "Combinado: " });
    when(&mut composer, schedule.time);
    if schedule.coins.is_empty() {
        composer.say(" eu conto um resumo do mercado.");
    } else {
        composer.say(" eu falo o preço ");
        of_coins(&mut composer, &schedule);
        composer.say(".");
    }
    Ok(composer.finish())
}

/// What a schedule tells at its time: what the question it stands for would be answered.
pub(super) async fn answer(tools: &Toolbox, schedule: &Schedule, at: DateTime<Utc>, late: bool) -> ToolResult {
    let intent = if schedule.coins.is_empty() { Intent::MarketOverview } else { Intent::Price };
    let request = Understood {
        coins: Coins::List(schedule.coins.clone()),
        quote: schedule.quote.clone(),
        ..Understood::bare(intent)
    };
    let dialogue = Dialogue::default();
    let around = Around { said: &schedule.said, dialogue: &dialogue, confirmed: false };
    let mut answer = tools.run(&request, around).await?;
    if late {
        let mut composer = tools.composer();
        let local = at.with_timezone(&tools.zone());
        let article = if local.hour() == 1 { "a" } else { "as" };
        composer.say("Isto era para ").read(&format!("{article} {}", local.format("%H:%M")));
        composer.say(", quando eu não estava aqui. ");
        let before = composer.finish();
        answer.text.insert_str(0, &before.text);
        answer.spoken.insert_str(0, &before.spoken);
    }
    Ok(answer)
}

/// "todo dia às 08:00"
fn when(composer: &mut Composer<'_>, time: ScheduleTime) {
    composer.say(match time.days {
        Days::Every => "todo dia",
        Days::Weekdays => "de segunda a sexta",
        Days::Weekend => "nos fins de semana",
        Days::On(Weekday::Mon) => "toda segunda-feira",
        Days::On(Weekday::Tue) => "toda terça-feira",
        Days::On(Weekday::Wed) => "toda quarta-feira",
        Days::On(Weekday::Thu) => "toda quinta-feira",
        Days::On(Weekday::Fri) => "toda sexta-feira",
        Days::On(Weekday::Sat) => "todo sábado",
        Days::On(Weekday::Sun) => "todo domingo",
    });
    let article = if time.time.hour() == 1 { "à" } else { "às" };
    composer.say(" ").read(&format!("{article} {:02}:{:02}", time.time.hour(), time.time.minute()));
}

/// "do Bitcoin e do Ethereum em dólar"
fn of_coins(composer: &mut Composer<'_>, schedule: &Schedule) {
    for (index, coin) in schedule.coins.iter().enumerate() {
        composer.say(match index {
            0 => "",
            _ if index + 1 == schedule.coins.len() => " e ",
            _ => ", ",
        });
        composer.the(coin, Article::Of);
    }
    if let Some(quote) = &schedule.quote {
        composer.say(" em ").currency(quote);
    }
}

/// "todo dia às 08:00, o preço do Bitcoin"
pub(super) fn words(composer: &mut Composer<'_>, schedule: &Schedule) {
    when(composer, schedule.time);
    if schedule.coins.is_empty() {
        composer.say(", um resumo do mercado");
    } else {
        composer.say(", o preço ");
        of_coins(composer, schedule);
    }
}

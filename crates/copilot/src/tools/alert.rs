//! Alerts by voice: create, list, change, pause, delete.

use super::{Refusal, ToolResult, Toolbox, alert_words, currency, one_coin, price_facts};
use crate::composer::Article;
use crate::{Card, Problem};
use alfa_domain::{Alert, AlertId, AlertState, Channel, Comparison, Condition, Gender, Left, Right, Ticker};
use alfa_language::{Coins, Understood};
use rust_decimal::Decimal;
use std::time::Duration;

/// How long a creation waits for the price that stands beside it.
const PRICE_WAIT: Duration = Duration::from_millis(1_500);
/// Alerts told one by one; more are counted.
const TOLD: usize = 5;
/// How far, in percent, a price must go back before the alert arms again.
const HYSTERESIS_PCT: Decimal = Decimal::from_parts(2, 0, 0, false, 1);
/// Between two firings of a repeating alert.
const COOLDOWN_S: u32 = 300;

pub(super) async fn create(tools: &Toolbox, request: &Understood, said: &str) -> ToolResult {
    let coin = one_coin(request)?.clone();
    let condition = condition(request)?;
    let now = tools.now();
    let alert = Alert {
        id: AlertId::new(now, tools.clock.random()),
        version: 1,
        coin,
        quote: currency(request),
        cooldown_s: if repeats(&condition) { COOLDOWN_S } else { 0 },
        condition,
        window: request.window,
        hysteresis_pct: HYSTERESIS_PCT,
        channels: vec![Channel::Tray, Channel::Voice],
        state: AlertState::Active,
        said: said.to_owned(),
        created_at: now,
    };
    if let Some(same) = active(tools).await?.into_iter().find(|other| same_rule(other, &alert)) {
        let mut composer = tools.composer();
        composer.say("Você já tem esse alerta: aviso quando ");
        alert_words::condition(&mut composer, &same);
        composer.say(".").card(Card::Alerts { alerts: vec![same] });
        return Ok(composer.finish());
    }
    // a currency nobody trades the coin in would make an alert that never fires
    let quoted = tokio::time::timeout(PRICE_WAIT, tools.market.quote(&alert.coin, &alert.quote)).await;
    tools.store.put_alert(&alert).await?;
    let mut composer = tools.composer();
    composer.say("Alerta criado: aviso quando ");
    alert_words::condition(&mut composer, &alert);
    composer.say(".");
    if let (Ok(Ok(quoted)), Some(threshold)) = (quoted, price_threshold(&alert.condition)) {
        let price = price_facts::with_legs(&mut composer, &quoted);
        let past = match threshold.0 {
            Comparison::CrossesUp => price.value >= threshold.1,
            Comparison::CrossesDown => price.value <= threshold.1,
            _ => false,
        };
        composer.say(" Agora ").the(&alert.coin, Article::The).say(" está em ").fact(price);
        composer.say(if past { ": já passou desse valor, então aviso na próxima vez que cruzar." } else { "." });
    }
    composer.card(Card::Alerts { alerts: vec![alert] });
    Ok(composer.finish())
}

pub(super) async fn list(tools: &Toolbox) -> ToolResult {
    let alerts: Vec<Alert> = tools
        .store
        .alerts()
        .await?
        .into_iter()
        .filter(|alert| matches!(alert.state, AlertState::Active | AlertState::Paused))
        .collect();
    let mut composer = tools.composer();
    if alerts.is_empty() {
        composer.say("Você não tem alertas. Para criar um, diga: me avise quando o bitcoin passar de um valor.");
        return Ok(composer.finish());
    }
    composer.say("Você tem ").count("alerts", alerts.len(), Gender::Masculine);
    composer.say(if alerts.len() == 1 { " alerta: " } else { " alertas: " });
    for (index, alert) in alerts.iter().take(TOLD).enumerate() {
        composer.say(if index == 0 { "quando " } else { "; quando " });
        alert_words::condition(&mut composer, alert);
        alert_words::state(&mut composer, alert);
    }
    if alerts.len() > TOLD {
        composer.say("; e mais ").count("more alerts", alerts.len() - TOLD, Gender::Masculine);
    }
    composer.say(".").card(Card::Alerts { alerts });
    Ok(composer.finish())
}

pub(super) async fn change(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let condition = condition(request)?;
    let mut alerts = of_coin(tools, coin).await?;
    // the rule of the same kind is the one meant; else the newest
    let position = alerts.iter().rposition(|alert| same_kind(&alert.condition, &condition)).unwrap_or(alerts.len() - 1);
    let mut alert = alerts.swap_remove(position);
    alert.condition = condition;
    if let Some(quote) = &request.quote {
        alert.quote = quote.clone();
    }
    if request.window.is_some() {
        alert.window = request.window;
    }
    alert.version += 1;
    alert.state = AlertState::Active;
    tools.store.put_alert(&alert).await?;
    let mut composer = tools.composer();
    composer.say("Alerta mudado: agora aviso quando ");
    alert_words::condition(&mut composer, &alert);
    composer.say(".").card(Card::Alerts { alerts: vec![alert] });
    Ok(composer.finish())
}

pub(super) async fn pause(tools: &Toolbox, request: &Understood) -> ToolResult {
    let mut alerts = named(tools, request).await?;
    alerts.retain(|alert| alert.state == AlertState::Active);
    let mut composer = tools.composer();
    if alerts.is_empty() {
        composer.say("Esses alertas já estão em pausa.");
        return Ok(composer.finish());
    }
    for alert in &mut alerts {
        alert.state = AlertState::Paused;
        alert.version += 1;
        tools.store.put_alert(alert).await?;
    }
    match alerts.as_slice() {
        [alert] => {
            composer.say("Pausei o alerta: quando ");
            alert_words::condition(&mut composer, alert);
        }
        _ => {
            composer.say("Pausei ").count("alerts", alerts.len(), Gender::Masculine).say(" alertas");
        }
    }
    composer.say(".").card(Card::Alerts { alerts });
    Ok(composer.finish())
}

pub(super) async fn cancel(tools: &Toolbox, request: &Understood, confirmed: bool) -> ToolResult {
    let alerts = named(tools, request).await?;
    let mut composer = tools.composer();
    let all = request.coins == Coins::All;
    if !confirmed && (all || alerts.len() > 1) {
        composer.say("Quer mesmo apagar ");
        match alerts.as_slice() {
            [alert] => {
                composer.say("o alerta de quando ");
                alert_words::condition(&mut composer, alert);
            }
            _ => {
                composer.say("os ").count("alerts", alerts.len(), Gender::Masculine).say(" alertas");
            }
        }
        if let Some(coin) = request.coins.first() {
            composer.say(" ").the(coin, Article::Of);
        }
        composer.say("? Diga sim ou não.");
        return Err(Refusal::Confirm(composer.finish()));
    }
    let ids: Vec<AlertId> = alerts.iter().map(|alert| alert.id).collect();
    tools.store.delete_alerts(&ids, tools.now()).await?;
    match alerts.as_slice() {
        [alert] => {
            composer.say("Apaguei o alerta de quando ");
            alert_words::condition(&mut composer, alert);
        }
        _ => {
            composer.say("Apaguei ").count("alerts", alerts.len(), Gender::Masculine).say(" alertas");
        }
    }
    composer.say(".");
    Ok(composer.finish())
}

/// Every alert that still waits or is paused.
async fn active(tools: &Toolbox) -> Result<Vec<Alert>, Refusal> {
    let mut alerts = tools.store.alerts().await?;
    alerts.retain(|alert| matches!(alert.state, AlertState::Active | AlertState::Paused));
    Ok(alerts)
}

async fn of_coin(tools: &Toolbox, coin: &Ticker) -> Result<Vec<Alert>, Refusal> {
    let mut alerts = active(tools).await?;
    alerts.retain(|alert| &alert.coin == coin);
    if alerts.is_empty() {
        let name = tools.coins.get(coin).map_or_else(|| coin.to_string(), |coin| coin.name.clone());
        let message = format!("Você não tem alerta de {name}.");
        return Err(
            Problem::new("no_such_alert", message, "Diga “quais alertas eu tenho” para ouvir os que há.").into()
        );
    }
    Ok(alerts)
}

/// The alerts a request names: of its coins, or all.
async fn named(tools: &Toolbox, request: &Understood) -> Result<Vec<Alert>, Refusal> {
    match &request.coins {
        Coins::List(list) if !list.is_empty() => {
            let mut found = Vec::new();
            for coin in list {
                found.extend(of_coin(tools, coin).await?);
            }
            Ok(found)
        }
        _ => {
            let alerts = active(tools).await?;
            if alerts.is_empty() {
                return Err(Problem::new("no_such_alert", "Você não tem alertas.", "").into());
            }
            Ok(alerts)
        }
    }
}

/// The condition of a request; one that can never be met is refused.
fn condition(request: &Understood) -> Result<Condition, Problem> {
    let condition = request.condition.clone().ok_or_else(|| {
        Problem::new(
            "missing_condition",
            "Faltou dizer quando devo avisar.",
            "Diga, por exemplo: me avise quando o bitcoin passar de 600 mil reais.",
        )
    })?;
    if let Some((_, threshold)) = price_threshold(&condition)
        && threshold <= Decimal::ZERO
    {
        return Err(super::convert::absurd());
    }
    Ok(condition)
}

fn price_threshold(condition: &Condition) -> Option<(Comparison, Decimal)> {
    match condition {
        Condition::Compare { left: Left::Price, comparison, right: Right::Number(price), .. } => {
            Some((*comparison, *price))
        }
        _ => None,
    }
}

fn repeats(condition: &Condition) -> bool {
    matches!(condition, Condition::Compare { repeat: true, .. } | Condition::Extreme { repeat: true, .. })
}

fn same_rule(a: &Alert, b: &Alert) -> bool {
    a.coin == b.coin && a.quote == b.quote && a.condition == b.condition && a.window == b.window && a.state == b.state
}

fn same_kind(a: &Condition, b: &Condition) -> bool {
    match (a, b) {
        (Condition::Compare { left: a, .. }, Condition::Compare { left: b, .. }) => a == b,
        (Condition::Extreme { high: a, .. }, Condition::Extreme { high: b, .. }) => a == b,
        _ => false,
    }
}

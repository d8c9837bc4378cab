//! Alerts and firings as devices write them: a row of their tables as JSON (`desktop/src/store/sync/tables.rs`).

use alfa_domain::{Alert, AlertId, AlertState, Channel, Condition, Currency, Firing, Ticker};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// The longest condition that is read, in bytes.
const LONGEST: usize = 500;

#[derive(Deserialize)]
struct AlertRow {
    id: Uuid,
    version: u32,
    coin: Ticker,
    quote: Currency,
    condition: String,
    span: Option<String>,
    cooldown_s: u32,
    hysteresis_pct: String,
    /// JSON in text.
    channels: String,
    state: AlertState,
    /// In microseconds since 1970.
    created_at: i64,
}

/// An alert; `None` for what is none, or another one's. Its words stay where they are.
pub(super) fn alert(entity: Uuid, body: &[u8]) -> Option<Alert> {
    let row: AlertRow = serde_json::from_slice(body).ok()?;
    if row.id != entity || row.condition.len() > LONGEST || i32::try_from(row.version).is_err() {
        return None;
    }
    let mut channels: Vec<Channel> = Vec::new();
    for channel in serde_json::from_str::<Vec<Channel>>(&row.channels).ok()? {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    Some(Alert {
        id: AlertId(row.id),
        version: row.version,
        coin: row.coin,
        quote: row.quote,
        condition: row.condition.parse().ok()?,
        window: row.span.as_deref().map(str::parse).transpose().ok()?,
        cooldown_s: row.cooldown_s,
        hysteresis_pct: row.hysteresis_pct.parse().ok()?,
        channels,
        state: row.state,
        said: String::new(),
        created_at: DateTime::from_timestamp_micros(row.created_at)?,
    })
}

/// Whether an alert fires again.
pub(super) fn repeats(alert: &Alert) -> bool {
    matches!(alert.condition, Condition::Compare { repeat: true, .. } | Condition::Extreme { repeat: true, .. })
}

#[derive(Deserialize)]
struct FiringRow {
    id: Uuid,
    alert: Uuid,
    version: u32,
    arming: u32,
    coin: Ticker,
    /// JSON in text.
    price: String,
    at: i64,
    late: i64,
    text: String,
    spoken: String,
}

/// A firing that a device found.
pub(super) fn firing(body: &[u8]) -> Option<Firing> {
    let row: FiringRow = serde_json::from_slice(body).ok()?;
    let counts = [row.version, row.arming].into_iter().all(|count| i32::try_from(count).is_ok());
    counts.then_some(())?;
    Some(Firing {
        id: alfa_domain::FiringId(row.id),
        alert: AlertId(row.alert),
        version: row.version,
        arming: row.arming,
        coin: row.coin,
        price: serde_json::from_str(&row.price).ok()?,
        at: DateTime::from_timestamp_micros(row.at)?,
        late: row.late != 0,
        text: row.text,
        spoken: row.spoken,
    })
}

/// A firing as a device would write it.
pub(super) fn of_firing(firing: &Firing) -> Vec<u8> {
    json!({
        "id": firing.id,
        "alert": firing.alert,
        "version": firing.version,
        "arming": firing.arming,
        "coin": firing.coin,
        "price": serde_json::to_string(&firing.price).unwrap_or_default(),
        "at": firing.at.timestamp_micros(),
        "late": i64::from(firing.late),
        "text": firing.text,
        "spoken": firing.spoken,
    })
    .to_string()
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALERT: &str = r#"{"id":"01a20d9b-e681-73cf-9489-5555d5b48025","version":2,"coin":"BTC","quote":"BRL",
        "condition":"price crosses_up 600000; repeat","span":null,"cooldown_s":300,"hysteresis_pct":"0.2",
        "channels":"[\"tray\",\"email\",\"tray\"]","state":"active","said":"me avise","created_at":1790000000000000}"#;

    #[test]
    fn an_alert_is_read_as_devices_write_it_and_anothers_is_not() {
        let id: Uuid = "01a20d9b-e681-73cf-9489-5555d5b48025".parse().unwrap();
        let read = alert(id, ALERT.as_bytes()).unwrap();
        assert_eq!((read.version, read.cooldown_s, repeats(&read)), (2, 300, true));
        assert_eq!(read.channels, [Channel::Tray, Channel::Email]);
        assert_eq!(alert(Uuid::nil(), ALERT.as_bytes()), None);
        assert_eq!(alert(id, ALERT.replace("crosses_up", "explodes").as_bytes()), None);
        assert_eq!(alert(id, b"[1, 2]"), None);
    }
}

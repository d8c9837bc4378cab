//! The cloud, asked who tells of a firing.

use super::session::CloudError;
use super::shared::SharedSession;
use crate::store::Store;
use crate::watch::{Claimed, Claims};
use alfa_domain::{Channel, Firing, ToldBy};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Nobody waits longer for an alert because the network is slow.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks with whatever session there is.
pub struct CloudClaims {
    store: Store,
    session: SharedSession,
}

#[derive(Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
enum Verdict {
    Yours,
    Wait { seconds: i64 },
    Told { by: By, at: DateTime<Utc> },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Cloud,
    You,
    Device,
}

impl CloudClaims {
    /// For this data.
    pub fn new(store: Store, session: SharedSession) -> Self {
        Self { store, session }
    }

    /// What the cloud says; `None` where it says nothing in time, or knows nothing of the alert.
    async fn ask<T: serde::de::DeserializeOwned>(&self, what: &str, firing: &Firing, channel: Channel) -> Option<T> {
        let session = self.session.get()?;
        let body = about(firing, channel);
        let path = format!("/v1/alerts/firings/{what}");
        match tokio::time::timeout(PATIENCE, session.ask_beside(Method::POST, &path, Some(&body))).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(CloudError::Problem { code, .. })) if code == "no_such_alert" => None,
            Ok(Err(error)) => {
                tracing::info!(%error, "the cloud could not be asked who tells an alert");
                None
            }
            Err(_) => None,
        }
    }
}

fn about(firing: &Firing, channel: Channel) -> Value {
    let way = match channel {
        Channel::Tray | Channel::Voice => "computer",
        Channel::Email => "email",
        Channel::Webhook => "webhook",
        Channel::Telegram => "telegram",
    };
    json!({ "alert": firing.alert, "version": firing.version, "arming": firing.arming, "way": way })
}

#[async_trait]
impl Claims for CloudClaims {
    fn can_be_asked(&self) -> bool {
        self.session.get().is_some()
    }

    async fn claim(&self, firing: &Firing, channel: Channel) -> Claimed {
        if !self.can_be_asked() || !matches!(self.store.alert_leaves(firing.alert).await, Ok(Some(true))) {
            return Claimed::Unasked;
        }
        match self.ask("claim", firing, channel).await {
            None => Claimed::Unasked,
            Some(Verdict::Yours | Verdict::Told { by: By::You, .. }) => Claimed::Yours,
            Some(Verdict::Wait { seconds }) => Claimed::Wait(TimeDelta::seconds(seconds.clamp(1, 5))),
            Some(Verdict::Told { by: By::Cloud, at }) => Claimed::Told { by: ToldBy::Cloud, at },
            Some(Verdict::Told { by: By::Device, at }) => Claimed::Told { by: ToldBy::Device, at },
        }
    }

    async fn told(&self, firing: &Firing, channel: Channel) -> bool {
        self.ask::<()>("told", firing, channel).await.is_some()
    }
}

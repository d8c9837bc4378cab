//! Every kind of job there is. A new one is added here.

use super::mail::Mail;
use super::{Failure, Job, Lane, Run};
use crate::App;
use crate::accounts::ResetCode;
use crate::cron::{Cleanup, HealthCheck};
use crate::reports::CryptoAnalysis;
use crate::voice::long::{Discard, LongAudio};
use crate::watch::Tell;
use futures::future::BoxFuture;
use serde_json::Value;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use std::time::Duration;

/// A kind of job without its type.
pub(super) struct Kind {
    pub name: &'static str,
    pub longest: Duration,
    pub lane: Lane,
    pub shown: fn(&App, Value) -> Value,
    pub run: fn(App, Run, Value) -> BoxFuture<'static, Result<(), Failure>>,
    pub given_up: for<'a> fn(&'a mut PgConnection, Value, &'static str) -> BoxFuture<'a, Result<(), sqlx::Error>>,
}

/// By their names.
pub(super) fn kinds() -> BTreeMap<&'static str, Kind> {
    [
        kind::<Mail>(),
        kind::<ResetCode>(),
        kind::<Cleanup>(),
        kind::<HealthCheck>(),
        kind::<Tell>(),
        kind::<CryptoAnalysis>(),
        kind::<LongAudio>(),
        kind::<Discard>(),
    ]
    .into_iter()
    .map(|kind| (kind.name, kind))
    .collect()
}

fn kind<J: Job>() -> Kind {
    Kind {
        name: J::NAME,
        longest: J::LONGEST,
        lane: if J::LONG { Lane::Long } else { Lane::Usual },
        shown: |app, payload| match serde_json::from_value::<J>(payload) {
            Ok(job) => job.shown(app),
            Err(_) => Value::Null,
        },
        run: |app, run, payload| {
            Box::pin(async move {
                match serde_json::from_value::<J>(payload) {
                    Ok(job) => job.run(app, run).await,
                    Err(error) => Err(Failure::dead("unreadable", error)),
                }
            })
        },
        given_up: |connection, payload, code| {
            Box::pin(async move {
                match serde_json::from_value::<J>(payload) {
                    Ok(job) => job.given_up(connection, code).await,
                    Err(_) => Ok(()),
                }
            })
        },
    }
}

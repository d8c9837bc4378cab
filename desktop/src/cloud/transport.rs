//! Sync's way to the server.

use super::snapshot::Snapshot;
use super::{CloudError, Session};
use alfa_sync::wire::{Bucket, Buckets, Hello, Pulled, Push, Pushed, Welcome};
use alfa_sync::{Collection, Parts, TransportError};
use async_trait::async_trait;
use reqwest::Method;
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// Sync over HTTP, as somebody who is signed in.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    session: Arc<Session>,
}

impl HttpTransport {
    /// As this session.
    pub fn new(session: Arc<Session>) -> Self {
        Self { session }
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, TransportError> {
        let body = serde_json::to_value(body).map_err(|error| TransportError::Unreachable(error.to_string()))?;
        Ok(self.session.ask(Method::POST, path, Some(&body)).await?)
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, TransportError> {
        Ok(self.session.ask(Method::GET, path, None).await?)
    }
}

impl From<CloudError> for TransportError {
    fn from(error: CloudError) -> Self {
        match error {
            CloudError::Unreachable(why) => Self::Unreachable(why),
            CloudError::SignedOut => Self::SignedOut,
            CloudError::Wait(seconds) => Self::Wait(seconds),
            CloudError::Problem { status, code, detail, body } => match serde_json::from_str(&body) {
                Ok(refusal) => Self::Refused(refusal),
                Err(_) => Self::Problem { status, code, detail },
            },
        }
    }
}

fn name(collection: Collection) -> String {
    serde_json::to_value(collection).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[async_trait]
impl alfa_sync::Transport for HttpTransport {
    async fn hello(&self, hello: &Hello) -> Result<Welcome, TransportError> {
        self.post("/v1/sync/hello", hello).await
    }

    async fn push(&self, push: &Push) -> Result<Pushed, TransportError> {
        self.post("/v1/sync/push", push).await
    }

    async fn pull(&self, epoch: Uuid, device: Uuid, after: i64, limit: usize) -> Result<Pulled, TransportError> {
        self.get(&format!("/v1/sync/pull?epoch={epoch}&device={device}&after={after}&limit={limit}")).await
    }

    async fn snapshot(&self, epoch: Uuid, device: Uuid, after: i64) -> Result<Box<dyn Parts>, TransportError> {
        let path = format!("/v1/sync/snapshot?epoch={epoch}&device={device}&after={after}");
        Ok(Box::new(Snapshot::of(self.session.read_as_it_comes(&path).await?)))
    }

    async fn buckets(&self, collection: Collection) -> Result<Buckets, TransportError> {
        self.get(&format!("/v1/sync/buckets?collection={}", name(collection))).await
    }

    async fn bucket(&self, collection: Collection, bucket: u8) -> Result<Bucket, TransportError> {
        self.get(&format!("/v1/sync/bucket?collection={}&bucket={bucket}", name(collection))).await
    }
}

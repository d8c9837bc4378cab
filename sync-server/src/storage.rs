//! Large things: in a folder, or in a bucket that speaks S3's protocol.

use crate::config::StorageConfig;
use futures::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;

/// One request takes no longer.
const PATIENCE: Duration = Duration::from_secs(20);
const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(2);

/// Keeps large things by their names.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

/// The store is away, or refuses: what needs it waits.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StorageError(#[from] object_store::Error);

impl Storage {
    pub(crate) fn new(config: &StorageConfig) -> Result<Self, String> {
        let Some(s3) = &config.s3 else {
            let said = |error: &dyn ToString| format!("storage_folder: {}", error.to_string());
            std::fs::create_dir_all(&config.folder).map_err(|error| said(&error))?;
            let store = LocalFileSystem::new_with_prefix(&config.folder).map_err(|error| said(&error))?;
            return Ok(Self { store: Arc::new(store.with_automatic_cleanup(true).with_fsync(true)) });
        };
        let client = ClientOptions::new().with_timeout(PATIENCE).with_connect_timeout(PATIENCE_TO_CONNECT);
        // a job waits better than a request does
        let retry = RetryConfig {
            backoff: BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() },
            max_retries: 1,
            retry_timeout: PATIENCE,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key_id)
            .with_secret_access_key(s3.secret_access_key.expose_secret())
            .with_virtual_hosted_style_request(!s3.path_style)
            .with_client_options(client)
            .with_retry(retry);
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let store = builder.build().map_err(|error| format!("s3_bucket: {error}"))?;
        Ok(Self { store: Arc::new(store) })
    }

    /// Keeps it, in the place of what had the name before.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), StorageError> {
        self.store.put(&Path::from(name), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// What has the name.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        match self.store.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what has the name; nothing having it is no fault.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn delete(&self, name: &str) -> Result<(), StorageError> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The names below a folder, in order.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, StorageError> {
        let below = self.store.list(Some(&Path::from(folder))).map_ok(|found| found.location.to_string());
        let mut names: Vec<String> = below.try_collect().await?;
        names.sort();
        Ok(names)
    }

    /// That it answers.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn answers(&self) -> Result<(), StorageError> {
        self.get("health/nothing").await.map(drop)
    }
}

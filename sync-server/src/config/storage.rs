//! Where recordings and other large things are kept.

use super::{BadConfig, Reader, reader::bad};
use secrecy::SecretString;
use std::path::PathBuf;

/// Where large things are kept.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    /// `storage_folder`: where they are kept without `s3_bucket`; with several instances it must be one they share. Default "storage".
    pub folder: PathBuf,
    /// S3, or what speaks its protocol.
    pub s3: Option<S3Config>,
}

/// A bucket.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// `s3_bucket`: its name.
    pub bucket: String,
    /// `s3_endpoint`: the address of what speaks S3's protocol; Amazon's own where it is not set.
    pub endpoint: Option<String>,
    /// `s3_region`. Default "us-east-1".
    pub region: String,
    /// `s3_access_key_id`
    pub access_key_id: String,
    /// `s3_secret_access_key`
    pub secret_access_key: SecretString,
    /// `s3_path_style`: the bucket stands in the path and not in the host's name. Default true where there is an endpoint.
    pub path_style: bool,
}

impl StorageConfig {
    pub(super) const KEYS: [&'static str; 7] = [
        "storage_folder",
        "s3_bucket",
        "s3_endpoint",
        "s3_region",
        "s3_access_key_id",
        "s3_secret_access_key",
        "s3_path_style",
    ];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let endpoint = reader.url("s3_endpoint", &["https://", "http://"])?;
        let (bucket, region) = (reader.get("s3_bucket")?, reader.text("s3_region", "us-east-1")?);
        let path_style = reader.flag("s3_path_style", endpoint.is_some())?;
        let (id, secret) = (reader.get("s3_access_key_id")?, reader.secret("s3_secret_access_key")?);
        let with_bucket = |key: &str| bad(key, "must be set where s3_bucket is");
        let s3 = match bucket {
            Some(bucket) => Some(S3Config {
                bucket,
                endpoint,
                region,
                access_key_id: id.ok_or_else(|| with_bucket("s3_access_key_id"))?,
                secret_access_key: secret.ok_or_else(|| with_bucket("s3_secret_access_key"))?,
                path_style,
            }),
            None if endpoint.is_some() => return Err(bad("s3_bucket", "must be set where s3_endpoint is")),
            None => None,
        };
        Ok(Self { folder: reader.text("storage_folder", "storage")?.into(), s3 })
    }
}

//! `alfa-sync-server audit verify`

use alfa_sync_server::Config;
use alfa_sync_server::audit::{Head, VerifyError, verify};
use clap::Subcommand;
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

/// The log of what happened to accounts.
#[derive(Subcommand)]
pub enum Audit {
    /// Walks the chain; ends with 1 and names the first row that does not hold
    Verify {
        /// The configuration, as for serving
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// An end of the chain that was printed before: it must still lie in it
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<Head>,
    },
}

/// Does it.
pub fn run(audit: Audit) -> Result<(), Box<dyn Error>> {
    let Audit::Verify { config, head } = audit;
    let config = Config::read(config.as_deref(), |name| std::env::var(name).ok())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let verified = runtime.block_on(async {
        let mut connection = PgConnection::connect(config.database_url.expose_secret()).await?;
        verify(&mut connection, &config, head.as_ref()).await
    });
    match verified {
        Ok(verified) => {
            writeln!(std::io::stdout(), "the chain holds: {} rows, head {}", verified.rows, verified.head)?;
            Ok(())
        }
        Err(VerifyError::Broken(broken)) => Err(format!("the chain is broken at {broken}").into()),
        Err(VerifyError::Database(error)) => Err(format!("database_url: {error}").into()),
    }
}

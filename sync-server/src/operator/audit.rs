//! `alfa-sync-server audit verify`

use crate::Place;
use alfa_sync_server::audit::{Head, VerifyError, verify};
use clap::Subcommand;
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection};
use std::error::Error;
use std::io::Write;

/// The log of what happened to accounts.
#[derive(Subcommand)]
pub enum Audit {
    /// Walks the chain; ends with 1 and names the first row that does not hold
    Verify {
        #[command(flatten)]
        place: Place,
        /// An end of the chain that was printed before: it must still lie in it
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<Head>,
    },
}

/// Does it.
pub fn run(audit: Audit) -> Result<(), Box<dyn Error>> {
    let Audit::Verify { place, head } = audit;
    let config = place.config()?;
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

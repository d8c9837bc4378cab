//! The code with which a forgotten password is replaced, made beside the request.

use super::codes;
use crate::App;
use crate::jobs::{Failure, Job, Mail, Run, enqueue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// It holds so long.
const MINUTES: i32 = 30;

/// Mails one to an address, if an account has proved it.
#[derive(Serialize, Deserialize)]
pub struct ResetCode {
    /// As addresses are looked up.
    pub email_key: String,
}

impl Job for ResetCode {
    const NAME: &'static str = "reset_code";

    async fn run(self, app: App, run: Run) -> Result<(), Failure> {
        let mut transaction = app.pool.begin().await?;
        let found: Option<(Uuid, String)> =
            sqlx::query_as("SELECT id, email FROM account WHERE email_key = $1 AND verified_at IS NOT NULL")
                .bind(self.email_key)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some((user_id, email)) = found else { return Ok(()) };
        let code = codes::random()?;
        // one code holds at a time
        sqlx::query("DELETE FROM mailed_code WHERE user_id = $1 AND purpose = 'reset'")
            .bind(user_id)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO mailed_code (hash, user_id, purpose, expires_at) VALUES ($1, $2, 'reset', now() + make_interval(mins => $3))",
        )
        .bind(codes::hash(&code))
        .bind(user_id)
        .bind(MINUTES)
        .execute(&mut *transaction)
        .await?;
        let text = format!(
            "Para escolher outra senha, use este código na ALFA:\n\n{code}\n\nEle vale por {MINUTES} minutos. Se você não pediu isto, ignore esta mensagem: a sua senha continua a mesma."
        );
        let mail = Mail::to(&app, &email, "Uma senha nova na ALFA", &text)?.of(user_id);
        enqueue(&mut transaction, &mail).await?;
        run.finish(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

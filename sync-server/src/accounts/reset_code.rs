//! The code with which a forgotten password is replaced, made beside the request.

use super::attempts::Attempt;
use super::codes;
use crate::App;
use crate::jobs::{Failure, Job, Mail, Run, enqueue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// It holds so long: as long as an address's mails are counted, so that whoever has asked for too many leaves a code that holds.
const MINUTES: i32 = 60;

/// Mails one to an address, if an account has proved it and it has not had too many. Those before it hold until one is used.
#[derive(Serialize, Deserialize)]
pub struct ResetCode {
    /// As addresses are looked up.
    pub email_key: String,
}

impl Job for ResetCode {
    const NAME: &'static str = "reset_code";

    fn key(&self) -> Option<String> {
        Some(format!("{} {}", Self::NAME, self.email_key))
    }

    async fn run(self, app: App, run: Run) -> Result<(), Failure> {
        let mut transaction = app.pool.begin().await?;
        let found: Option<(Uuid, String)> =
            sqlx::query_as("SELECT id, email FROM account WHERE email_key = $1 AND verified_at IS NOT NULL")
                .bind(&self.email_key)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some((user_id, email)) = found else { return Ok(()) };
        let mut attempt = Attempt::to_mail(&app, Self::NAME, &self.email_key);
        if attempt.one_too_many(&mut transaction).await?.is_some() {
            run.finish(&mut transaction).await?;
            return Ok(transaction.commit().await?);
        }
        let code = codes::random()?;
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

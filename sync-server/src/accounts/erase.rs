//! Erasure of an account and of everything that is the user's (LGPD art. 18, VI).

use super::new_password::confirm;
use crate::audit;
use crate::auth::Caller;
use crate::jobs::{Mail, enqueue};
use crate::voice::long::Discard;
use crate::{App, Problem};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// `DELETE /v1/account`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    /// The password of now.
    #[schema(max_length = 256)]
    pub password: String,
}

/// Erases the account; every table a user owns goes with it. What devices keep stays on them.
///
/// # Errors
/// `wrong_password`; [`Problem::away`].
pub async fn erase(app: &App, caller: Caller, request: Erase) -> Result<(), Problem> {
    confirm(app, caller.user_id, request.password).await?;
    let mut transaction = app.pool.begin().await?;
    // a run that keeps something of the account locks its job first, and so does this
    sqlx::query("DELETE FROM job WHERE user_id = $1").bind(caller.user_id).execute(&mut *transaction).await?;
    let erased: Option<(String, Uuid)> =
        sqlx::query_as("DELETE FROM account WHERE id = $1 RETURNING email, audit_subject")
            .bind(caller.user_id)
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some((email, subject)) = erased {
        let text = "A sua conta na ALFA e tudo o que estava nela foram apagados. O que está nos seus computadores continua neles.";
        let mail = Mail::to(app, &email, "A sua conta na ALFA foi apagada", text)?;
        enqueue(&mut transaction, &mail).await?;
        enqueue(&mut transaction, &Discard::of_account(caller.user_id)).await?;
        audit::erased(app, &mut transaction, subject).await?;
    }
    transaction.commit().await?;
    Ok(())
}

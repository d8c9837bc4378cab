//! What the owner of an account is told by mail.

use crate::jobs::{Mail, enqueue};
use crate::{App, Problem};
use sqlx::PgConnection;
use uuid::Uuid;

/// Mails somebody, once the transaction holds.
pub(super) async fn mail(
    app: &App,
    connection: &mut PgConnection,
    email: &str,
    subject: &str,
    text: &str,
) -> Result<(), Problem> {
    enqueue(connection, &Mail::to(app, email, subject, text)?).await?;
    Ok(())
}

/// Mails the owner of an account.
pub(super) async fn tell(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    subject: &str,
    text: &str,
) -> Result<(), Problem> {
    let (email,): (String,) =
        sqlx::query_as("SELECT email FROM account WHERE id = $1").bind(user_id).fetch_one(&mut *connection).await?;
    mail(app, connection, &email, subject, text).await
}

/// What comes once came twice: the device was signed out.
pub(super) async fn token_reused(
    app: &App,
    connection: &mut PgConnection,
    email: &str,
    device: &str,
) -> Result<(), Problem> {
    let text = format!(
        "O dispositivo “{device}” saiu da sua conta na ALFA: uma chave da sessão dele, que só vale uma vez, foi usada de novo. Alguém pode ter uma cópia dela. Entre de novo nele; se você não o conhece, troque a sua senha."
    );
    mail(app, connection, email, "Um dispositivo saiu da sua conta na ALFA", &text).await
}

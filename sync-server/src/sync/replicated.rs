//! Pulls from a copy of the database that lags behind it. Whoever pulls sees at least what the database had when he asked: it says how far the account's
//! changes go, which costs one look-up, and the copy gives the page if it has come so far.

use super::pull::{Ask, Page, page};
use crate::auth::Caller;
use crate::database::Replica;
use crate::{App, Problem};

/// The page, from the copy where it has what must be seen, else from the database.
pub(super) async fn replicated(app: &App, caller: Caller, ask: Ask) -> Result<Page, Problem> {
    match &app.replica {
        Some(replica) if replica.is_there() => match copied(app, replica, caller, ask).await? {
            Some(page) => Ok(page),
            None => page(&app.pool, caller, ask).await,
        },
        _ => page(&app.pool, caller, ask).await,
    }
}

async fn copied(app: &App, replica: &Replica, caller: Caller, ask: Ask) -> Result<Option<Page>, Problem> {
    // the database also says whether the device was revoked: the copy may not know it yet
    let head: Option<(i64,)> = sqlx::query_as(
        "SELECT h.seq FROM device s JOIN sync_head h ON h.user_id = s.user_id
         WHERE s.id = $2 AND s.user_id = $1 AND s.revoked_at IS NULL AND h.epoch = $3",
    )
    .bind(caller.user_id)
    .bind(caller.session_id)
    .bind(ask.epoch)
    .fetch_optional(&app.pool)
    .await?;
    // why it is refused the database says itself
    let Some((head,)) = head else { return Ok(None) };
    let page = replica.read(async |pool| page(pool, caller, ask).await).await;
    Ok(page.filter(|page| page.head >= head))
}

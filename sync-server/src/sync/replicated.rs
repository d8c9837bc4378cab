//! What a device has not seen. Little comes with the look at the database itself; much may come from a copy of it that lags behind: whoever pulls sees at
//! least what the database had when he asked, for the look said how far the account's changes go, and the copy gives the page if it has come so far.

use super::looks::{Look, Looked};
use super::page::{Ask, Page, page};
use crate::auth::Caller;
use crate::{App, Problem};

/// The page, with the look, or from the copy where it has what must be seen, else from the database.
pub(super) async fn replicated(app: &App, caller: Caller, ask: Ask) -> Result<Page, Problem> {
    // the database also says whether the device was revoked: the copy may not know it yet
    let head = match app.looks.take(Look { caller, ask }).await? {
        Looked::Page(page) => return Ok(page),
        Looked::Much { head } => head,
    };
    if let Some(replica) = &app.replica {
        let copied = replica.read(async |pool| page(pool, caller, ask, head).await).await;
        if let Some(page) = copied.filter(|page| page.head >= head) {
            return Ok(page);
        }
    }
    page(&app.pool, caller, ask, head).await
}

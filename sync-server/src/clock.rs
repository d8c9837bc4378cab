//! The one door to the time.

use chrono::{DateTime, Utc};

#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

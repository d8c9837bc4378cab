//! The user's data in SQLite: [`Store`] implements the copilot's storage traits on this computer.
//!
//! - [`Store::open`]: locks, migrations, the check for damage and the rebuilding after it ([`Opened`], [`Rebuilt`])
//! - [`alfa_copilot::Store`]: conversations, alerts, watchlist, portfolio, schedules
//! - history: [`Store::conversations`], [`Store::search`], [`Store::export`], [`Store::delete_conversation`]
//! - figures: [`Store::latency`], [`Store::add_usage`], [`Store::spent_since`]
//! - alerts that fired: [`Store::record_passed`], [`Store::due_deliveries`]; up to where prices were watched: [`Store::watched_until`]
//! - schedules that spoke: [`Store::spoken`], [`Store::settle_schedule`]
//! - sync with the cloud: [`Store::sync_as`], [`Store::sync_status`]
//! - [`Store::remembered`]: small values kept from one start to the next
//!
//! A turn is one transaction; what was stored survives `kill -9` and loss of power (write-ahead log, `synchronous = FULL`:
//! a turn costs one flush, and a turn is seconds apart from the next). Times are kept in whole microseconds.

mod alerts;
mod columns;
mod conversations;
mod error;
mod firings;
mod history;
mod latency;
mod locks;
mod open;
mod portfolio;
mod rebuild;
mod remembered;
mod schedules;
mod sync;
mod usage;
mod watched;
mod watchlist;
mod worker;

pub use alfa_copilot::StoreError;
pub use error::OpenError;
pub use firings::Told;
pub use history::{ConversationSummary, ExportedConversation, Found};
pub use latency::{Stage, StageLatency};
pub use locks::{SyncLock, WatchLock};
pub use open::{Opened, Store, StoreOptions};
pub use rebuild::Rebuilt;
pub use sync::{Quarantined, SyncStatus, SyncStore};
pub use usage::Usage;

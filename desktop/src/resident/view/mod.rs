//! What the window is shown: the shapes that cross to it. Money, amounts and percentages are decimal text; times are RFC 3339 in UTC.

mod account;
mod alerts;
mod board;
mod history;
mod options;
mod owner;
mod start;
mod typescript;

pub use account::{AccountDevice, AccountView, Entry, Parting, Quarantined, RecoveryPhrase, SyncRound, SyncView};
pub use alerts::{AlertDraft, AlertRow, FiringChannel, FiringRow, ScheduleRow};
pub use board::{
    CandleChart, CoinName, ImportReport, IndicatorLine, IndicatorLines, IndicatorPoint, MarketOverview, NewTrade,
    PortfolioView, Position, WatchedCoin,
};
pub use history::{ConversationRow, Exported, SearchHit};
pub use options::{
    Device, DeviceLists, LlmTest, ModelProgress, ModelRow, ModelState, SecretKept, SecretState, SettingValues,
    StageLatencyRow, VoiceRow,
};
pub use owner::{AuthenticatorKey, DailyReportView, NewDailyReport, SecondFactor, UsageView, UsedView};
pub use start::{
    AppEvent, HotkeyReport, HotkeyState, HotkeyWay, Keyring, Link, OpenPage, PendingRecording, Status, Subject,
    TalkState,
};
pub use typescript::declarations;

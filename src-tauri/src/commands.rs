//! What the window can ask: each command passes its arguments on to [`alfa_desktop::resident::Resident`] and its answer back.
//!
//! The TypeScript of the same methods is made from this list (`typescript.rs`), and the build script takes the commands' names from it.

use crate::ready::Ready;
use alfa_copilot::Problem;
use alfa_desktop::resident::ExportFormat;
use alfa_desktop::resident::view::*;
use alfa_desktop::secrets::Secret;
use alfa_domain::{
    Alert, AlertId, Channel, ConversationId, Currency, FiringId, Message, MessageId, ScheduleId, Ticker, Timeframe,
    Trade, TradeId,
};
use tauri::{State, Wry};
use uuid::Uuid;

/// A method as TypeScript has it.
#[cfg(test)]
pub(crate) struct Signature {
    pub docs: &'static [&'static str],
    pub name: &'static str,
    pub parameters: Vec<(&'static str, String)>,
    pub returns: String,
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $returns:ty;)+) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command]
            pub(crate) async fn $name(ready: State<'_, Ready>, $($arg: $type),*) -> Result<$returns, Problem> {
                ready.resident().await?.$name($($arg),*).await
            }
        )+

        /// All commands.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }

        #[cfg(test)]
        pub(crate) fn signatures(config: &ts_rs::Config) -> Vec<Signature> {
            vec![$(Signature {
                docs: &[$($doc),*],
                name: stringify!($name),
                parameters: vec![$((stringify!($arg), <$type as ts_rs::TS>::name(config))),*],
                returns: <$returns as ts_rs::TS>::name(config),
            }),+]
        }
    };
}

commands! {
    /// What the window asks first.
    fn status() -> Status;
    /// The first use was gone through.
    fn finish_first_use() -> ();
    /// Opens a page outside in the browser.
    fn open_link(link: Link) -> ();

    /// Starts a turn from text and gives its id; what comes of it arrives as events.
    fn ask(text: String) -> Uuid;
    /// The talk button went down.
    fn talk_press() -> ();
    /// The talk button went up.
    fn talk_release() -> ();
    /// Begins to listen, or ends the question, or the answer.
    fn talk_toggle() -> ();
    /// Stops recording, thinking and speaking.
    fn cancel() -> ();
    /// Speaks a message again; null for the last answer.
    fn say_again(message: Option<MessageId>) -> ();
    /// Recordings whose turn failed.
    fn pending_recordings() -> Vec<PendingRecording>;
    /// Starts a turn from the recording and gives its id.
    fn retry_recording(id: Uuid) -> Uuid;
    /// Throws a recording away.
    fn discard_recording(id: Uuid) -> ();

    /// The coins the user follows, with their prices.
    fn watchlist(currency: Currency) -> Vec<WatchedCoin>;
    /// Follows a coin.
    fn watch(coin: Ticker) -> ();
    /// Follows a coin no more.
    fn unwatch(coin: Ticker) -> ();
    /// Coins by the beginning of their ticker or a part of their name.
    fn find_coins(text: String) -> Vec<CoinName>;
    /// The candles of a chart.
    fn candles(coin: Ticker, currency: Currency, timeframe: Timeframe) -> CandleChart;
    /// An indicator's lines over the candles of a chart.
    fn indicator_lines(coin: Ticker, currency: Currency, timeframe: Timeframe, indicator: String) -> IndicatorLines;
    /// The market as a whole.
    fn overview(currency: Currency) -> MarketOverview;
    /// What is held and what it is worth.
    fn portfolio(currency: Currency) -> PortfolioView;
    /// The recorded buys and sells, the last first.
    fn trades() -> Vec<Trade>;
    /// Records a buy or sell.
    fn add_trade(trade: NewTrade) -> Trade;
    /// Deletes a record.
    fn delete_trade(id: TradeId) -> ();
    /// Records the trades of an exchange's CSV file.
    fn import_trades(csv: String) -> ImportReport;

    /// All alerts with the prices of the moment, the newest first.
    fn alerts() -> Vec<AlertRow>;
    /// Keeps a new alert, or the next version of one.
    fn save_alert(draft: AlertDraft) -> Alert;
    /// Deletes an alert.
    fn delete_alert(id: AlertId) -> ();
    /// Pauses an alert, or watches it from now on: one that has fired too.
    fn pause_alert(id: AlertId, paused: bool) -> ();
    /// Pauses all that are watched, or watches all that are paused.
    fn pause_all(paused: bool) -> ();
    /// Tells an alert over its channels as if it had fired now.
    fn test_alert(id: AlertId) -> ();
    /// What fired, the newest first.
    fn firings(offset: usize, limit: usize) -> Vec<FiringRow>;
    /// Tells a firing once more after some minutes.
    fn snooze_firing(id: FiringId, minutes: u32) -> ();
    /// Says a firing again.
    fn say_firing(id: FiringId) -> ();
    /// The spoken schedules.
    fn schedules() -> Vec<ScheduleRow>;
    /// Deletes a spoken schedule.
    fn delete_schedule(id: ScheduleId) -> ();

    /// Conversations, the last one first.
    fn conversations(offset: usize, limit: usize) -> Vec<ConversationRow>;
    /// The messages of a conversation.
    fn conversation(id: ConversationId) -> Vec<Message>;
    /// Messages with all the words, the newest first.
    fn search(text: String, limit: usize) -> Vec<SearchHit>;
    /// Writes all conversations into a file of the user's downloads.
    fn export_history(format: ExportFormat) -> Exported;
    /// Deletes a conversation.
    fn delete_conversation(id: ConversationId) -> ();
    /// Deletes all conversations, and the recordings that were kept.
    fn delete_history() -> ();

    /// All settings, by dotted name.
    fn settings() -> SettingValues;
    /// Changes settings: all are checked before any is written.
    fn update_settings(patch: SettingValues) -> ();
    /// Takes another talk key.
    fn set_hotkey(keys: String) -> ();
    /// Microphones and speakers.
    fn devices() -> DeviceLists;
    /// Sends the microphone's level as events until it is stopped.
    fn start_microphone_test() -> ();
    /// Ends the test of the microphone.
    fn stop_microphone_test() -> ();
    /// Says a sentence over the chosen speaker in the chosen voice.
    fn test_speaker() -> ();
    /// The voices that can be chosen.
    fn voices() -> Vec<VoiceRow>;
    /// The speech models.
    fn models() -> Vec<ModelRow>;
    /// Gets a model, or the rest of it; what comes of it arrives as events.
    fn download_model(id: String) -> ();
    /// Stops a download; what is here stays.
    fn pause_model(id: String) -> ();
    /// Removes a model from this computer.
    fn remove_model(id: String) -> ();
    /// Which keys are set, and where they are kept.
    fn secrets() -> Vec<SecretState>;
    /// Keeps a key.
    fn set_secret(name: Secret, value: String) -> ();
    /// Forgets a key.
    fn forget_secret(name: Secret) -> ();
    /// Asks the language model for a word.
    fn test_llm() -> LlmTest;
    /// Whether somebody is signed in to the cloud here, or on the way there.
    fn account() -> AccountView;
    /// Makes an account; the code that proves its address comes by mail.
    fn create_account(entry: Entry) -> ();
    /// Has another code mailed; the one before still holds.
    fn mail_code_again() -> ();
    /// Takes the code that was mailed, and goes on into the account.
    fn verify_account(code: String) -> ();
    /// Signs in with a password; the account's phrase comes next.
    fn sign_in(entry: Entry) -> ();
    /// Signs in on the cloud's own page in the browser, which is waited for.
    fn sign_in_by_browser(server: String, email: String, keep_in_file: bool) -> ();
    /// Takes the second factor's code, or a recovery code, and goes on into the account.
    fn give_second_factor(code: String) -> ();
    /// The account's new phrase, for as long as it is being written down.
    fn recovery_phrase() -> RecoveryPhrase;
    /// Takes the words that were asked for; with them right, this computer is in the account.
    fn confirm_phrase(words: Vec<String>) -> ();
    /// Takes the user's phrase; with it right, this computer is in the account.
    fn enter_phrase(words: String) -> ();
    /// Goes back to where nobody is signed in.
    fn leave_sign_in() -> ();
    /// Signs this computer out; its data stays.
    fn sign_out() -> Parting;
    /// How far sync has come.
    fn sync_status() -> SyncView;
    /// One round of sync, at the end of which both ends are level.
    fn sync_now() -> SyncRound;
    /// The devices that are signed in to the account, the last seen first.
    fn account_devices() -> Vec<AccountDevice>;
    /// Takes a device out of the account.
    fn revoke_device(id: Uuid) -> ();
    /// Has a code mailed with which another password can be set.
    fn reset_password(server: String, email: String) -> ();
    /// Sets another password by the mailed code; every device is signed out.
    fn confirm_reset(server: String, code: String, password: String) -> ();
    /// Sets another password; the other devices are signed out.
    fn change_password(now: String, next: String) -> ();
    /// Whether a second factor is asked for at sign-in.
    fn second_factor() -> SecondFactor;
    /// Begins a second factor; it is not asked for before a code was confirmed.
    fn begin_second_factor(password: String) -> AuthenticatorKey;
    /// Turns the second factor on; the recovery codes are given once.
    fn confirm_second_factor(code: String) -> Vec<String>;
    /// Turns the second factor off.
    fn end_second_factor(password: String, code: String) -> ();
    /// Other recovery codes; those from before hold no more.
    fn renew_recovery_codes(password: String, code: String) -> Vec<String>;
    /// Has a code mailed to another address of the account.
    fn change_email(password: String, email: String) -> ();
    /// Takes the code that was mailed; the other address, which is given, is the account's from then on.
    fn confirm_email(code: String) -> String;
    /// Writes everything the cloud has of the account into a file of the user's downloads.
    fn export_account(password: String) -> Exported;
    /// The daily report by e-mail.
    fn daily_report() -> DailyReportView;
    /// Sets the daily report.
    fn set_daily_report(report: NewDailyReport) -> DailyReportView;
    /// What the account has used of the cloud this month.
    fn account_usage() -> UsageView;
    /// Erases the account and everything of it in the cloud; the data stays here.
    fn erase_account(password: String) -> ();
    /// Tells a made-up message over a channel.
    fn test_channel(channel: Channel) -> ();
    /// How long the stages of late turns took.
    fn latency() -> Vec<StageLatencyRow>;
    /// A report for the maintainers, secrets removed.
    fn diagnostics() -> String;
}

//! What its owner does with the account besides: another address, everything in a file, the daily report, what was used.

use super::history::{exports, unwritable};
use super::view::{DailyReportView, Exported, NewDailyReport, UsageView, UsedView};
use super::{Resident, Subject};
use crate::cloud::{Account, DailyReport};
use alfa_copilot::Problem;
use chrono::{NaiveTime, Timelike};
use secrecy::SecretString;

impl Resident {
    /// Has a code mailed to another address of the account.
    pub async fn change_email(&self, password: String, email: String) -> Result<(), Problem> {
        Ok(self.session_alone().await?.change_email(&password.into(), email.trim()).await?)
    }

    /// Takes the code that was mailed; the other address, which is given, is the account's from then on.
    pub async fn confirm_email(&self, code: String) -> Result<String, Problem> {
        let app = self.app();
        let email = Account::confirm_email(&app.paths, &app.store, &code).await?;
        self.changed(&[Subject::Account]);
        Ok(email)
    }

    /// Writes everything the cloud has of the account into a file of the user's downloads.
    pub async fn export_account(&self, password: String) -> Result<Exported, Problem> {
        let password = SecretString::from(password);
        let app = self.app();
        let stamp = app.clock.now().with_timezone(&app.clock.zone()).format("%Y-%m-%d-%H%M%S");
        let folder = exports(&app.paths.data);
        let path = folder.join(format!("alfa-conta-{stamp}.ndjson"));
        tokio::fs::create_dir_all(&folder).await.map_err(|error| unwritable(&path, &error))?;
        Account::export(&app.paths, &app.store, &password, &path).await?;
        Ok(Exported { path: path.display().to_string() })
    }

    /// The daily report by e-mail.
    pub async fn daily_report(&self) -> Result<DailyReportView, Problem> {
        let report = self.session_alone().await?.report().await?;
        Ok(self.report_view(report))
    }

    /// Sets the daily report.
    pub async fn set_daily_report(&self, report: NewDailyReport) -> Result<DailyReportView, Problem> {
        let NewDailyReport { enabled, time, coins } = report;
        let time = NaiveTime::parse_from_str(time.trim(), "%H:%M")
            .map_err(|_| Problem::new("bad_hour", "Isso não é uma hora.", "Escreva como 08:00."))?;
        let session = self.session_alone().await?;
        let now = session.report().await?;
        let moved = (now.hour, now.minute) != (time.hour(), time.minute()) || (enabled && !now.enabled);
        let time_zone = if moved { self.app().clock.zone().name().to_owned() } else { now.time_zone };
        let wanted = DailyReport { enabled, hour: time.hour(), minute: time.minute(), time_zone, coins, next_at: None };
        let kept = session.set_report(&wanted).await?;
        self.changed(&[Subject::Account]);
        Ok(self.report_view(kept))
    }

    /// What the account has used of the cloud this month.
    pub async fn account_usage(&self) -> Result<UsageView, Problem> {
        let app = self.app();
        let known = Account::usage(&app.paths, &app.store, &*app.clock).await?;
        let used = known.usage.used.iter();
        Ok(UsageView {
            plan: known.usage.subscription.plan,
            used: used.map(|one| UsedView { kind: one.kind, used: one.used, quota: one.quota }).collect(),
            resets_at: known.usage.resets_at,
            at: known.at,
            problem: known.problem,
        })
    }

    fn report_view(&self, report: DailyReport) -> DailyReportView {
        let DailyReport { enabled, hour, minute, time_zone, coins, next_at } = report;
        DailyReportView {
            enabled,
            time: format!("{hour:02}:{minute:02}"),
            own_zone: time_zone == self.app().clock.zone().name(),
            time_zone,
            coins,
            next_at,
        }
    }
}

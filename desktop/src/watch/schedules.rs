//! Spoken schedules: at its time each gets the answer it stands for, told once.

use super::{AlertWatch, Announcement};
use alfa_copilot::Schedules;
use alfa_domain::{Schedule, ScheduleId};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often the time is looked at.
const BEAT: Duration = Duration::from_secs(1);
/// Schedules are looked up again after so long: another program may have changed them.
const RELOAD_AFTER: Duration = Duration::from_secs(5);
/// What was missed by more is not told any more.
const LATEST: TimeDelta = TimeDelta::minutes(60);
/// What comes so much later is told as late.
const LATE: TimeDelta = TimeDelta::minutes(2);
/// What failed is tried again after so long.
const AGAIN_AFTER: Duration = Duration::from_secs(20);
/// Where no answer can be made for so long, that is told.
const PATIENCE: Duration = Duration::from_secs(300);
/// Saying takes its time; a channel that takes longer hangs.
const TELLING: Duration = Duration::from_secs(180);

/// Speaks when it is time, for ever.
pub(super) async fn run(watch: &AlertWatch) {
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut speaking = Speaking {
        watch,
        schedules: Vec::new(),
        settled: HashMap::new(),
        reload_at: Instant::now(),
        failed: HashMap::new(),
    };
    loop {
        beats.tick().await;
        speaking.beat().await;
    }
}

struct Speaking<'a> {
    watch: &'a AlertWatch,
    schedules: Vec<Schedule>,
    /// The last of each schedule's times that is done with.
    settled: HashMap<ScheduleId, DateTime<Utc>>,
    reload_at: Instant,
    failed: HashMap<ScheduleId, Failed>,
}

/// A time of a schedule that could not be told yet.
struct Failed {
    at: DateTime<Utc>,
    since: Instant,
    until: Instant,
}

impl Speaking<'_> {
    async fn beat(&mut self) {
        // what is due is looked up once more: it may have been deleted meanwhile
        if (Instant::now() >= self.reload_at || self.next().is_some()) && !self.reload().await {
            return;
        }
        while let Some((schedule, at)) = self.next() {
            self.speak(&schedule, at).await;
        }
    }

    async fn reload(&mut self) -> bool {
        let (schedules, settled) = tokio::join!(self.watch.store.schedules(), self.watch.store.spoken());
        let (Ok(schedules), Ok(settled)) = (schedules, settled) else { return false };
        (self.schedules, self.settled) = (schedules, settled);
        self.reload_at = Instant::now() + RELOAD_AFTER;
        true
    }

    /// The first that is due, and for when.
    fn next(&self) -> Option<(Schedule, DateTime<Utc>)> {
        let (now, zone) = (self.watch.clock.now(), self.watch.clock.zone());
        self.schedules.iter().find_map(|schedule| {
            let at = due(schedule, self.settled.get(&schedule.id).copied(), now, &zone)?;
            let waits = |failed: &Failed| failed.at == at && Instant::now() < failed.until;
            (!self.failed.get(&schedule.id).is_some_and(waits)).then(|| (schedule.clone(), at))
        })
    }

    async fn speak(&mut self, schedule: &Schedule, at: DateTime<Utc>) {
        let (store, tools) = (&self.watch.store, &self.watch.tools);
        let late = self.watch.clock.now() - at > LATE;
        let answer = match tools.scheduled(schedule, at, late).await {
            Ok(answer) => answer,
            Err(problem) => {
                let since = self.failed.get(&schedule.id).filter(|failed| failed.at == at).map(|failed| failed.since);
                if since.is_none_or(|since| since.elapsed() < PATIENCE) {
                    tracing::warn!(code = problem.code, "a schedule's answer could not be made yet");
                    return self.fail(schedule.id, at);
                }
                tools.problem_words(&problem)
            }
        };
        // kept before it is told: told twice is worse than a telling cut short
        match store.settle_schedule(schedule.id, at).await {
            Ok(true) => {}
            Ok(false) => {
                self.settled.insert(schedule.id, at);
                return;
            }
            Err(error) => {
                tracing::warn!(%error, "that a schedule speaks could not be kept yet");
                return self.fail(schedule.id, at);
            }
        }
        self.settled.insert(schedule.id, at);
        self.failed.remove(&schedule.id);
        let announcement =
            Announcement { title: tools.schedule_words(schedule), written: answer.text, spoken: answer.spoken };
        let tellings = self.watch.tellers.iter().map(|teller| {
            let telling = tokio::time::timeout(TELLING, teller.announce(&announcement));
            async move {
                let why = match telling.await {
                    Ok(Ok(())) => return,
                    Ok(Err(untold)) => untold.problem.code,
                    Err(_) => "telling_timed_out".to_owned(),
                };
                tracing::warn!(channel = ?teller.channel(), code = why, "a schedule was not told over a channel");
            }
        });
        futures::future::join_all(tellings).await;
    }

    fn fail(&mut self, schedule: ScheduleId, at: DateTime<Utc>) {
        let now = Instant::now();
        let failed = self.failed.entry(schedule).or_insert(Failed { at, since: now, until: now });
        if failed.at != at {
            *failed = Failed { at, since: now, until: now };
        }
        failed.until = now + AGAIN_AFTER;
    }
}

/// The time for which a schedule is to speak now: the first that is neither settled nor missed by too much.
fn due<Z: TimeZone>(
    schedule: &Schedule,
    settled: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Option<DateTime<Utc>> {
    // a clock that was ahead by days must not silence a schedule for days
    let settled = settled.filter(|at| *at <= now + TimeDelta::days(1));
    // `next_after` gives what is later, and exactly an hour is not too late
    let missed = now - LATEST - TimeDelta::milliseconds(1);
    let after = settled.into_iter().chain([schedule.created_at.min(now), missed]).max()?;
    schedule.time.next_after(after, zone).filter(|at| *at <= now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::Sao_Paulo;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// São Paulo is three hours behind.
    const EIGHT: &str = "2026-11-24T11:00:00Z";

    fn schedule(created_at: &str) -> Schedule {
        Schedule {
            id: ScheduleId::new(at(created_at), [1; 10]),
            time: "every day 08:00".parse().unwrap(),
            coins: Vec::new(),
            quote: None,
            said: String::new(),
            created_at: at(created_at),
        }
    }

    fn due_at(settled: Option<&str>, now: &str) -> Option<DateTime<Utc>> {
        due(&schedule("2026-11-20T12:00:00Z"), settled.map(at), at(now), &Sao_Paulo)
    }

    #[test]
    fn it_is_due_from_its_time_to_an_hour_later() {
        assert_eq!(due_at(None, "2026-11-24T10:59:59Z"), None);
        assert_eq!(due_at(None, EIGHT), Some(at(EIGHT)));
        assert_eq!(due_at(None, "2026-11-24T12:00:00Z"), Some(at(EIGHT)));
        assert_eq!(due_at(None, "2026-11-24T12:00:01Z"), None);
    }

    #[test]
    fn what_is_settled_is_due_no_more_and_the_next_day_is() {
        assert_eq!(due_at(Some(EIGHT), "2026-11-24T11:00:01Z"), None);
        assert_eq!(due_at(Some(EIGHT), "2026-11-25T11:00:01Z"), Some(at("2026-11-25T11:00:00Z")));
        // the clock was set back after it spoke
        assert_eq!(due_at(Some(EIGHT), "2026-11-24T10:30:00Z"), None);
    }

    #[test]
    fn a_clock_that_was_a_year_ahead_silences_nothing() {
        assert_eq!(due_at(Some("2027-11-24T11:00:00Z"), EIGHT), Some(at(EIGHT)));
    }

    #[test]
    fn what_was_asked_for_after_its_time_waits_for_the_next() {
        let schedule = schedule("2026-11-24T11:00:30Z");
        assert_eq!(due(&schedule, None, at("2026-11-24T11:01:00Z"), &Sao_Paulo), None);
    }
}

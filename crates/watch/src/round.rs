//! What the watch knows while it runs.

use crate::held::{Held, Price};
use crate::keeping::Unkept;
use crate::{Found, Loaded, NewFiring, Watch, Watched, past, readings};
use alfa_alerts::{Fired, Pair, Readings, Watcher};
use alfa_copilot::firing_words;
use alfa_domain::{Alert, AlertId, AlertState, Currency, Firing, FiringId, Quote, Ticker};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

/// Alerts are looked up again after so long: another program may have changed them.
const ALERTS_AFTER: TimeDelta = TimeDelta::seconds(5);
/// A pair that was silent for so long is asked about.
const SILENCE: TimeDelta = TimeDelta::seconds(10);
/// A time without watching that is longer is looked up in candles; also when the computer slept for it.
const GAP: TimeDelta = TimeDelta::seconds(60);
/// What was found so long after it happened was found late.
const LATE: TimeDelta = TimeDelta::minutes(3);
/// A question in the background that failed is asked again after so long.
const AGAIN_AFTER: TimeDelta = TimeDelta::seconds(20);
/// After so many failures the watch goes on from the last price it knew: a crossing is found, its true time is not.
const TRIES: u32 = 6;

/// What is known of a pair.
struct Seen {
    at: DateTime<Utc>,
    /// The source whose prices count: two exchanges' prices side by side would cross every line between them again and again.
    source: String,
    /// When it last said something.
    heard: DateTime<Utc>,
}

/// A stretch of time that has to be looked up before live prices count.
struct Catching {
    since: DateTime<Utc>,
    tries: u32,
    next: DateTime<Utc>,
    /// The live prices that came meanwhile.
    held: Held,
}

impl Catching {
    fn since(since: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { since, tries: 0, next: now, held: Held::default() }
    }
}

pub(super) struct Round<'a> {
    watch: &'a Watch,
    found: UnboundedSender<Found>,
    watcher: Watcher,
    alerts: HashMap<AlertId, Alert>,
    seen: BTreeMap<Pair, Seen>,
    catching: BTreeMap<Pair, Catching>,
    /// Pairs that were begun with in this run.
    begun: HashSet<Pair>,
    /// When a background question may be asked again.
    not_before: HashMap<String, DateTime<Utc>>,
    closes: HashMap<Readings, DateTime<Utc>>,
    unkept: Unkept,
    alerts_due: DateTime<Utc>,
    keep_due: DateTime<Utc>,
    last_beat: Option<DateTime<Utc>>,
    /// The computer last woke up then, or its clock was set.
    woke: DateTime<Utc>,
    polling: Option<JoinHandle<()>>,
    beat: bool,
}

impl<'a> Round<'a> {
    pub fn new(watch: &'a Watch, found: UnboundedSender<Found>) -> Self {
        let now = watch.clock.now();
        Self {
            watcher: Watcher::new(watch.clock.zone()),
            found,
            alerts: HashMap::new(),
            seen: BTreeMap::new(),
            catching: BTreeMap::new(),
            begun: HashSet::new(),
            not_before: HashMap::new(),
            closes: HashMap::new(),
            unkept: Unkept::default(),
            alerts_due: now,
            keep_due: now + watch.keep_after,
            last_beat: None,
            woke: now,
            polling: None,
            beat: true,
            watch,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.watch.clock.now()
    }

    pub fn alerts_changed(&mut self) {
        self.alerts_due = self.now();
    }

    /// Ticks were lost: the pairs are asked about at once.
    pub fn fell_behind(&mut self) {
        for seen in self.seen.values_mut() {
            seen.heard = DateTime::UNIX_EPOCH;
        }
    }

    pub fn beat(&mut self) {
        self.beat = true;
    }

    /// A live price. That of another source than the one that counts is no news, unless that one fell silent.
    pub fn live(&mut self, quote: &Quote) {
        self.feel_time();
        let pair = (quote.coin.clone(), quote.currency.clone());
        let now = self.now();
        let counts = match self.seen.get(&pair) {
            Some(seen) => seen.source == quote.source || now - seen.heard > SILENCE * 3,
            None => true,
        };
        if counts {
            self.price(&pair, quote);
        }
    }

    fn price(&mut self, pair: &Pair, quote: &Quote) {
        if !self.begun.contains(pair) {
            // first comes what it was before
            return;
        }
        let now = self.now();
        if self.seen.get(pair).is_some_and(|seen| now - seen.heard > GAP)
            && let Some(since) = self.unkept.until(pair)
        {
            // no source answered for that long, or ticks were lost
            self.catching.entry(pair.clone()).or_insert(Catching::since(since, now));
        }
        // a source's clock may be ahead; prices of the future are of now
        let price = Price { at: quote.at.min(now), price: quote.price, source: quote.source.clone() };
        self.seen.insert(pair.clone(), Seen { at: price.at, source: price.source.clone(), heard: now });
        match self.catching.get_mut(pair) {
            Some(catching) => catching.held.push(price),
            None => self.pass(pair, price),
        }
    }

    /// A price goes through the watcher.
    fn pass(&mut self, pair: &Pair, Price { at, price, source }: Price) {
        let fired = self.watcher.price(pair, at.timestamp_millis(), price);
        self.fired(fired, price, &source, pair);
        let now = self.now();
        self.unkept.passed(pair, now, Watched { at, price, source });
    }

    /// Makes firings of what the watcher found, to be kept.
    fn fired(&mut self, fired: Vec<Fired>, price: Decimal, source: &str, pair: &Pair) {
        for (alert, memory) in self.watcher.armed_again() {
            self.unkept.armed(alert, memory);
        }
        for fired in fired {
            let Some(alert) = self.alerts.get(&fired.alert) else { continue };
            let (now, clock) = (self.now(), &self.watch.clock);
            // it would be of the future where the clock was set back
            let at = DateTime::from_timestamp_millis(fired.at_ms).map_or(now, |at| at.min(now));
            let late = now - at > LATE;
            let quote = Quote {
                coin: pair.0.clone(),
                currency: pair.1.clone(),
                price,
                change_24h: None,
                high_24h: None,
                low_24h: None,
                volume_24h: None,
                source: source.to_owned(),
                at,
            };
            let simulated = self.watch.market.simulated();
            let (answer, price) = firing_words(&self.watch.coins, &**clock, simulated, alert, &quote, late);
            self.unkept.fired(NewFiring {
                firing: Firing {
                    id: FiringId::new(now, clock.random()),
                    alert: fired.alert,
                    version: fired.version,
                    arming: fired.arming,
                    coin: pair.0.clone(),
                    price,
                    at,
                    late,
                    text: answer.text,
                    spoken: answer.spoken,
                },
                repeats: fired.repeats,
                channels: alert.channels.clone(),
            });
        }
    }

    pub fn found(&mut self, found: Found) {
        self.feel_time();
        match found {
            Found::Quotes(quotes) => {
                for quote in quotes {
                    let pair = (quote.coin.clone(), quote.currency.clone());
                    if self.seen.get(&pair).is_none_or(|seen| quote.at >= seen.at) {
                        self.price(&pair, &quote);
                    } else if let Some(seen) = self.seen.get_mut(&pair) {
                        seen.heard = self.watch.clock.now();
                    }
                }
            }
            Found::Gap(gap) => self.gap(gap),
            Found::History(history) => {
                if let Some(ticks) = history.ticks {
                    self.watcher.history(&history.pair, &ticks);
                }
            }
            Found::Readings(closed) => self.closed(closed),
        }
    }

    fn gap(&mut self, gap: past::Gap) {
        let next = self.now() + AGAIN_AFTER;
        let Some(catching) = self.catching.get_mut(&gap.pair) else { return };
        if gap.to < self.woke {
            // the computer slept meanwhile: the gap is longer
            catching.next = self.woke;
            return;
        }
        if gap.ticks.is_none() && catching.tries < TRIES {
            catching.next = next;
            return;
        }
        let Some(Catching { held, .. }) = self.catching.remove(&gap.pair) else { return };
        let mut until = None;
        if let Some((ticks, source)) = gap.ticks {
            for (at, price) in ticks {
                let Some(at) = DateTime::from_timestamp_millis(at) else { continue };
                until = Some(at);
                self.pass(&gap.pair, Price { at, price, source: source.clone() });
            }
        }
        // what came before the gap's end is in its candles
        for price in held.later_than(until) {
            self.pass(&gap.pair, price);
        }
    }

    fn closed(&mut self, closed: readings::Closed) {
        let Some((closes, source)) = closed.closes else { return };
        for close in closes {
            let fired = self.watcher.reading(&closed.readings, close.at.timestamp_millis(), close.value);
            self.fired(fired, close.price, &source, &closed.readings.pair);
            self.closes.insert(closed.readings.clone(), close.at);
        }
    }

    /// Keeps what came up and, once a beat, sees to everything that is due.
    pub async fn settle(&mut self) {
        self.keep(false).await;
        if !std::mem::take(&mut self.beat) {
            return;
        }
        self.feel_time();
        let now = self.now();
        self.last_beat = Some(now);
        if now >= self.alerts_due {
            self.load().await;
        }
        self.begin_pairs(now).await;
        self.ask(now);
        let expired = self.watcher.expired(now.timestamp_millis());
        if !expired.is_empty()
            && let Err(error) = self.watch.store.expire(&expired).await
        {
            tracing::warn!(%error, "an alert's end could not be kept");
        }
        if now >= self.keep_due {
            self.keep_due = now + self.watch.keep_after;
            self.keep(true).await;
        }
        self.watch.store.tell();
    }

    /// Sees whether the computer slept, or its clock was set. Asked before each price: the first one afterwards must not hide the gap.
    fn feel_time(&mut self) {
        let now = self.now();
        if self.last_beat.is_some_and(|last| (now - last).abs() > GAP) {
            self.last_beat = Some(now);
            self.woke_up(now);
        }
    }

    /// What was to be done at a time is done now.
    fn woke_up(&mut self, now: DateTime<Utc>) {
        self.woke = now;
        self.begun.clear();
        self.not_before.clear();
        self.alerts_due = now;
        self.keep_due = now;
        for seen in self.seen.values_mut() {
            seen.at = seen.at.min(now);
            seen.heard = seen.heard.min(now);
        }
        for catching in self.catching.values_mut().filter(|catching| catching.next < DateTime::<Utc>::MAX_UTC) {
            catching.next = now;
        }
    }

    /// Keeps what was found before anything else happens to it; where that fails it is kept later, and told only then.
    async fn keep(&mut self, all: bool) {
        if self.unkept.keep(&*self.watch.store, self.watch.clock.now(), all).await {
            self.watch.store.tell();
        }
    }

    async fn load(&mut self) {
        let Ok(loaded) = self.watch.store.load().await else { return };
        let now = self.now();
        let (alerts, gone, memories, all) = match loaded {
            Loaded::All { alerts, memories } => (alerts, Vec::new(), memories, true),
            Loaded::Changed { alerts, gone, memories } => (alerts, gone, memories, false),
        };
        let refused = if all {
            self.watcher.set(&alerts, &memories, now.timestamp_millis())
        } else {
            self.watcher.change(&alerts, &gone, &memories, now.timestamp_millis())
        };
        for (alert, why) in refused {
            tracing::warn!(%alert, %why, "an alert cannot be watched");
        }
        // the next run knows that these versions were watched from now on
        for alert in alerts.iter().filter(|alert| alert.state == AlertState::Active) {
            if memories.get(&alert.id).is_none_or(|memory| memory.version != alert.version) {
                self.unkept.begun(alert.id, alert.version);
            }
        }
        if all {
            self.alerts.clear();
        }
        for id in gone {
            self.alerts.remove(&id);
        }
        self.alerts.extend(alerts.into_iter().map(|alert| (alert.id, alert)));
        self.alerts_due = self.now() + ALERTS_AFTER;
    }

    /// Goes on with each pair from where the watch was.
    async fn begin_pairs(&mut self, now: DateTime<Utc>) {
        let pairs = self.watcher.pairs();
        let new: Vec<Pair> = pairs.iter().filter(|pair| !self.begun.contains(*pair)).cloned().collect();
        if !new.is_empty() {
            let coins: Vec<Ticker> = new.iter().map(|(coin, _)| coin.clone()).collect();
            self.watch.market.warm(&coins);
        }
        let Ok(mut known) = self.watch.store.watched_until(&new).await else { return };
        for pair in new {
            self.begun.insert(pair.clone());
            if let Some(since) = self.unkept.until(&pair) {
                // it was watched in this run: the computer slept, or its clock was set
                if now - since > GAP {
                    self.catching.entry(pair).or_insert(Catching::since(since, now));
                }
                continue;
            }
            if let Some(Watched { at, price, source }) = known.remove(&pair).filter(|last| last.at <= now) {
                // what it was then is what the first candle is compared with
                self.pass(&pair, Price { at, price, source: source.clone() });
                match self.watch.store.heard_since(&pair, at) {
                    Some(heard) => {
                        for quote in heard.into_iter().filter(|quote| quote.source == source) {
                            self.price(&pair, &quote);
                        }
                    }
                    None if now - at > self.watch.gap => {
                        self.catching.insert(pair, Catching::since(at, now));
                    }
                    None => {}
                }
            }
        }
    }

    /// Asks in the background what nobody told.
    fn ask(&mut self, now: DateTime<Utc>) {
        let found = |find: Found, to: &UnboundedSender<Found>| {
            // nobody waits for it any more when the watch has ended
            let _ = to.send(find);
        };
        for (pair, catching) in &mut self.catching {
            if catching.next <= now {
                catching.tries += 1;
                catching.next = DateTime::<Utc>::MAX_UTC;
                let (market, pair, since, to) =
                    (self.watch.market.clone(), pair.clone(), catching.since, self.found.clone());
                tokio::spawn(async move { found(Found::Gap(past::gap(market, pair, since, now).await), &to) });
            }
        }
        for (pair, length) in self.watcher.unknown() {
            if self.may_ask(format!("history {} {} {length}", pair.0, pair.1), now) {
                let (market, to) = (self.watch.market.clone(), self.found.clone());
                tokio::spawn(async move {
                    found(Found::History(past::history(market, pair, length, now).await), &to);
                });
            }
        }
        for readings in self.watcher.readings() {
            let since = self.closes.get(&readings).copied();
            let due = since.is_none_or(|since| (now - since).num_seconds() >= readings.timeframe.seconds());
            if due && self.may_ask(format!("{readings:?}"), now) {
                let (market, to) = (self.watch.market.clone(), self.found.clone());
                tokio::spawn(async move {
                    found(Found::Readings(readings::closed(market, readings, since, now).await), &to);
                });
            }
        }
        if self.polling.as_ref().is_none_or(JoinHandle::is_finished) {
            self.poll(now);
        }
    }

    fn may_ask(&mut self, what: String, now: DateTime<Utc>) -> bool {
        let may = self.not_before.get(&what).is_none_or(|then| *then <= now);
        if may {
            self.not_before.insert(what, now + AGAIN_AFTER);
        }
        may
    }

    /// Asks for the prices of pairs that are silent.
    fn poll(&mut self, now: DateTime<Utc>) {
        let mut silent: HashMap<Currency, Vec<Ticker>> = HashMap::new();
        for (coin, currency) in self.watcher.pairs() {
            let pair = (coin, currency);
            if self.seen.get(&pair).is_none_or(|seen| now - seen.heard > SILENCE) {
                silent.entry(pair.1).or_default().push(pair.0);
            }
        }
        if silent.is_empty() {
            return;
        }
        let (market, to) = (self.watch.market.clone(), self.found.clone());
        self.polling = Some(tokio::spawn(async move {
            for (currency, coins) in silent {
                let quotes = market.quotes(&coins, &currency).await;
                // an old price tells nothing that is not known
                let fresh = quotes.into_iter().flatten().filter(|quoted| quoted.stale.is_none());
                let _ = to.send(Found::Quotes(fresh.map(|quoted| quoted.quote).collect()));
            }
        }));
    }

    /// The end: what is still to be kept is.
    pub async fn end(&mut self) {
        self.unkept.hurry();
        self.keep(true).await;
        // a telling that was begun is kept as told
        let _ = tokio::time::timeout(std::time::Duration::from_secs(2), self.watch.store.told()).await;
    }
}

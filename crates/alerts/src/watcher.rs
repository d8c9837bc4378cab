//! The user's alerts as rules in an engine: prices and readings in, what fired out.

use crate::{BadRule, Engine, Firing, Rule, RuleId, SeriesId, Test};
use alfa_domain::{
    Alert, AlertId, AlertState, Comparison, Condition, Currency, Indicator, Left, Right, Span, Ticker, Timeframe,
};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Ticks kept of each window: what stood 24 hours ago is known to the half minute.
const RING: usize = 2_880;

/// A coin in a currency.
pub type Pair = (Ticker, Currency);

/// What of a coin's candles is read, at the close of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// An indicator's main figure.
    Indicator(Indicator),
    /// One indicator less another: above zero the first is above the second.
    Difference(Indicator, Indicator),
    /// The close less an indicator.
    CloseOver(Indicator),
    /// The MACD line less its signal.
    MacdHistogram,
    /// Volume against the mean of the twenty candles before.
    VolumeRatio,
    /// Volume times the close.
    Turnover,
}

/// A series of readings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Readings {
    /// The coin and the currency of its prices.
    pub pair: Pair,
    /// How long a candle lasts.
    pub timeframe: Timeframe,
    /// What is read.
    pub measure: Measure,
}

/// What is known of an alert from an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// The version it is about.
    pub version: u32,
    /// How often it was armed.
    pub arming: u32,
    /// It fired then and has not armed since, in milliseconds since 1970.
    pub fired_ms: Option<i64>,
}

/// An alert's condition was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// The alert.
    pub alert: AlertId,
    /// Its version.
    pub version: u32,
    /// Counts its armings in this version, from 1.
    pub arming: u32,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// It will fire again.
    pub repeats: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Source {
    Price(Pair),
    Readings(Readings),
}

#[derive(Debug)]
struct Watched {
    alert: AlertId,
    version: u32,
    repeats: bool,
    rule: RuleId,
    series: SeriesId,
}

/// Watches the user's alerts.
#[derive(Debug)]
pub struct Watcher {
    engine: Engine,
    zone: Tz,
    series: BTreeMap<Source, SeriesId>,
    /// By the rule's number.
    by_rule: HashMap<RuleId, Watched>,
    by_alert: HashMap<AlertId, RuleId>,
    /// How many rules still need a series; none that no rule needs.
    needed: HashMap<SeriesId, usize>,
}

impl Watcher {
    /// `zone` is the one an alert's last day is counted in.
    pub fn new(zone: Tz) -> Self {
        Self {
            engine: Engine::with_ring(RING),
            zone,
            series: BTreeMap::new(),
            by_rule: HashMap::new(),
            by_alert: HashMap::new(),
            needed: HashMap::new(),
        }
    }

    /// Makes these the alerts that are watched: those that are active. What is watched already goes on as it was; a new version begins
    /// anew, and what happened before it was made, or before `now_ms` where that is not known, does not count. The alerts that cannot be
    /// watched are given back with the reason.
    pub fn set(
        &mut self,
        alerts: &[Alert],
        memories: &HashMap<AlertId, Memory>,
        now_ms: i64,
    ) -> Vec<(AlertId, BadRule)> {
        let versions: HashMap<AlertId, u32> = active(alerts).map(|alert| (alert.id, alert.version)).collect();
        let stale: Vec<RuleId> = self
            .by_rule
            .values()
            .filter(|watched| versions.get(&watched.alert) != Some(&watched.version))
            .map(|watched| watched.rule)
            .collect();
        for rule in stale {
            self.remove(rule);
        }
        self.take(alerts, memories, now_ms)
    }

    /// As [`Self::set`], where only these changed; `gone` are watched no more.
    pub fn change(
        &mut self,
        alerts: &[Alert],
        gone: &[AlertId],
        memories: &HashMap<AlertId, Memory>,
        now_ms: i64,
    ) -> Vec<(AlertId, BadRule)> {
        let other = |alert: &Alert| {
            let rule = self.by_alert.get(&alert.id)?;
            let watched = self.by_rule.get(rule)?;
            (alert.state != AlertState::Active || watched.version != alert.version).then_some(*rule)
        };
        let gone = gone.iter().filter_map(|id| self.by_alert.get(id).copied());
        let stale: Vec<RuleId> = gone.chain(alerts.iter().filter_map(other)).collect();
        for rule in stale {
            self.remove(rule);
        }
        self.take(alerts, memories, now_ms)
    }

    /// Watches those that are active and not watched yet. One that somebody else found met in an arming that has not come here yet goes on
    /// from there.
    fn take(&mut self, alerts: &[Alert], memories: &HashMap<AlertId, Memory>, now_ms: i64) -> Vec<(AlertId, BadRule)> {
        let mut refused = Vec::new();
        for alert in active(alerts) {
            let memory = memories.get(&alert.id).filter(|memory| memory.version == alert.version);
            if let Some(rule) = self.by_alert.get(&alert.id).copied() {
                let here = self.engine.arming(rule).unwrap_or(u32::MAX);
                if memory.is_none_or(|memory| memory.arming <= here) {
                    continue;
                }
                self.remove(rule);
            }
            let from_ms = match memory {
                Some(_) => None,
                None if alert.version == 1 => Some(alert.created_at.timestamp_millis()),
                None => Some(now_ms),
            };
            let added = source_and_rule(alert, self.zone)
                .and_then(|(source, rule)| self.add(alert, source, &Rule { from_ms, ..rule }, memory));
            if let Err(why) = added {
                refused.push((alert.id, why));
            }
        }
        refused
    }

    fn add(&mut self, alert: &Alert, source: Source, rule: &Rule, memory: Option<&Memory>) -> Result<(), BadRule> {
        let engine = &mut self.engine;
        let series = *self.series.entry(source).or_insert_with(|| engine.add_series());
        let rule_id = match memory {
            Some(memory) => engine.add_again(series, rule, memory.arming, memory.fired_ms)?,
            None => engine.add(series, rule)?,
        };
        self.by_alert.insert(alert.id, rule_id);
        let watched = Watched { alert: alert.id, version: alert.version, repeats: rule.repeat, rule: rule_id, series };
        self.by_rule.insert(rule_id, watched);
        *self.needed.entry(series).or_default() += 1;
        Ok(())
    }

    fn remove(&mut self, rule: RuleId) {
        self.engine.remove(rule);
        self.forget(rule);
    }

    fn forget(&mut self, rule: RuleId) {
        let Some(watched) = self.by_rule.remove(&rule) else { return };
        self.by_alert.remove(&watched.alert);
        if let Some(count) = self.needed.get_mut(&watched.series) {
            *count -= 1;
            if *count == 0 {
                self.needed.remove(&watched.series);
            }
        }
    }

    /// The prices that are needed.
    pub fn pairs(&self) -> Vec<Pair> {
        self.needed()
            .filter_map(|source| match source {
                Source::Price(pair) => Some(pair.clone()),
                Source::Readings(_) => None,
            })
            .collect()
    }

    /// The readings that are needed.
    pub fn readings(&self) -> Vec<Readings> {
        self.needed()
            .filter_map(|source| match source {
                Source::Readings(readings) => Some(readings.clone()),
                Source::Price(_) => None,
            })
            .collect()
    }

    fn needed(&self) -> impl Iterator<Item = &Source> {
        self.series.iter().filter(|(_, series)| self.needed.contains_key(series)).map(|(source, _)| source)
    }

    /// The pairs some of whose alerts look back on a time that is not known, and how far back, in milliseconds.
    pub fn unknown(&self) -> Vec<(Pair, i64)> {
        let unknown = |pair: Pair| {
            let series = self.series.get(&Source::Price(pair.clone()))?;
            Some((pair, self.engine.unknown(*series)?))
        };
        self.pairs().into_iter().filter_map(unknown).collect()
    }

    /// What a pair's price was before it was watched, in order of time; nothing fires.
    pub fn history(&mut self, pair: &Pair, ticks: &[(i64, Decimal)]) {
        if let Some(series) = self.series.get(&Source::Price(pair.clone())) {
            self.engine.history(*series, ticks);
        }
    }

    /// A price at a moment, in milliseconds since 1970.
    pub fn price(&mut self, pair: &Pair, at_ms: i64, price: Decimal) -> Vec<Fired> {
        self.value(&Source::Price(pair.clone()), at_ms, price)
    }

    /// A reading at the close of its candle.
    pub fn reading(&mut self, readings: &Readings, at_ms: i64, value: Decimal) -> Vec<Fired> {
        self.value(&Source::Readings(readings.clone()), at_ms, value)
    }

    fn value(&mut self, source: &Source, at_ms: i64, value: Decimal) -> Vec<Fired> {
        let Some(series) = self.series.get(source) else { return Vec::new() };
        let mut firings: Vec<Firing> = Vec::new();
        self.engine.tick(*series, at_ms, value, &mut firings);
        firings
            .into_iter()
            .filter_map(|firing| {
                let watched = self.by_rule.get(&firing.rule)?;
                let fired = Fired {
                    alert: watched.alert,
                    version: watched.version,
                    arming: firing.arming,
                    at_ms: firing.at_ms,
                    repeats: watched.repeats,
                };
                if !watched.repeats {
                    self.forget(firing.rule);
                }
                Some(fired)
            })
            .collect()
    }

    /// The alerts that armed again since this was last asked, to be remembered.
    pub fn armed_again(&mut self) -> Vec<(AlertId, Memory)> {
        let armed = self.engine.armed_again();
        let memory = |rule: RuleId| {
            let watched = self.by_rule.get(&rule)?;
            let arming = self.engine.arming(rule)?;
            Some((watched.alert, Memory { version: watched.version, arming, fired_ms: None }))
        };
        armed.into_iter().filter_map(memory).collect()
    }

    /// The alerts whose last day has passed; they are watched no more.
    pub fn expired(&mut self, now_ms: i64) -> Vec<AlertId> {
        let gone = self.engine.expired(now_ms);
        gone.into_iter()
            .filter_map(|rule| {
                let alert = self.by_rule.get(&rule)?.alert;
                self.forget(rule);
                Some(alert)
            })
            .collect()
    }
}

fn active(alerts: &[Alert]) -> impl Iterator<Item = &Alert> {
    alerts.iter().filter(|alert| alert.state == AlertState::Active)
}

/// What an alert looks at, and its rule on it.
fn source_and_rule(alert: &Alert, zone: Tz) -> Result<(Source, Rule), BadRule> {
    let pair = (alert.coin.clone(), alert.quote.clone());
    let settled = |rule: Rule| Rule {
        cooldown_ms: i64::from(alert.cooldown_s) * 1_000,
        hysteresis_pct: alert.hysteresis_pct,
        ..rule
    };
    match Rule::of_price(&alert.condition, alert.window, zone) {
        Err(BadRule::Condition) => {}
        other => return Ok((Source::Price(pair), settled(other?))),
    }
    let Condition::Compare { left, comparison, right, repeat, until } = &alert.condition else {
        return Err(BadRule::Condition);
    };
    let (measure, level) = measure(*left, *right)?;
    let timeframe = alert.window.and_then(Span::timeframe).unwrap_or(Timeframe::D1);
    // a price that trembles at the line is no matter of candles that have closed
    let rule = Rule::ending(Test::of_level(crossing(*comparison), level), *repeat, *until, zone);
    let readings = Readings { pair, timeframe, measure };
    Ok((Source::Readings(readings), settled(rule)))
}

/// Of a volume "at least double" is meant as a crossing too, or every candle of a busy day would fire.
fn crossing(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Greater | Comparison::AtLeast => Comparison::CrossesUp,
        Comparison::Less | Comparison::AtMost => Comparison::CrossesDown,
        other => other,
    }
}

fn measure(left: Left, right: Right) -> Result<(Measure, Decimal), BadRule> {
    Ok(match (left, right) {
        (Left::Indicator(indicator), Right::Number(level)) => (Measure::Indicator(indicator), level),
        (Left::Indicator(first), Right::Indicator(second)) => (Measure::Difference(first, second), Decimal::ZERO),
        (Left::Price, Right::Indicator(indicator)) => (Measure::CloseOver(indicator), Decimal::ZERO),
        (Left::Macd, Right::Signal) => (Measure::MacdHistogram, Decimal::ZERO),
        (Left::Macd, Right::Number(level)) => (Measure::Indicator(Indicator::Macd(12, 26, 9)), level),
        (Left::Volume, Right::Times(times)) => (Measure::VolumeRatio, times),
        (Left::Volume, Right::Number(money)) => (Measure::Turnover, money),
        _ => return Err(BadRule::Condition),
    })
}

/// The prices a candle went through, in an order they may have come in: a rising one is taken to have been at its low first. The moments
/// lie evenly between its beginning and its end, in milliseconds since 1970.
pub fn path(candle: &alfa_domain::Candle, length_ms: i64) -> [(i64, Decimal); 4] {
    let begin = candle.open_at.timestamp_millis();
    let [first, second] =
        if candle.close >= candle.open { [candle.low, candle.high] } else { [candle.high, candle.low] };
    [
        (begin, candle.open),
        (begin + length_ms / 3, first),
        (begin + length_ms * 2 / 3, second),
        (begin + length_ms - 1, candle.close),
    ]
}

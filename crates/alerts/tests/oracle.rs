//! The engine against brute force: every rule looked at in every tick, by the words of the contract.
#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use alfa_alerts::{Engine, Rule, Test, Window};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Rules by the contract, nothing kept but the ticks.
struct Oracle {
    rule: Rule,
    armed: bool,
    fired_at: Option<i64>,
    gone: bool,
}

fn percent(value: Decimal, base: Decimal) -> Decimal {
    (value - base) * Decimal::ONE_HUNDRED / base
}

/// Whether the test is met by the last of the ticks; `None` while it is silent.
fn met(test: &Test, ticks: &[(i64, Decimal)]) -> Option<bool> {
    let (&(at, now), earlier) = ticks.split_last()?;
    let was = earlier.last()?.1;
    let base =
        |window: &Window| earlier.iter().rev().find(|(then, _)| *then <= at - window.millis()).map(|(_, value)| *value);
    let extreme = |window: &Window, beats: fn(Decimal, Decimal) -> bool| {
        let begin = at - window.millis();
        (ticks[0].0 <= begin).then(|| {
            earlier.iter().filter(|(then, _)| *then >= begin && *then < at).all(|(_, value)| beats(now, *value))
        })
    };
    Some(match test {
        Test::CrossesUp(x) => was < *x && now >= *x,
        Test::CrossesDown(x) => was > *x && now <= *x,
        Test::Reaches(x) => (was < *x && now >= *x) || (was > *x && now <= *x),
        Test::AtLeast(x) => now >= *x,
        Test::AtMost(x) => now <= *x,
        Test::Above(x) => now > *x,
        Test::Below(x) => now < *x,
        Test::Rises(x, window) => percent(now, base(window)?) >= *x,
        Test::Falls(x, window) => percent(now, base(window)?) <= *x,
        Test::Moves(x, window) => percent(now, base(window)?).abs() >= *x,
        Test::NewHigh(window) => extreme(window, |now, then| now > then)?,
        Test::NewLow(window) => extreme(window, |now, then| now < then)?,
    })
}

/// Whether a disarmed rule may arm by where the value is.
fn back(rule: &Rule, ticks: &[(i64, Decimal)]) -> bool {
    let Some((_, now)) = ticks.last() else { return false };
    let share = rule.hysteresis_pct / Decimal::ONE_HUNDRED;
    let below = |x: &Decimal| *now <= *x * (Decimal::ONE - share);
    let above = |x: &Decimal| *now >= *x * (Decimal::ONE + share);
    match &rule.test {
        Test::CrossesUp(x) | Test::AtLeast(x) => below(x),
        Test::CrossesDown(x) | Test::AtMost(x) => above(x),
        // "above" begins just past its level
        Test::Above(x) => *now <= *x + TINY - (*x + TINY) * share,
        Test::Below(x) => *now >= *x - TINY + (*x - TINY) * share,
        Test::Reaches(x) => below(x) || above(x),
        other => met(other, ticks) != Some(true),
    }
}

const TINY: Decimal = Decimal::from_parts(1, 0, 0, false, 18);

impl Oracle {
    fn new(rule: Rule) -> Self {
        Self { rule, armed: true, fired_at: None, gone: false }
    }

    fn tick(&mut self, ticks: &[(i64, Decimal)]) -> bool {
        let at = ticks.last().unwrap().0;
        // the first tick of a pair only sets the scene
        if self.gone || ticks.len() < 2 || self.rule.until_ms.is_some_and(|until| at > until) {
            return false;
        }
        if self.armed {
            if met(&self.rule.test, ticks) != Some(true) {
                return false;
            }
            self.fired_at = Some(at);
            self.armed = false;
            self.gone = !self.rule.repeat;
            return true;
        }
        if self.fired_at.is_none_or(|fired| at - fired >= self.rule.cooldown_ms) && back(&self.rule, ticks) {
            self.armed = true;
        }
        false
    }
}

fn test() -> impl Strategy<Value = Test> {
    // few levels, so that values stand on them often
    let level = (900i64..1100).prop_map(|level| Decimal::new(level, 1));
    let step = prop_oneof![Just("1"), Just("2.5"), Just("5"), Just("0.1"), Just("12.75")]
        .prop_map(|text| text.parse::<Decimal>().unwrap());
    let window = prop_oneof![Just(1i64), Just(5), Just(60), Just(1_000)].prop_map(|ms| Window::of_millis(ms).unwrap());
    prop_oneof![
        4 => level.clone().prop_map(Test::CrossesUp),
        4 => level.clone().prop_map(Test::CrossesDown),
        4 => level.clone().prop_map(Test::Reaches),
        1 => level.clone().prop_map(Test::AtLeast),
        1 => level.clone().prop_map(Test::AtMost),
        1 => level.clone().prop_map(Test::Above),
        1 => level.prop_map(Test::Below),
        2 => (step.clone(), window.clone()).prop_map(|(step, window)| Test::Rises(step, window)),
        2 => (step.clone(), window.clone()).prop_map(|(step, window)| Test::Falls(-step, window)),
        2 => (step, window.clone()).prop_map(|(step, window)| Test::Moves(step, window)),
        1 => window.clone().prop_map(Test::NewHigh),
        1 => window.prop_map(Test::NewLow),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let hysteresis = prop_oneof![Just("0"), Just("0.2"), Just("1"), Just("3.333")];
    (
        test(),
        any::<bool>(),
        prop_oneof![Just(0i64), Just(1), Just(50), Just(700)],
        hysteresis,
        proptest::option::of(0i64..4_000),
    )
        .prop_map(|(test, repeat, cooldown_ms, hysteresis, until_ms)| Rule {
            test,
            repeat,
            cooldown_ms,
            hysteresis_pct: hysteresis.parse().unwrap(),
            from_ms: None,
            until_ms,
        })
}

/// Ticks whose values walk about 100, sometimes far, with several in one millisecond and long silences.
fn ticks() -> impl Strategy<Value = Vec<(i64, Decimal)>> {
    let step = prop_oneof![6 => -15i64..=15, 1 => -150i64..=150, 2 => Just(0)];
    let pause = prop_oneof![2 => Just(0i64), 6 => 1i64..20, 1 => 20i64..2_500];
    proptest::collection::vec((step, pause), 1..120).prop_map(|steps| {
        let (mut value, mut at) = (1_000i64, 0);
        steps
            .into_iter()
            .map(|(step, pause)| {
                value = (value + step).clamp(800, 1_200);
                at += pause;
                (at, Decimal::new(value, 1))
            })
            .collect()
    })
}

/// A case has some sixty ticks; `PROPTEST_CASES=170000` is ten million of them, a minute in release.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_500)
}

/// What is written down of a rule, as it changes.
#[derive(Clone, Copy)]
struct Written {
    arming: u32,
    fired: Option<i64>,
    gone: bool,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn the_engine_fires_what_brute_force_fires(rules in proptest::collection::vec(rule(), 1..40), ticks in ticks()) {
        let mut engine = Engine::new();
        let series = engine.add_series();
        let ids = engine.add_all(rules.iter().map(|rule| (series, rule))).unwrap();
        let mut oracles: Vec<Oracle> = rules.iter().copied().map(Oracle::new).collect();
        for last in 1..=ticks.len() {
            let (at, value) = ticks[last - 1];
            let mut fired = Vec::new();
            engine.tick(series, at, value, &mut fired);
            let expected: Vec<usize> = oracles
                .iter_mut()
                .enumerate()
                .filter_map(|(index, oracle)| oracle.tick(&ticks[..last]).then_some(index))
                .collect();
            let got: Vec<usize> = fired.iter().map(|firing| ids.iter().position(|id| *id == firing.rule).unwrap()).collect();
            prop_assert_eq!(got, expected, "tick {} of {:?}", last, &ticks[..last]);
            prop_assert!(fired.iter().all(|firing| firing.at_ms == at));
        }
    }

    /// An engine that keeps only some ticks of a window is as exact where ticks are no closer than the ones it keeps.
    #[test]
    fn a_bounded_ring_makes_no_difference_to_ticks_that_are_far_apart(
        rules in proptest::collection::vec(rule(), 1..40), ticks in ticks()
    ) {
        let ticks: Vec<_> = (1..).zip(ticks).map(|(index, (at, value))| (at * 50 + index * 50, value)).collect();
        let mut exact = Engine::new();
        // of the longest window it keeps a tick every 50 ms
        let mut bounded = Engine::with_ring(20);
        let (series, same) = (exact.add_series(), bounded.add_series());
        exact.add_all(rules.iter().map(|rule| (series, rule))).unwrap();
        bounded.add_all(rules.iter().map(|rule| (same, rule))).unwrap();
        for (at, value) in ticks {
            let (mut expected, mut got) = (Vec::new(), Vec::new());
            exact.tick(series, at, value, &mut expected);
            bounded.tick(same, at, value, &mut got);
            prop_assert_eq!(got, expected);
        }
    }

    /// A tick that an engine passes over as meaning nothing, and one that it is made to look at, fire the same.
    #[test]
    fn what_is_passed_over_would_have_fired_nothing(
        rules in proptest::collection::vec(rule(), 1..40), ticks in ticks(), ring in 2usize..40
    ) {
        let (mut quick, mut careful) = (Engine::with_ring(ring), Engine::with_ring(ring));
        let (series, same) = (quick.add_series(), careful.add_series());
        let ids = quick.add_all(rules.iter().map(|rule| (series, rule))).unwrap();
        prop_assert_eq!(&careful.add_all(rules.iter().map(|rule| (same, rule))).unwrap(), &ids);
        // never met; while it comes and goes its window is looked at, and every series' levels with it
        let windows: Vec<Rule> = rules.iter().filter_map(|rule| match rule.test {
            Test::Rises(_, window) | Test::Falls(_, window) | Test::Moves(_, window)
            | Test::NewHigh(window) | Test::NewLow(window) => {
                Some(Rule::once(Test::Rises(Decimal::from(1_000_000), window)))
            }
            _ => None,
        }).collect();
        for window in &windows {
            quick.add(series, window).unwrap();
            careful.add(same, window).unwrap();
        }
        for (at, value) in ticks {
            for window in &windows {
                let id = careful.add(same, window).unwrap();
                careful.remove(id);
            }
            let (mut passed, mut looked) = (Vec::new(), Vec::new());
            quick.tick(series, at, value, &mut passed);
            careful.tick(same, at, value, &mut looked);
            prop_assert_eq!(passed, looked);
            prop_assert_eq!(quick.armed_again(), careful.armed_again());
        }
    }

    /// What stood a window ago is, in a bounded ring, the last tick it kept; every tick in between is compared with that.
    #[test]
    fn a_bounded_ring_compares_every_tick_with_what_it_kept(
        steps in proptest::collection::vec(prop_oneof![Just("1"), Just("2.5"), Just("5"), Just("0.1")], 1..12),
        kinds in proptest::collection::vec(0..3, 12),
        ticks in ticks(),
    ) {
        const SPAN: i64 = 400;
        const RING: i64 = 8;
        let window = Window::of_millis(SPAN).unwrap();
        let rules: Vec<Rule> = steps.iter().zip(kinds).map(|(step, kind)| {
            let step: Decimal = step.parse().unwrap();
            Rule::once(match kind {
                0 => Test::Rises(step, window),
                1 => Test::Falls(-step, window),
                _ => Test::Moves(step, window),
            })
        }).collect();
        let mut engine = Engine::with_ring(8);
        let series = engine.add_series();
        let ids = engine.add_all(rules.iter().map(|rule| (series, rule))).unwrap();
        let mut kept: Vec<(i64, Decimal)> = Vec::new();
        let mut gone = vec![false; rules.len()];
        for (at, value) in ticks {
            let base = kept.iter().rev().find(|(then, _)| *then <= at - SPAN).map(|(_, base)| *base);
            let mut expected = Vec::new();
            for (index, rule) in rules.iter().enumerate() {
                let met = base.is_some_and(|base| match rule.test {
                    Test::Rises(x, _) => percent(value, base) >= x,
                    Test::Falls(x, _) => percent(value, base) <= x,
                    Test::Moves(x, _) => percent(value, base).abs() >= x,
                    _ => false,
                });
                if met && !gone[index] {
                    gone[index] = true;
                    expected.push(ids[index]);
                }
            }
            match kept.last_mut() {
                Some((then, last)) if *then == at => *last = value,
                Some((then, _)) if at - *then < SPAN / RING => {}
                _ => kept.push((at, value)),
            }
            let mut fired = Vec::new();
            engine.tick(series, at, value, &mut fired);
            prop_assert_eq!(fired.iter().map(|firing| firing.rule).collect::<Vec<_>>(), expected);
        }
    }

    /// Added and removed in between, a rule is as if it had been there from then on, and the others do not feel it.
    #[test]
    fn rules_come_and_go(
        rules in proptest::collection::vec((rule(), 0usize..120, 0usize..120), 1..30), ticks in ticks()
    ) {
        let level = |test: &Test| !matches!(
            test,
            Test::Rises(..) | Test::Falls(..) | Test::Moves(..) | Test::NewHigh(_) | Test::NewLow(_)
        );
        let rules: Vec<_> = rules.into_iter().filter(|(rule, ..)| level(&rule.test) && rule.until_ms.is_none()).collect();
        let mut engine = Engine::new();
        let series = engine.add_series();
        let mut live = Vec::new();
        for last in 1..=ticks.len() {
            for (rule, from, _) in &rules {
                if *from == last - 1 {
                    live.push((engine.add(series, rule).unwrap(), Oracle::new(*rule), *rule));
                }
            }
            for (rule, from, length) in &rules {
                if from + length == last - 1
                    && let Some(index) = live.iter().position(|(.., other)| other == rule)
                {
                    let (id, oracle, _) = live.remove(index);
                    if !oracle.gone {
                        engine.remove(id);
                    }
                }
            }
            let mut fired = Vec::new();
            engine.tick(series, ticks[last - 1].0, ticks[last - 1].1, &mut fired);
            let mut expected = Vec::new();
            for (id, oracle, _) in &mut live {
                if oracle.tick(&ticks[..last]) {
                    expected.push(*id);
                }
            }
            expected.sort();
            let got: Vec<_> = fired.iter().map(|firing| firing.rule).collect();
            prop_assert_eq!(got, expected);
            prop_assert_eq!(engine.len(), live.iter().filter(|(_, oracle, _)| !oracle.gone).count());
        }
    }

    /// Killed after any tick and built again from what was written down, it goes on as if nothing had been: no miss, no repeat.
    #[test]
    fn killed_at_any_tick_it_goes_on(
        rules in proptest::collection::vec(rule(), 1..30),
        ticks in ticks(),
        kills in proptest::collection::vec(proptest::bool::weighted(0.15), 120),
    ) {
        // a moment of its own for each: what came first within a millisecond is not written down
        let ticks: Vec<_> = (0..).zip(ticks).map(|(index, (at, value))| (at + index, value)).collect();
        let mut engine = Engine::new();
        let mut series = engine.add_series();
        let mut ids = engine.add_all(rules.iter().map(|rule| (series, rule))).unwrap();
        let mut written = vec![Written { arming: 1, fired: None, gone: false }; rules.len()];
        let mut oracles: Vec<Oracle> = rules.iter().copied().map(Oracle::new).collect();
        for last in 1..=ticks.len() {
            let (at, value) = ticks[last - 1];
            let mut fired = Vec::new();
            engine.tick(series, at, value, &mut fired);
            let mut got = Vec::new();
            for firing in &fired {
                let index = ids.iter().position(|id| *id == firing.rule).unwrap();
                prop_assert_eq!(firing.arming, written[index].arming, "an arming fires once");
                written[index] = Written { fired: Some(at), gone: !rules[index].repeat, ..written[index] };
                got.push(index);
            }
            for id in engine.armed_again() {
                let index = ids.iter().position(|other| *other == id).unwrap();
                written[index] = Written { arming: written[index].arming + 1, fired: None, gone: false };
            }
            let expected: Vec<usize> = oracles
                .iter_mut()
                .enumerate()
                .filter_map(|(index, oracle)| oracle.tick(&ticks[..last]).then_some(index))
                .collect();
            got.sort_unstable();
            prop_assert_eq!(got, expected, "tick {} of {:?}", last, &ticks[..last]);
            if kills[last - 1] {
                engine = Engine::new();
                series = engine.add_series();
                for (index, rule) in rules.iter().enumerate() {
                    let Written { arming, fired, .. } = written[index];
                    // of one that is gone the place is kept, so that numbers go on as they were
                    ids[index] = engine.add_again(series, rule, arming, fired).unwrap();
                }
                for (id, written) in ids.iter().zip(&written) {
                    if written.gone {
                        engine.remove(*id);
                    }
                }
                engine.history(series, &ticks[..last - 1]);
                let mut again = Vec::new();
                engine.tick(series, at, value, &mut again);
                prop_assert!(again.is_empty(), "what was judged is not judged again");
                prop_assert!(engine.armed_again().is_empty());
            }
        }
    }
}

//! A price as a function of time: a smooth random walk of days, each split into ever shorter candles that add up to it. Nothing is
//! stored, every moment can be asked for, and candles of all lengths agree with each other.

use alfa_domain::Timeframe;

/// Each length and into how many of the next it splits.
const LEVELS: [(Timeframe, usize); 6] = [
    (Timeframe::D1, 6),
    (Timeframe::H4, 4),
    (Timeframe::H1, 4),
    (Timeframe::M15, 3),
    (Timeframe::M5, 5),
    (Timeframe::M1, 1),
];

/// The waves a day's price is made of, in days.
const WAVES: [f64; 8] = [701.0, 293.0, 113.0, 47.0, 19.0, 7.0, 3.0, 1.0];

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A candle in floating point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bar {
    pub(crate) open: f64,
    pub(crate) high: f64,
    pub(crate) low: f64,
    pub(crate) close: f64,
    pub(crate) volume: f64,
}

/// One asset's price over all time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk {
    /// What makes it unlike others.
    pub(crate) seed: u64,
    /// What it shares with the whole market.
    pub(crate) market: u64,
    /// The price it wanders around.
    pub(crate) base: f64,
    /// Volatility of a year, 0.6 for 60 %.
    pub(crate) volatility: f64,
    /// Units traded on a usual day.
    pub(crate) volume: f64,
}

impl Walk {
    fn daily(&self) -> f64 {
        self.volatility / 365.0_f64.sqrt()
    }

    /// The price at the end of a day, counted from 1970.
    pub(crate) fn close(&self, day: i64) -> f64 {
        let wave = |(index, period): (usize, &f64)| {
            let index = index as u64;
            let size = self.daily() * period.sqrt() * 0.55;
            size * (0.75 * smooth(self.market, index, day, *period) + 0.65 * smooth(self.seed, index, day, *period))
        };
        self.base * WAVES.iter().enumerate().map(wave).sum::<f64>().exp()
    }

    fn day(&self, day: i64) -> Bar {
        let (open, close) = (self.close(day - 1), self.close(day));
        let reach = |salt: u64| 1.0 + self.daily() * (0.1 + 0.9 * unit(self.seed, salt, day));
        let volume = self.volume * (0.4 + 1.2 * unit(self.seed, 901, day));
        Bar { open, high: open.max(close) * reach(902), low: open.min(close) / reach(903), close, volume }
    }

    /// The candles of a length that begin at these moments: `from` and `to` in seconds since 1970, multiples of the length.
    pub(crate) fn bars(&self, timeframe: Timeframe, from: i64, to: i64) -> Vec<(i64, Bar)> {
        let mut bars = Vec::new();
        for day in from.div_euclid(DAY)..=(to - 1).div_euclid(DAY) {
            self.split(0, day * DAY, self.day(day), timeframe, from, to, &mut bars);
        }
        bars
    }

    #[expect(clippy::too_many_arguments, reason = "a recursion over levels within bounds")]
    fn split(
        &self,
        level: usize,
        at: i64,
        bar: Bar,
        wanted: Timeframe,
        from: i64,
        to: i64,
        into: &mut Vec<(i64, Bar)>,
    ) {
        let (timeframe, parts) = LEVELS[level];
        if at >= to || at + timeframe.seconds() <= from {
            return;
        }
        if timeframe == wanted {
            into.push((at, bar));
            return;
        }
        let Some((shorter, _)) = LEVELS.get(level + 1) else { return };
        for (index, part) in self.parts(level, at, bar, parts).into_iter().enumerate() {
            self.split(level + 1, at + index as i64 * shorter.seconds(), part, wanted, from, to, into);
        }
    }

    /// A candle in parts: the first opens where it opens, the last closes where it closes, one reaches its high and one its low.
    fn parts(&self, level: usize, at: i64, whole: Bar, count: usize) -> Vec<Bar> {
        let salt = |kind: u64, index: usize| kind * 1_000 + level as u64 * 100 + index as u64;
        let random = |kind, index| unit(self.seed, salt(kind, index), at);
        let range = whole.high - whole.low;
        let closes: Vec<f64> = (1..=count)
            .map(|i| {
                if i == count {
                    return whole.close;
                }
                let straight = whole.open + (whole.close - whole.open) * i as f64 / count as f64;
                (straight + range * 0.5 * (2.0 * random(1, i) - 1.0)).clamp(whole.low, whole.high)
            })
            .collect();
        let weights: Vec<f64> = (0..count).map(|i| 0.3 + random(2, i)).collect();
        let total: f64 = weights.iter().sum();
        let mut parts: Vec<Bar> = (0..count)
            .map(|i| {
                let open = if i == 0 { whole.open } else { closes[i - 1] };
                let close = closes[i];
                let (top, bottom) = (open.max(close), open.min(close));
                let high = top + (whole.high - top) * 0.4 * random(3, i).powi(2);
                let low = bottom - (bottom - whole.low) * 0.4 * random(4, i).powi(2);
                Bar { open, high, low, close, volume: whole.volume * weights[i] / total }
            })
            .collect();
        let furthest = |of: &dyn Fn(&Bar) -> f64| (0..count).max_by(|&a, &b| of(&parts[a]).total_cmp(&of(&parts[b])));
        let (top, bottom) = (furthest(&|b| b.high), furthest(&|b| -b.low));
        if let (Some(top), Some(bottom)) = (top, bottom) {
            parts[top].high = whole.high;
            parts[bottom].low = whole.low;
        }
        parts
    }

    /// The candle that holds a moment, as far as it has come by then.
    pub(crate) fn bar_until(&self, timeframe: Timeframe, at_ms: i64) -> (i64, Bar) {
        let at = at_ms.div_euclid(1_000);
        let mut begin = at.div_euclid(DAY) * DAY;
        let mut bar = self.day(begin.div_euclid(DAY));
        let mut done: Option<Bar> = None;
        let mut holds = begin;
        for (level, (length, parts)) in LEVELS.into_iter().enumerate() {
            if length == timeframe {
                done = None;
                holds = begin;
            }
            let Some((shorter, _)) = LEVELS.get(level + 1) else { break };
            let split = self.parts(level, begin, bar, parts);
            let index = usize::try_from((at - begin) / shorter.seconds()).unwrap_or(0).min(parts - 1);
            let before = split[..index].iter().copied().reduce(join);
            done = done.into_iter().chain(before).reduce(join);
            bar = split[index];
            begin += index as i64 * shorter.seconds();
            let _ = length;
        }
        // the minute goes straight from its opening to its close
        let share = ((at_ms - begin * 1_000) as f64 / 60_000.0).clamp(0.0, 1.0);
        let price = bar.open + (bar.close - bar.open) * share;
        let now = Bar {
            open: bar.open,
            high: bar.open.max(price),
            low: bar.open.min(price),
            close: price,
            volume: bar.volume * share,
        };
        (holds, done.map_or(now, |done| join(done, now)))
    }

    /// The price at a moment.
    pub(crate) fn price(&self, at_ms: i64) -> f64 {
        self.bar_until(Timeframe::M1, at_ms).1.close
    }
}

fn join(a: Bar, b: Bar) -> Bar {
    Bar { open: a.open, high: a.high.max(b.high), low: a.low.min(b.low), close: b.close, volume: a.volume + b.volume }
}

/// A number from 0 to 1 that looks random and is always the same (splitmix64).
pub(crate) fn unit(seed: u64, salt: u64, index: i64) -> f64 {
    let mut x = seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (index as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..2 {
        x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
    }
    (x >> 11) as f64 / (1_u64 << 53) as f64
}

/// A wave between -1 and 1 that passes through a random height every `period` days.
fn smooth(seed: u64, wave: u64, day: i64, period: f64) -> f64 {
    let at = day as f64 / period + unit(seed, 700 + wave, 0);
    let (left, share) = (at.floor(), at - at.floor());
    let height = |index: f64| 2.0 * unit(seed, 800 + wave, index as i64) - 1.0;
    let eased = share * share * (3.0 - 2.0 * share);
    height(left) + (height(left + 1.0) - height(left)) * eased
}

#[cfg(test)]
mod tests {
    use super::*;

    const WALK: Walk = Walk { seed: 7, market: 1, base: 95_000.0, volatility: 0.6, volume: 20_000.0 };
    const AT: i64 = 1_763_823_600; // 2025-11-22 15:00 UTC

    fn of(timeframe: Timeframe, from: i64, to: i64) -> Bar {
        WALK.bars(timeframe, from, to).into_iter().map(|(_, bar)| bar).reduce(join).unwrap()
    }

    #[test]
    fn candles_of_all_lengths_agree() {
        let begin = AT - AT % DAY;
        let day = of(Timeframe::D1, begin, begin + DAY);
        for timeframe in [Timeframe::H4, Timeframe::H1, Timeframe::M15, Timeframe::M5, Timeframe::M1] {
            let made = of(timeframe, begin, begin + DAY);
            assert_eq!(
                (made.open, made.high, made.low, made.close),
                (day.open, day.high, day.low, day.close),
                "{timeframe}"
            );
            assert!((made.volume / day.volume - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_candle_opens_where_the_one_before_closed() {
        let bars = WALK.bars(Timeframe::M15, AT - AT % DAY - 3 * DAY, AT - AT % DAY);
        assert_eq!(bars.len(), 3 * 96);
        for pair in bars.windows(2) {
            assert_eq!(pair[0].1.close, pair[1].1.open);
            assert!(pair[0].1.low <= pair[0].1.close && pair[0].1.close <= pair[0].1.high);
        }
    }

    #[test]
    fn the_open_candle_ends_at_the_price_of_the_moment_and_grows_into_the_closed_one() {
        let now = (AT + 1_234) * 1_000 + 567;
        for (timeframe, _) in LEVELS {
            let (begin, open) = WALK.bar_until(timeframe, now);
            assert_eq!(open.close, WALK.price(now), "{timeframe}");
            assert_eq!(begin, (now / 1_000).div_euclid(timeframe.seconds()) * timeframe.seconds());
            let closed = of(timeframe, begin, begin + timeframe.seconds());
            assert_eq!(open.open, closed.open);
            assert!(open.high <= closed.high && open.low >= closed.low && open.volume <= closed.volume);
        }
    }
}

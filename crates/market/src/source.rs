//! A feed with its board and what was lately asked of it.

use crate::board::Board;
use crate::feeds::{CandleQuery, Feed, Pair};
use crate::slots::Slots;
use crate::{CandleSpan, Problem, SourceProblem};
use alfa_domain::{Candle, Quote, Timeframe};
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;
use std::time::Duration;

/// A stretch of candles: from and to in Unix seconds.
type Stretch = (Pair, Timeframe, (i64, i64));

pub(crate) struct Source {
    pub(crate) feed: Box<dyn Feed>,
    pub(crate) board: Board,
    quotes: Slots<Pair, Quote>,
    candles: Slots<Stretch, Arc<Vec<Candle>>>,
    closes: Slots<(Pair, NaiveDate), Quote>,
}

impl Source {
    pub(crate) fn new(feed: impl Feed + 'static, board_age: Duration) -> Arc<Self> {
        Arc::new(Self {
            feed: Box::new(feed),
            board: Board::new(board_age),
            quotes: Slots::new(),
            candles: Slots::new(),
            closes: Slots::new(),
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.feed.name()
    }

    /// What a problem here is to the caller; nothing, if the source merely lacks what was asked.
    pub(crate) fn fault(&self, problem: Problem) -> Option<SourceProblem> {
        (!problem.is_lack()).then(|| SourceProblem { source_name: self.name().to_owned(), problem })
    }

    /// The price as far as it is at hand.
    pub(crate) fn peek(&self, pair: &Pair) -> Option<Result<Quote, Problem>> {
        self.board.get(pair).map(Ok).or_else(|| self.quotes.peek(pair))
    }

    /// Prices from the board, from memory, or asked for.
    pub(crate) async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let board: Vec<Option<Quote>> = pairs.iter().map(|pair| self.board.get(pair)).collect();
        let rest: Vec<Pair> =
            pairs.iter().zip(&board).filter(|(_, tick)| tick.is_none()).map(|(pair, _)| pair.clone()).collect();
        let ask = |missing: Vec<Pair>| async move { self.feed.quotes(&missing).await };
        let mut asked = self.quotes.get_many(&rest, self.feed.quote_ttl(), ask).await.into_iter();
        board.into_iter().map(|tick| tick.map_or_else(|| asked.next().unwrap_or(Err(Problem::NoPair)), Ok)).collect()
    }

    pub(crate) async fn quote(&self, pair: &Pair) -> Result<Quote, Problem> {
        self.quotes(std::slice::from_ref(pair)).await.pop().unwrap_or(Err(Problem::NoPair))
    }

    /// Candles; closed ones are kept, the open one is asked for anew before it could mislead.
    pub(crate) async fn candles(&self, pair: &Pair, query: CandleQuery) -> Result<Arc<Vec<Candle>>, Problem> {
        let key = match query.span {
            CandleSpan::Last(count) => (0, i64::try_from(count).unwrap_or(i64::MAX)),
            CandleSpan::Between(from, to) => (from.timestamp(), to.timestamp()),
        };
        let closed = matches!(query.span, CandleSpan::Between(_, to) if to <= query.now);
        let to_close =
            crate::candles::end(crate::candles::begin(query.now, query.timeframe), query.timeframe) - query.now;
        let open = Duration::from_secs(u64::try_from(query.timeframe.seconds() / 60).unwrap_or(1).clamp(2, 30));
        let ttl = if closed { Duration::from_secs(3_600) } else { open.min(to_close.to_std().unwrap_or_default()) };
        let ask = async { self.feed.candles(pair, query).await.map(Arc::new) };
        self.candles.get(&(pair.clone(), query.timeframe, key), ttl, ask).await
    }

    pub(crate) async fn close_of(&self, pair: &Pair, day: NaiveDate, close: DateTime<Utc>) -> Result<Quote, Problem> {
        let ask = self.feed.close_of(pair, day, close);
        self.closes.get(&(pair.clone(), day), Duration::from_secs(3_600), ask).await
    }
}

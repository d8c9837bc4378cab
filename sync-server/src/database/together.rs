//! Questions that wait for the database, and go into it together.
//!
//! Nobody waits in order to be together: while the database works, what comes meanwhile gathers, and is the next batch.

use super::Watch;
use super::held::Held;
use crate::Problem;
use futures::FutureExt;
use sqlx::{PgConnection, PgPool};
use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

/// A lane keeps its connection for so long after its last batch, while nobody else can have it.
const LINGER: Duration = Duration::from_millis(100);

/// What becomes of one question.
pub(crate) type Answered<K> = Result<<K as Questions>::Answer, Problem>;

/// A kind of questions.
pub(crate) trait Questions: Sized + Send + Sync + 'static {
    type Question: Send + Sync + 'static;
    type Answer: Send + 'static;

    /// Batches at a time: while one waits for the disk another computes.
    const LANES: usize;
    /// Most questions in a batch.
    const MOST: usize;
    /// Most weight of a batch of several.
    const HEAVIEST: usize = usize::MAX;
    /// A batch is waited for so long; longer than the database itself lets a statement take, where what became of it must be known.
    const PATIENCE: Duration;
    /// Whether they only read: then they may be asked twice, and need not be asked where nobody waits for the answer any more.
    const READS: bool;

    fn weight(_: &Self::Question) -> usize {
        1
    }

    /// Of the same one only one question is asked at a time, in the order in which they came.
    fn in_turn(_: &Self::Question) -> Option<Uuid> {
        None
    }

    /// All of them, each with its own answer.
    ///
    /// # Errors
    /// What the database says: then nothing of any of them is in it.
    fn ask(
        &self,
        connection: &mut PgConnection,
        questions: &[&Self::Question],
    ) -> impl Future<Output = Result<Vec<Answered<Self>>, sqlx::Error>> + Send;

    /// What the database says to one question alone.
    fn refused(error: &sqlx::Error) -> Problem {
        Problem::of(error)
    }

    /// What is told of an answer besides.
    fn tell(&self, _: &Self::Question, _: &Self::Answer) {}
}

/// The questions of a kind that this instance has.
pub(crate) struct Together<K: Questions>(Arc<Shared<K>>);

struct Shared<K: Questions> {
    kind: K,
    waiting: Mutex<Waiting<K>>,
    news: Notify,
    pool: PgPool,
    database: Watch,
}

struct Waiting<K: Questions> {
    queue: VecDeque<Job<K>>,
    /// Whose question is asked now.
    busy: HashSet<Uuid>,
    ended: bool,
}

struct Job<K: Questions> {
    question: K::Question,
    answer: oneshot::Sender<Answered<K>>,
}

impl<K: Questions> Together<K> {
    /// To this database. Must be called within a runtime.
    pub fn start(kind: K, pool: PgPool, database: Watch) -> Self {
        let waiting = Waiting { queue: VecDeque::new(), busy: HashSet::new(), ended: false };
        let shared = Arc::new(Shared { kind, waiting: Mutex::new(waiting), news: Notify::new(), pool, database });
        for _ in 0..K::LANES {
            tokio::spawn(Arc::clone(&shared).lane());
        }
        Self(shared)
    }

    /// Asks; it is asked even if nobody waits for the answer any more.
    pub async fn take(&self, question: K::Question) -> Answered<K> {
        let (answer, answered) = oneshot::channel();
        self.0.waiting().queue.push_back(Job { question, answer });
        self.0.news.notify_one();
        answered.await.unwrap_or_else(|_| Err(Problem::away()))
    }
}

impl<K: Questions> Drop for Together<K> {
    fn drop(&mut self) {
        self.0.waiting().ended = true;
        self.0.news.notify_waiters();
        self.0.news.notify_one();
    }
}

impl<K: Questions> Shared<K> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<K>> {
        // nothing that holds it can fail half-way
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn lane(self: Arc<Self>) {
        let mut held = Held::new(self.pool.clone(), self.database.clone());
        let mut until = Instant::now();
        loop {
            let news = self.news.notified();
            let (jobs, ended) = {
                let mut waiting = self.waiting();
                (waiting.next(), waiting.ended)
            };
            if jobs.is_empty() {
                if ended {
                    // the other lanes too
                    self.news.notify_one();
                    return;
                }
                held.spare();
                if held.is_kept() {
                    tokio::select! {
                        () = news => {}
                        () = tokio::time::sleep_until(until) => held.give_back(),
                        () = self.pool.close_event() => held.give_back(),
                    }
                } else {
                    news.await;
                }
                continue;
            }
            // what is left over is another lane's
            self.news.notify_one();
            let whose: Vec<Uuid> = jobs.iter().filter_map(|job| K::in_turn(&job.question)).collect();
            // a fault of ours ends this batch alone
            if AssertUnwindSafe(self.work(&mut held, jobs, &whose)).catch_unwind().await.is_err() {
                tracing::error!("a batch panicked");
                held.give_back();
                self.over(&whose);
            }
            held.spare();
            until = Instant::now() + LINGER;
        }
    }

    async fn work(&self, held: &mut Held, jobs: Vec<Job<K>>, whose: &[Uuid]) {
        let answers = tokio::select! {
            answers = self.answers(held, &jobs) => Some(answers),
            () = self.database.silence_for_long() => None,
            // the database answers others: it is this way to it that is silent
            () = tokio::time::sleep(K::PATIENCE) => None,
        };
        let answers = answers.unwrap_or_else(|| {
            // it may be in the database or not: whoever asks again will see
            held.give_back();
            jobs.iter().map(|_| Err(Problem::away())).collect()
        });
        self.over(whose);
        let away = answers.iter().any(|answer| answer.as_ref().is_err_and(|problem| *problem == Problem::away()));
        if away && !self.database.answers() {
            // the others would wait in vain
            for job in self.waiting().queue.drain(..) {
                let _ = job.answer.send(Err(Problem::away()));
            }
        }
        for (job, answer) in jobs.into_iter().zip(answers) {
            if let Ok(answer) = &answer {
                self.kind.tell(&job.question, answer);
            }
            let _ = job.answer.send(answer);
        }
    }

    /// Their next questions may be asked.
    fn over(&self, whose: &[Uuid]) {
        {
            let mut waiting = self.waiting();
            for one in whose {
                waiting.busy.remove(one);
            }
        }
        self.news.notify_one();
    }

    /// Together; where the database takes offence at one of them, each alone.
    async fn answers(&self, held: &mut Held, jobs: &[Job<K>]) -> Vec<Answered<K>> {
        let questions: Vec<&K::Question> = jobs.iter().map(|job| &job.question).collect();
        let kept = held.is_kept();
        let done = match self.ask(held, &questions).await {
            // a connection that was kept may have broken meanwhile
            Err(error) if K::READS && kept && super::is_away(&error) => self.ask(held, &questions).await,
            done => done,
        };
        let error = match done {
            Ok(answers) => return answers,
            Err(error) => error,
        };
        if questions.len() == 1 || !matches!(error, sqlx::Error::Database(_)) || super::is_away(&error) {
            return questions.iter().map(|_| Err(K::refused(&error))).collect();
        }
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            let answer = self.ask(held, &[question]).await.map_err(|error| K::refused(&error));
            answers.push(answer.and_then(|mut answers| answers.pop().unwrap_or_else(|| Err(Problem::internal()))));
        }
        answers
    }

    async fn ask(&self, held: &mut Held, questions: &[&K::Question]) -> Result<Vec<Answered<K>>, sqlx::Error> {
        let answers = self.kind.ask(held.connection().await?, questions).await;
        if answers.is_err() {
            held.give_back();
        }
        answers
    }
}

impl<K: Questions> Waiting<K> {
    /// The next batch: the oldest, and of whoever must be asked in turn one.
    fn next(&mut self) -> Vec<Job<K>> {
        let (mut jobs, mut left, mut heavy) = (Vec::new(), VecDeque::new(), 0);
        while let Some(job) = self.queue.pop_front() {
            if K::READS && job.answer.is_closed() {
                continue;
            }
            let weight = K::weight(&job.question);
            if jobs.len() == K::MOST || (!jobs.is_empty() && heavy + weight > K::HEAVIEST) {
                left.push_back(job);
                break;
            }
            if K::in_turn(&job.question).is_none_or(|whose| self.busy.insert(whose)) {
                heavy += weight;
                jobs.push(job);
            } else {
                left.push_back(job);
            }
        }
        left.append(&mut self.queue);
        self.queue = left;
        jobs
    }
}

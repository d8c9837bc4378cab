//! Pushes that wait for the database, and go into it together.
//!
//! Nobody waits in order to be together: while a transaction runs, what comes meanwhile gathers, and is the next one.

use super::batch::{self, Answer, Member};
use super::pokes::Pokes;
use super::refused;
use crate::Problem;
use crate::database::Watch;
use alfa_sync::wire::Refusal;
use sqlx::PgPool;
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

/// Transactions at a time: while one waits for the disk another computes.
const LANES: usize = 3;
/// Most changes in a transaction of several pushes.
const MOST_OPS: usize = 1_500;
/// Most pushes in a transaction.
const MOST_PUSHES: usize = 128;

/// The pushes of this instance.
pub(crate) struct Pushes(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    news: Notify,
    pool: PgPool,
    database: Watch,
    pokes: Arc<Pokes>,
}

#[derive(Default)]
struct Waiting {
    queue: VecDeque<Job>,
    /// Accounts that are in a transaction now: the next push of the same one comes after it.
    busy: HashSet<Uuid>,
    ended: bool,
}

struct Job {
    member: Member,
    answer: oneshot::Sender<Answer>,
}

impl Pushes {
    /// Into this database. Must be called within a runtime.
    pub(crate) fn start(pool: PgPool, database: Watch, pokes: Arc<Pokes>) -> Self {
        let shared = Arc::new(Shared { waiting: Mutex::default(), news: Notify::new(), pool, database, pokes });
        for _ in 0..LANES {
            tokio::spawn(Arc::clone(&shared).lane());
        }
        Self(shared)
    }

    /// Takes one in; it is taken in even if nobody waits for the answer any more.
    pub(super) async fn take(&self, member: Member) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.0.waiting().queue.push_back(Job { member, answer });
        self.0.news.notify_one();
        answered.await.unwrap_or_else(|_| Err(Problem::away()))
    }
}

impl Drop for Pushes {
    fn drop(&mut self) {
        self.0.waiting().ended = true;
        self.0.news.notify_waiters();
        self.0.news.notify_one();
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // nothing that holds it can fail half-way
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn lane(self: Arc<Self>) {
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
                news.await;
                continue;
            }
            // what is left over is another lane's
            self.news.notify_one();
            self.work(jobs).await;
        }
    }

    async fn work(&self, jobs: Vec<Job>) {
        let users: Vec<Uuid> = jobs.iter().map(|job| job.member.caller.user_id).collect();
        let answers = tokio::select! {
            answers = self.answers(&jobs) => answers,
            // it may be in the database or not: whoever sends it again will see
            () = self.database.silence_for_long() => jobs.iter().map(|_| Err(Problem::away())).collect(),
        };
        {
            let mut waiting = self.waiting();
            for user in &users {
                waiting.busy.remove(user);
            }
            // they would wait for the same in vain
            if answers.iter().any(|answer| answer.as_ref().is_err_and(|problem| *problem == Problem::away())) {
                for job in waiting.queue.drain(..) {
                    let _ = job.answer.send(Err(Problem::away()));
                }
            }
        }
        self.news.notify_one();
        for ((job, user), answer) in jobs.into_iter().zip(users).zip(answers) {
            if let Ok(pushed) = &answer {
                self.pokes.moved(user, pushed.head);
            }
            let _ = job.answer.send(answer);
        }
    }

    /// Together; where the database takes offence at one of them, each alone.
    async fn answers(&self, jobs: &[Job]) -> Vec<Answer> {
        let members: Vec<&Member> = jobs.iter().map(|job| &job.member).collect();
        let error = match batch::run(&self.pool, &members).await {
            Ok(answers) => return answers,
            Err(error) => error,
        };
        if members.len() == 1 || !matches!(error, sqlx::Error::Database(_)) || crate::database::is_away(&error) {
            return members.iter().map(|_| Err(alone(&error))).collect();
        }
        let mut answers = Vec::with_capacity(members.len());
        for member in members {
            let answer = batch::run(&self.pool, &[member]).await.map_err(|error| alone(&error));
            answers.push(answer.and_then(|mut answers| answers.pop().unwrap_or_else(|| Err(Problem::internal()))));
        }
        answers
    }
}

impl Waiting {
    /// The next transaction's: the oldest, of each account one.
    fn next(&mut self) -> Vec<Job> {
        let (mut jobs, mut left, mut ops) = (Vec::new(), VecDeque::new(), 0);
        while let Some(job) = self.queue.pop_front() {
            let count = job.member.push.ops.len();
            if jobs.len() == MOST_PUSHES || (!jobs.is_empty() && ops + count > MOST_OPS) {
                left.push_back(job);
                break;
            }
            if self.busy.insert(job.member.caller.user_id) {
                ops += count;
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

/// What the database says to one push alone.
fn alone(error: &sqlx::Error) -> Problem {
    match error {
        // another change has this id: somebody made it again with something else in it
        sqlx::Error::Database(database) if database.is_unique_violation() => refused(&Refusal::DeviceForked),
        error => Problem::of(error),
    }
}

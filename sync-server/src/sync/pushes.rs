//! Pushes of different accounts that come together share a commit.

use super::batch::{self, Member};
use super::pokes::Pokes;
use super::refused;
use crate::Problem;
use crate::database::{Answered, Questions};
use alfa_sync::wire::{Pushed, Refusal};
use sqlx::PgConnection;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The pushes of this instance, and who is told of them.
pub(crate) struct Pushes(pub Arc<Pokes>);

impl Questions for Pushes {
    type Question = Member;
    type Answer = Pushed;

    const LANES: usize = 3;
    const MOST: usize = 128;
    /// In changes.
    const HEAVIEST: usize = 1_500;
    const PATIENCE: Duration = Duration::from_secs(35);
    const READS: bool = false;

    fn weight(member: &Member) -> usize {
        member.push.ops.len()
    }

    fn in_turn(member: &Member) -> Option<Uuid> {
        Some(member.caller.user_id)
    }

    async fn ask(
        &self,
        connection: &mut PgConnection,
        members: &[&Member],
    ) -> Result<Vec<Answered<Self>>, sqlx::Error> {
        batch::run(connection, members).await
    }

    fn refused(error: &sqlx::Error) -> Problem {
        match error {
            // another change has this id: somebody made it again with something else in it
            sqlx::Error::Database(database) if database.is_unique_violation() => refused(&Refusal::DeviceForked),
            error => Problem::of(error),
        }
    }

    fn tell(&self, member: &Member, pushed: &Pushed) {
        self.0.moved(member.caller.user_id, pushed.head);
    }
}

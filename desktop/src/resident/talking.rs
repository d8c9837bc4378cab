//! Asking, by key, by text and from a recording.

use super::view::PendingRecording;
use super::{Resident, Subject};
use crate::recordings::Stored;
use crate::talk::{KeyEvent, Order};
use alfa_copilot::{Conversations, Problem};
use alfa_domain::{MessageId, Role};
use uuid::Uuid;

impl Resident {
    /// Starts a turn from text and gives its id; what comes of it arrives as events.
    pub async fn ask(&self, text: String) -> Result<Uuid, Problem> {
        if text.trim().is_empty() {
            return Err(Problem::new(
                "empty_question",
                "A pergunta está vazia.",
                "Escreva, por exemplo: qual o preço do bitcoin?",
            ));
        }
        let turn = self.new_id();
        self.talk.order(Order::Ask { turn, text });
        Ok(turn)
    }

    pub(super) fn new_id(&self) -> Uuid {
        let app = self.app();
        MessageId::new(app.clock.now(), app.clock.random()).0
    }

    /// The talk key, or what stands for it.
    pub fn key(&self, event: KeyEvent) {
        self.talk.order(Order::Key(event));
    }

    /// The talk button went down.
    pub async fn talk_press(&self) -> Result<(), Problem> {
        self.key(KeyEvent::Pressed);
        Ok(())
    }

    /// The talk button went up.
    pub async fn talk_release(&self) -> Result<(), Problem> {
        self.key(KeyEvent::Released);
        Ok(())
    }

    /// Begins to listen, or ends the question, or the answer.
    pub async fn talk_toggle(&self) -> Result<(), Problem> {
        self.key(KeyEvent::Toggled);
        Ok(())
    }

    /// Stops recording, thinking and speaking.
    pub async fn cancel(&self) -> Result<(), Problem> {
        self.key(KeyEvent::Stop);
        Ok(())
    }

    /// Where talking stands, and where it goes.
    pub fn follow_talk(&self) -> tokio::sync::watch::Receiver<super::view::TalkState> {
        self.talk.follow()
    }

    /// Speaks a message again; `None` for the last answer.
    pub async fn say_again(&self, message: Option<MessageId>) -> Result<(), Problem> {
        let app = self.app();
        let found = match message {
            Some(id) => app.store.message(id).await?,
            None => match app.store.latest().await? {
                Some(last) => {
                    let messages = app.store.messages(last.id, 20).await?;
                    messages.into_iter().rev().find(|message| message.role == Role::Assistant)
                }
                None => None,
            },
        };
        let Some(message) = found else {
            return Err(Problem::new(
                "nothing_to_say",
                "Ainda não há resposta para repetir.",
                "Faça uma pergunta primeiro.",
            ));
        };
        self.talk.order(Order::Say { text: message.body.spoken.unwrap_or(message.body.text) });
        Ok(())
    }

    /// Recordings whose turn failed.
    pub async fn pending_recordings(&self) -> Result<Vec<PendingRecording>, Problem> {
        let pending = self.app().recordings.pending()?;
        Ok(pending
            .iter()
            .filter_map(|stored| {
                Some(PendingRecording { id: stored.id()?, at: stored.began_at, seconds: stored.length.as_secs_f64() })
            })
            .collect())
    }

    fn pending(&self, id: Uuid) -> Result<Stored, Problem> {
        self.app()
            .recordings
            .pending()?
            .into_iter()
            .find(|stored| stored.id() == Some(id))
            .ok_or_else(|| Problem::new("no_such_recording", "Essa gravação não está mais aqui.", "Pergunte de novo."))
    }

    /// Starts a turn from a recording and gives its id.
    pub async fn retry_recording(&self, id: Uuid) -> Result<Uuid, Problem> {
        let recording = self.pending(id)?;
        let turn = self.new_id();
        self.talk.order(Order::Retry { turn, recording });
        Ok(turn)
    }

    /// Throws a recording away.
    pub async fn discard_recording(&self, id: Uuid) -> Result<(), Problem> {
        self.app().recordings.discard(&self.pending(id)?)?;
        self.changed(&[Subject::Recordings]);
        Ok(())
    }
}

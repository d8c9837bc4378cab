//! Conversations, their messages and the calls of tools behind them.

use super::columns::{from_word, json, micros, time, to_json, uuid, word};
use super::open::Store;
use alfa_copilot::{Conversations, StoreError, TurnRecord};
use alfa_domain::{Conversation, ConversationId, Message, MessageBody, MessageId, StageTimings, ToolCall, ToolCallId};
use async_trait::async_trait;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// The columns [`message_of`] reads.
pub(super) const MESSAGE: &str = "m.id, m.conversation, m.role, m.text, m.spoken, m.facts, m.understood, m.engine,
    m.created_at, t.row AS timed, t.load, t.recognise, t.understand, t.tools, t.answer, t.first_audio, t.total
    FROM message m LEFT JOIN timing t ON t.message = m.id";

#[async_trait]
impl Conversations for Store {
    async fn latest(&self) -> Result<Option<Conversation>, StoreError> {
        self.read(|data| {
            let newest = "SELECT id, title, created_at, updated_at FROM conversation WHERE deleted_at IS NULL
                 ORDER BY updated_at DESC, row DESC LIMIT 1";
            data.query_row(newest, [], conversation_of).optional()
        })
        .await
    }

    async fn dialogue(&self, id: ConversationId) -> Result<Option<String>, StoreError> {
        self.read(move |data| {
            let dialogue = "SELECT dialogue FROM conversation WHERE id = ?1 AND deleted_at IS NULL";
            data.query_row(dialogue, [id.0], |row| row.get(0)).optional().map(Option::flatten)
        })
        .await
    }

    /// In the order they were recorded, which a clock that was set back does not disturb.
    async fn messages(&self, id: ConversationId, limit: usize) -> Result<Vec<Message>, StoreError> {
        self.read(move |data| {
            let newest = format!(
                "SELECT {MESSAGE} WHERE m.conversation = ?1 AND m.deleted_at IS NULL ORDER BY m.row DESC LIMIT ?2"
            );
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut messages: Vec<Message> =
                data.prepare_cached(&newest)?.query_map(params![id.0, limit], message_of)?.collect::<Result<_, _>>()?;
            messages.reverse();
            Ok(messages)
        })
        .await
    }

    /// Recording the same turn again changes nothing, so that it can be repeated after an error. A conversation deleted in the
    /// meantime comes back with what was said since.
    async fn record(&self, turn: &TurnRecord) -> Result<(), StoreError> {
        let conversation = turn.conversation.clone();
        let dialogue = turn.dialogue.clone();
        let messages: Vec<MessageRow> = turn.messages.iter().map(MessageRow::of).collect::<Result<_, _>>()?;
        let calls: Vec<(ToolCall, String)> = turn
            .tool_calls
            .iter()
            .map(|call| Ok((call.clone(), to_json(&call.facts)?)))
            .collect::<Result<_, StoreError>>()?;
        self.write(move |data| {
            put_conversation(data, &conversation, &dialogue)?;
            for message in &messages {
                message.put(data)?;
            }
            for (call, facts) in &calls {
                put_call(data, call, facts)?;
            }
            Ok(())
        })
        .await
    }
}

impl Store {
    /// A conversation that is not deleted.
    ///
    /// # Errors
    /// As reading.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        self.read(move |data| {
            let one = "SELECT id, title, created_at, updated_at FROM conversation WHERE id = ?1 AND deleted_at IS NULL";
            data.query_row(one, [id.0], conversation_of).optional()
        })
        .await
    }

    /// A message that is not deleted.
    ///
    /// # Errors
    /// As reading.
    pub async fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        self.read(move |data| {
            let one = format!("SELECT {MESSAGE} WHERE m.id = ?1 AND m.deleted_at IS NULL");
            data.query_row(&one, [id.0], message_of).optional()
        })
        .await
    }

    /// The tools called for an answer, in order.
    ///
    /// # Errors
    /// As reading.
    pub async fn tool_calls(&self, message: MessageId) -> Result<Vec<ToolCall>, StoreError> {
        self.read(move |data| {
            data.prepare_cached(
                "SELECT id, message, tool, arguments, facts, problem, millis FROM tool_call
                 WHERE message = ?1 AND deleted_at IS NULL ORDER BY row",
            )?
            .query_map([message.0], call_of)?
            .collect()
        })
        .await
    }
}

/// A message with its JSON made.
struct MessageRow {
    message: Message,
    role: String,
    facts: String,
}

impl MessageRow {
    fn of(message: &Message) -> Result<Self, StoreError> {
        Ok(Self { message: message.clone(), role: word(&message.role)?, facts: to_json(&message.body.facts)? })
    }

    fn put(&self, data: &Transaction<'_>) -> rusqlite::Result<()> {
        let Self { message, role, facts } = self;
        let body = &message.body;
        data.prepare_cached(
            "INSERT INTO message (id, conversation, role, text, spoken, facts, understood, engine, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET text = ?4, spoken = ?5, facts = ?6, understood = ?7, engine = ?8
             WHERE deleted_at IS NULL",
        )?
        .execute(params![
            message.id.0,
            message.conversation.0,
            role,
            body.text,
            body.spoken,
            facts,
            body.understood,
            body.engine,
            micros(message.created_at)
        ])?;
        if let Some(stages) = message.timings {
            data.prepare_cached(
                "INSERT OR REPLACE INTO timing (message, load, recognise, understand, tools, answer, first_audio, total)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                message.id.0, stages.load, stages.recognise, stages.understand, stages.tools, stages.answer,
                stages.first_audio, stages.total
            ])?;
        }
        Ok(())
    }
}

fn put_conversation(data: &Transaction<'_>, conversation: &Conversation, dialogue: &str) -> rusqlite::Result<()> {
    data.prepare_cached(
        "INSERT INTO conversation (id, title, dialogue, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET title = ?2, dialogue = ?3, updated_at = ?5, deleted_at = NULL",
    )?
    .execute(params![
        conversation.id.0,
        conversation.title,
        dialogue,
        micros(conversation.created_at),
        micros(conversation.updated_at)
    ])
    .map(drop)
}

fn put_call(data: &Transaction<'_>, call: &ToolCall, facts: &str) -> rusqlite::Result<()> {
    let millis = if call.millis.is_finite() { call.millis } else { 0.0 };
    data.prepare_cached(
        "INSERT INTO tool_call (id, message, tool, arguments, facts, problem, millis) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET tool = ?3, arguments = ?4, facts = ?5, problem = ?6, millis = ?7
         WHERE deleted_at IS NULL",
    )?
    .execute(params![call.id.0, call.message.0, call.tool, call.arguments, facts, call.problem, millis])
    .map(drop)
}

pub(super) fn conversation_of(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: ConversationId(uuid(row, "id")?),
        title: row.get("title")?,
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
    })
}

pub(super) fn message_of(row: &Row<'_>) -> rusqlite::Result<Message> {
    let timed: Option<i64> = row.get("timed")?;
    let timings = match timed {
        None => None,
        Some(_) => Some(StageTimings {
            load: row.get("load")?,
            recognise: row.get("recognise")?,
            understand: row.get("understand")?,
            tools: row.get("tools")?,
            answer: row.get("answer")?,
            first_audio: row.get("first_audio")?,
            total: row.get("total")?,
        }),
    };
    Ok(Message {
        id: MessageId(uuid(row, "id")?),
        conversation: ConversationId(uuid(row, "conversation")?),
        role: from_word(row, "role")?,
        body: MessageBody {
            text: row.get("text")?,
            spoken: row.get("spoken")?,
            facts: json(row, "facts")?,
            understood: row.get("understood")?,
            engine: row.get("engine")?,
        },
        timings,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn call_of(row: &Row<'_>) -> rusqlite::Result<ToolCall> {
    Ok(ToolCall {
        id: ToolCallId(uuid(row, "id")?),
        message: MessageId(uuid(row, "message")?),
        tool: row.get("tool")?,
        arguments: row.get("arguments")?,
        facts: json(row, "facts")?,
        problem: row.get("problem")?,
        millis: row.get("millis")?,
    })
}

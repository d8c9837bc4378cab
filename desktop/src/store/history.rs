//! What was said: listing, search, export, deletion.

use super::columns::micros;
use super::conversations::{MESSAGE, call_of, conversation_of, message_of};
use super::open::Store;
use alfa_copilot::StoreError;
use alfa_domain::{Conversation, ConversationId, Message, ToolCall};
use chrono::{DateTime, Utc};
use rusqlite::{Transaction, params};
use serde::Serialize;

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSummary {
    /// The conversation.
    pub conversation: Conversation,
    /// How many messages it has.
    pub messages: u64,
    /// The last thing said in it.
    pub last: String,
}

/// A message that was searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The message.
    pub message: Message,
    /// The part of its text around the words, these in brackets: `o [preço] do [bitcoin]`.
    pub excerpt: String,
}

/// A whole conversation, as it is exported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportedConversation {
    /// The conversation.
    #[serde(flatten)]
    pub conversation: Conversation,
    /// Its messages, the oldest first.
    pub messages: Vec<Message>,
    /// The tools called in it.
    pub tool_calls: Vec<ToolCall>,
}

impl Store {
    /// Conversations, the last one first.
    ///
    /// # Errors
    /// As reading.
    pub async fn conversations(&self, offset: usize, limit: usize) -> Result<Vec<ConversationSummary>, StoreError> {
        let (offset, limit) = (i64::try_from(offset).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
        self.read(move |data| {
            data.prepare_cached(
                "SELECT id, title, created_at, updated_at,
                     (SELECT count(*) FROM message WHERE conversation = c.id AND deleted_at IS NULL) AS messages,
                     coalesce((SELECT text FROM message WHERE conversation = c.id AND deleted_at IS NULL
                               ORDER BY row DESC LIMIT 1), '') AS last
                 FROM conversation c WHERE deleted_at IS NULL
                 ORDER BY updated_at DESC, row DESC LIMIT ?2 OFFSET ?1",
            )?
            .query_map([offset, limit], |row| {
                let messages: i64 = row.get("messages")?;
                Ok(ConversationSummary {
                    conversation: conversation_of(row)?,
                    messages: messages.unsigned_abs(),
                    last: row.get("last")?,
                })
            })?
            .collect()
        })
        .await
    }

    /// Messages with all the words of `text`, whatever their case and accents, the newest first. The last word may be begun only.
    ///
    /// # Errors
    /// As reading.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Found>, StoreError> {
        let Some(query) = search_query(text) else { return Ok(Vec::new()) };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(move |data| {
            // The join with `message` is by row, so the search comes first whatever the planner thinks.
            let search = format!(
                "SELECT snippet(message_search, 0, '[', ']', '…', 12) AS excerpt, {MESSAGE}
                 JOIN message_search ON message_search.rowid = m.row
                 WHERE message_search MATCH ?1 AND m.deleted_at IS NULL ORDER BY m.row DESC LIMIT ?2"
            );
            data.prepare_cached(&search)?
                .query_map(params![query, limit], |row| {
                    Ok(Found { message: message_of(row)?, excerpt: row.get("excerpt")? })
                })?
                .collect()
        })
        .await
    }

    /// All conversations begun at or after `since`, the oldest first.
    ///
    /// # Errors
    /// As reading.
    pub async fn export(&self, since: Option<DateTime<Utc>>) -> Result<Vec<ExportedConversation>, StoreError> {
        let since = since.map_or(i64::MIN, micros);
        self.read(move |data| {
            let conversations: Vec<Conversation> = data
                .prepare(
                    "SELECT id, title, created_at, updated_at FROM conversation
                     WHERE deleted_at IS NULL AND created_at >= ?1 ORDER BY created_at, row",
                )?
                .query_map([since], conversation_of)?
                .collect::<Result<_, _>>()?;
            let said = format!("SELECT {MESSAGE} WHERE m.conversation = ?1 AND m.deleted_at IS NULL ORDER BY m.row");
            let mut said = data.prepare(&said)?;
            let mut called = data.prepare(
                "SELECT c.* FROM tool_call c JOIN message m ON m.id = c.message
                 WHERE m.conversation = ?1 AND c.deleted_at IS NULL AND m.deleted_at IS NULL ORDER BY c.row",
            )?;
            conversations
                .into_iter()
                .map(|conversation| {
                    Ok(ExportedConversation {
                        messages: said.query_map([conversation.id.0], message_of)?.collect::<Result<_, _>>()?,
                        tool_calls: called.query_map([conversation.id.0], call_of)?.collect::<Result<_, _>>()?,
                        conversation,
                    })
                })
                .collect()
        })
        .await
    }

    /// Deletes a conversation: its words are wiped, a tombstone stays. `false` if it was not there.
    ///
    /// # Errors
    /// As writing.
    pub async fn delete_conversation(&self, id: ConversationId, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let deleted = self.write(move |data| wipe(data, Some(id), at)).await?;
        self.forget_log().await?;
        Ok(deleted > 0)
    }

    /// Deletes all conversations. How many there were.
    ///
    /// # Errors
    /// As writing.
    pub async fn delete_history(&self, at: DateTime<Utc>) -> Result<usize, StoreError> {
        let deleted = self.write(move |data| wipe(data, None, at)).await?;
        self.forget_log().await?;
        Ok(deleted)
    }
}

fn wipe(data: &Transaction<'_>, id: Option<ConversationId>, at: DateTime<Utc>) -> rusqlite::Result<usize> {
    let (id, at) = (id.map(|id| id.0), micros(at));
    data.execute(
        "UPDATE tool_call SET deleted_at = ?2, arguments = '', facts = '[]' WHERE deleted_at IS NULL
             AND message IN (SELECT id FROM message WHERE conversation = ?1 OR ?1 IS NULL)",
        params![id, at],
    )?;
    data.execute(
        "UPDATE message SET deleted_at = ?2, text = '', spoken = NULL, facts = '[]', understood = NULL
             WHERE deleted_at IS NULL AND (conversation = ?1 OR ?1 IS NULL)",
        params![id, at],
    )?;
    data.execute(
        "UPDATE conversation SET deleted_at = ?2, title = '', dialogue = NULL
             WHERE deleted_at IS NULL AND (id = ?1 OR ?1 IS NULL)",
        params![id, at],
    )
}

/// The words of a text as a query of SQLite's full-text search; `None` if it has none.
fn search_query(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    if words.is_empty() { None } else { Some(format!("{}*", words.join(" "))) }
}

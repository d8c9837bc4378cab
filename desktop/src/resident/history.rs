//! What was said.

use super::view::{ConversationRow, Exported, SearchHit};
use super::{Resident, Subject};
use alfa_copilot::{Conversations, Problem};
use alfa_domain::{ConversationId, Message, Role};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// Conversations in one page at most, messages in one conversation.
const PAGE: usize = 500;
const MESSAGES: usize = 2_000;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Everything, with facts and tool calls.
    Json,
    /// A line a message.
    Csv,
}

impl Resident {
    /// Conversations, the last one first.
    pub async fn conversations(&self, offset: usize, limit: usize) -> Result<Vec<ConversationRow>, Problem> {
        let found = self.app().store.conversations(offset, limit.min(PAGE)).await?;
        Ok(found
            .into_iter()
            .map(|each| ConversationRow { conversation: each.conversation, messages: each.messages, last: each.last })
            .collect())
    }

    /// The messages of a conversation.
    pub async fn conversation(&self, id: ConversationId) -> Result<Vec<Message>, Problem> {
        Ok(self.app().store.messages(id, MESSAGES).await?)
    }

    /// Messages with all the words, the newest first.
    pub async fn search(&self, text: String, limit: usize) -> Result<Vec<SearchHit>, Problem> {
        let app = self.app();
        let mut conversations = HashMap::new();
        let mut hits = Vec::new();
        for found in app.store.search(&text, limit.min(PAGE)).await? {
            let id = found.message.conversation;
            if let std::collections::hash_map::Entry::Vacant(entry) = conversations.entry(id) {
                entry.insert(app.store.conversation(id).await?);
            }
            if let Some(Some(conversation)) = conversations.get(&id).cloned() {
                hits.push(SearchHit { message: found.message, conversation });
            }
        }
        Ok(hits)
    }

    /// Writes all conversations into a file of the user's downloads.
    pub async fn export_history(&self, format: ExportFormat) -> Result<Exported, Problem> {
        let app = self.app();
        let all = app.store.export(None).await?;
        let (text, ending) = match format {
            ExportFormat::Json => (serde_json::to_string_pretty(&all).unwrap_or_default(), "json"),
            ExportFormat::Csv => {
                let zone = app.clock.zone();
                (csv_of(all.iter().flat_map(|c| c.messages.iter().map(move |m| (c, m))), zone)?, "csv")
            }
        };
        let stamp = app.clock.now().with_timezone(&app.clock.zone()).format("%Y-%m-%d-%H%M%S");
        let path = exports(&app.paths.data).join(format!("alfa-conversas-{stamp}.{ending}"));
        let written = path.clone();
        tokio::task::spawn_blocking(move || write(&written, &text))
            .await
            .map_err(|error| unwritable(&path, &error))?
            .map_err(|error| unwritable(&path, &error))?;
        Ok(Exported { path: path.display().to_string() })
    }

    /// Deletes a conversation.
    pub async fn delete_conversation(&self, id: ConversationId) -> Result<(), Problem> {
        let app = self.app();
        app.store.delete_conversation(id, app.clock.now()).await?;
        self.changed(&[Subject::History]);
        Ok(())
    }

    /// Deletes all conversations, and the recordings that were kept.
    pub async fn delete_history(&self) -> Result<(), Problem> {
        let app = self.app();
        app.store.delete_history(app.clock.now()).await?;
        for recording in app.recordings.kept()? {
            app.recordings.discard(&recording)?;
        }
        self.changed(&[Subject::History, Subject::Recordings]);
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // what was said is the user's alone
    crate::paths::private_file().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

pub(super) fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(
        "file_unwritable",
        format!("Não consegui gravar {}: {error}.", path.display()),
        "Confira o espaço em disco e as permissões da pasta.",
    )
}

/// The user's downloads, or a folder of ALFA's own.
pub(super) fn exports(data: &Path) -> PathBuf {
    let downloads = directories::UserDirs::new().and_then(|dirs| dirs.download_dir().map(Path::to_owned));
    downloads.unwrap_or_else(|| data.join("exports"))
}

fn csv_of<'a>(
    messages: impl Iterator<Item = (&'a crate::store::ExportedConversation, &'a Message)>,
    zone: chrono_tz::Tz,
) -> Result<String, Problem> {
    let broken = |error: &dyn std::fmt::Display| {
        Problem::new("export_failed", format!("A exportação falhou: {error}."), "Tente de novo.")
    };
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(["conversa", "quando", "quem", "texto", "fatos"]).map_err(|error| broken(&error))?;
    for (conversation, message) in messages {
        let facts: Vec<String> = message
            .body
            .facts
            .iter()
            .map(|fact| {
                format!("{} = {} {} ({}, {})", fact.name, fact.value, fact.unit, fact.source, fact.at.to_rfc3339())
            })
            .collect();
        let record = [
            conversation.conversation.title.clone(),
            message.created_at.with_timezone(&zone).to_rfc3339(),
            if message.role == Role::User { "você" } else { "ALFA" }.to_owned(),
            message.body.text.clone(),
            facts.join(" | "),
        ];
        writer.write_record(record.iter().map(|field| harmless(field))).map_err(|error| broken(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(&error))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}

/// A field that begins like a formula would be run by a spreadsheet.
fn harmless(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() }
}

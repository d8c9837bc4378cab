//! `alfa history`.

use super::alerts::open_store;
use super::arguments::{History, HistoryAction};
use super::{Done, print};
use crate::clock::SystemClock;
use crate::store::Store;
use alfa_copilot::{Clock, Conversations, Problem};
use alfa_domain::{Conversation, Message, Role};

/// Conversations in a list, and places in a search.
const LISTED: usize = 20;

pub(super) async fn run(arguments: History) -> Done {
    let (store, clock) = open_store()?;
    match arguments.action.unwrap_or(HistoryAction::List) {
        HistoryAction::List => {
            let conversations = store.conversations(0, LISTED).await?;
            if conversations.is_empty() {
                print::error_line("Ainda não há conversas.");
            }
            for summary in conversations {
                let c = &summary.conversation;
                print::out(&format!("{}  {}  {} ({} mensagens)", short(c), when(c, &clock), c.title, summary.messages));
            }
        }
        HistoryAction::Show { id } => {
            let conversation = find(&store, &id).await?;
            for message in store.messages(conversation.id, 1_000).await? {
                show(&message, &clock);
            }
        }
        HistoryAction::Search { words } => {
            let found = store.search(&words.join(" "), LISTED).await?;
            if found.is_empty() {
                print::error_line("Nada encontrado.");
            }
            for place in found {
                print::out(&format!("{}  {}", tail(&place.message.conversation.to_string()), place.excerpt));
            }
        }
        HistoryAction::Export => {
            let all = store.export(None).await?;
            print::out(&serde_json::to_string_pretty(&all).unwrap_or_default());
        }
        HistoryAction::Delete { id: Some(id), .. } => {
            let conversation = find(&store, &id).await?;
            store.delete_conversation(conversation.id, clock.now()).await?;
            print::out(&format!("Apagada: {}", conversation.title));
        }
        HistoryAction::Delete { id: None, .. } => {
            let deleted = store.delete_history(clock.now()).await?;
            print::out(&format!("Conversas apagadas: {deleted}"));
        }
    }
    Ok(())
}

fn show(message: &Message, clock: &SystemClock) {
    let who = match message.role {
        Role::User => "Você",
        Role::Assistant => "ALFA",
    };
    let at = message.created_at.with_timezone(&clock.zone()).format("%d/%m/%Y %H:%M");
    print::out(&format!("[{at}] {who}: {}", message.body.text));
    for fact in message.body.facts.iter().filter(|fact| fact.source != "você") {
        print::out(&format!("    {} = {} {} ({})", fact.name, fact.value.normalize(), fact.unit, fact.source));
    }
}

async fn find(store: &Store, id: &str) -> Result<Conversation, Problem> {
    let mut found: Vec<Conversation> = store
        .conversations(0, usize::MAX)
        .await?
        .into_iter()
        .map(|summary| summary.conversation)
        .filter(|c| short(c).starts_with(id) || c.id.to_string().starts_with(id))
        .collect();
    match (found.pop(), found.is_empty()) {
        (Some(conversation), true) if !id.is_empty() => Ok(conversation),
        (Some(_), _) => Err(Problem::new(
            "ambiguous_id",
            format!("“{id}” serve para mais de uma conversa."),
            "Escreva mais do identificador.",
        )),
        (None, _) => Err(Problem::new(
            "no_such_conversation",
            format!("Não há conversa “{id}”."),
            "Veja os identificadores com “alfa history”.",
        )),
    }
}

/// The end of the identifier: its beginning is the time, which conversations of one hour share.
fn short(conversation: &Conversation) -> String {
    tail(&conversation.id.to_string())
}

fn tail(id: &str) -> String {
    id.chars().skip(id.len().saturating_sub(8)).collect()
}

fn when(conversation: &Conversation, clock: &SystemClock) -> String {
    conversation.updated_at.with_timezone(&clock.zone()).format("%d/%m/%Y %H:%M").to_string()
}

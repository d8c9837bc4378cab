//! One process, undamaged data.

use crate::roles::block_on;
use crate::samples::{alert, at, conversation_id, random, schedule, trade, turn};
use alfa_copilot::{Alerts, Conversations, Portfolio, Schedules, StoreError, Watchlist};
use alfa_desktop::store::{Stage, Store, Usage};
use alfa_domain::{AlertState, ConversationId};
use std::path::Path;

pub fn open(folder: &Path) -> Store {
    let opened = Store::open(&folder.join("alfa.db"), at(0)).unwrap();
    assert_eq!(opened.rebuilt, None);
    opened.store
}

#[test]
fn a_turn_reads_back_as_it_was_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let turn = turn(1, 1, "qual o preço do bitcoin?", "O Bitcoin está em R$ 512.340,55.");
    block_on(open(folder.path()).record(&turn)).unwrap();
    // Another start reads the same.
    let store = open(folder.path());
    block_on(async {
        assert_eq!(store.latest().await.unwrap(), Some(turn.conversation.clone()));
        assert_eq!(store.dialogue(turn.conversation.id).await.unwrap(), Some(turn.dialogue.clone()));
        assert_eq!(store.messages(turn.conversation.id, 10).await.unwrap(), turn.messages);
        assert_eq!(store.tool_calls(turn.messages[1].id).await.unwrap(), turn.tool_calls);
    });
}

#[test]
fn a_turn_is_stored_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut broken = turn(1, 1, "pergunta", "resposta");
    broken.messages[1].conversation = ConversationId::new(at(0), random(999));
    block_on(async {
        assert!(matches!(store.record(&broken).await, Err(StoreError::Other(_))));
        assert_eq!(store.latest().await.unwrap(), None);
        assert_eq!(store.search("pergunta", 10).await.unwrap(), vec![]);
    });
}

#[test]
fn recording_a_turn_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let turn = turn(1, 1, "pergunta", "resposta");
    block_on(async {
        store.record(&turn).await.unwrap();
        store.record(&turn).await.unwrap();
        assert_eq!(store.messages(turn.conversation.id, 10).await.unwrap(), turn.messages);
        assert_eq!(store.tool_calls(turn.messages[1].id).await.unwrap(), turn.tool_calls);
        assert_eq!(store.search("resposta", 10).await.unwrap().len(), 1);
    });
}

#[test]
fn messages_come_by_the_order_they_were_said_in_whatever_the_clock_did() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let (late, early) = (turn(1, 50, "primeira", "um"), turn(1, 3, "segunda", "dois"));
    block_on(async {
        store.record(&late).await.unwrap();
        store.record(&early).await.unwrap();
        let texts = |limit| {
            let store = store.clone();
            async move {
                let messages = store.messages(conversation_id(1), limit).await.unwrap();
                messages.into_iter().map(|message| message.body.text).collect::<Vec<_>>()
            }
        };
        assert_eq!(texts(10).await, ["primeira", "um", "segunda", "dois"]);
        assert_eq!(texts(3).await, ["um", "segunda", "dois"]);
    });
}

#[test]
fn search_finds_words_whatever_their_accents_and_any_text_is_a_search() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        store.record(&turn(1, 1, "qual o PREÇO do bitcoin?", "O Bitcoin está em R$ 512.340,55.")).await.unwrap();
        store.record(&turn(2, 2, "e a cotação da solana", "A Solana está em R$ 800,00.")).await.unwrap();
        let found = store.search("preco bitc", 10).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.body.text, "qual o PREÇO do bitcoin?");
        assert_eq!(found[0].excerpt, "qual o [PREÇO] do [bitcoin]?");
        let newest_first = store.search("está em", 10).await.unwrap();
        let conversations: Vec<_> = newest_first.iter().map(|found| found.message.conversation).collect();
        assert_eq!(conversations, [conversation_id(2), conversation_id(1)]);
        assert_eq!(store.search("está em", 1).await.unwrap().len(), 1);
        for odd in
            ["", "   ", "\"", "NOT", "AND OR", "a* OR b", "text:x", "(", "'; DROP TABLE message; --", "\u{0}", "🙂"]
        {
            assert!(store.search(odd, 10).await.is_ok(), "{odd}");
        }
    });
}

#[test]
fn a_deleted_conversation_leaves_no_word_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        let mut secret = turn(1, 1, "tenho jabuticabas guardadas", "são jabuticabas");
        secret.tool_calls[0].arguments = r#"{"jabuticabas":1}"#.into();
        secret.dialogue = "\"jabuticabas\"".into();
        secret.conversation.title = "jabuticabas".into();
        store.record(&secret).await.unwrap();
        store.record(&turn(2, 2, "outra coisa", "resposta")).await.unwrap();
        assert!(store.delete_conversation(conversation_id(1), at(9)).await.unwrap());
        assert!(!store.delete_conversation(conversation_id(1), at(9)).await.unwrap());
        assert_eq!(store.conversation(conversation_id(1)).await.unwrap(), None);
        assert_eq!(store.messages(conversation_id(1), 10).await.unwrap(), vec![]);
        assert_eq!(store.search("jabuticabas", 10).await.unwrap(), vec![]);
        assert_eq!(store.latest().await.unwrap().unwrap().id, conversation_id(2));
    });
    drop(store);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"jabuticabas"));
    }
}

#[test]
fn history_lists_exports_and_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        for number in 1..=5 {
            store.record(&turn(number, number, "pergunta", "resposta")).await.unwrap();
        }
        store.record(&turn(2, 9, "mais", "ainda")).await.unwrap();
        let listed = store.conversations(0, 3).await.unwrap();
        let ids: Vec<ConversationId> = listed.iter().map(|summary| summary.conversation.id).collect();
        assert_eq!(ids, [2, 5, 4].map(conversation_id));
        assert_eq!(listed.iter().map(|summary| summary.messages).collect::<Vec<_>>(), [4, 2, 2]);
        assert_eq!(store.conversations(3, 10).await.unwrap().len(), 2);

        let exported = store.export(None).await.unwrap();
        assert_eq!(exported.len(), 5);
        assert_eq!(exported[1].messages.len(), 4);
        assert_eq!(exported[1].tool_calls.len(), 2);
        assert_eq!(store.export(Some(at(1))).await.unwrap().len(), 0);

        assert_eq!(store.delete_history(at(99)).await.unwrap(), 5);
        assert_eq!(store.export(None).await.unwrap(), vec![]);
        assert_eq!(store.latest().await.unwrap(), None);
    });
}

#[test]
fn latency_figures_are_nearest_ranks_of_what_was_stored() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        assert_eq!(store.latency(None).await.unwrap(), vec![]);
        for number in 1..=20 {
            store.record(&turn(1, number, "p", "r")).await.unwrap();
        }
        let figures = store.latency(None).await.unwrap();
        let first_audio = figures.iter().find(|figure| figure.stage == Stage::FirstAudio).unwrap();
        assert_eq!((first_audio.turns, first_audio.p50, first_audio.p95), (20, 210.0, 219.0));
        assert!(figures.iter().all(|figure| figure.stage != Stage::Load), "a stage that was never timed has no figure");
        let later = store.latency(Some(at(20_000))).await.unwrap();
        assert!(later.iter().all(|figure| figure.turns == 1));
    });
}

#[test]
fn alerts_change_and_a_deleted_one_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        let (one, two) = (alert(1), alert(2));
        store.put_alert(&two).await.unwrap();
        store.put_alert(&one).await.unwrap();
        assert_eq!(store.alerts().await.unwrap(), [one.clone(), two.clone()]);
        let mut fired = one.clone();
        fired.state = AlertState::Fired;
        fired.window = None;
        fired.version = 2;
        store.put_alert(&fired).await.unwrap();
        assert_eq!(store.alerts().await.unwrap(), [fired.clone(), two.clone()]);
        store.delete_alerts(&[one.id, alert(77).id], at(5)).await.unwrap();
        store.put_alert(&fired).await.unwrap();
        assert_eq!(store.alerts().await.unwrap(), [two]);
    });
}

#[test]
fn watchlist_portfolio_and_schedules_keep_what_they_are_given() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        let [btc, eth] = ["BTC", "ETH"].map(|ticker| ticker.parse().unwrap());
        assert!(store.watch(&btc, at(9)).await.unwrap());
        assert!(store.watch(&eth, at(1)).await.unwrap());
        assert!(!store.watch(&btc, at(10)).await.unwrap());
        assert_eq!(store.watched().await.unwrap(), [btc.clone(), eth.clone()]);
        assert!(store.unwatch(&btc, at(11)).await.unwrap());
        assert!(!store.unwatch(&btc, at(12)).await.unwrap());
        assert!(store.watch(&btc, at(13)).await.unwrap());
        assert_eq!(store.watched().await.unwrap(), [eth, btc]);

        let (late, early) = (trade(1, 500), trade(2, 100));
        store.add_trade(&late).await.unwrap();
        store.add_trade(&early).await.unwrap();
        store.add_trade(&early).await.unwrap();
        assert_eq!(store.trades().await.unwrap(), [early.clone(), late.clone()]);
        store.delete_trades(&[early.id], at(600)).await.unwrap();
        assert_eq!(store.trades().await.unwrap(), [late]);

        store.put_schedule(&schedule(1)).await.unwrap();
        store.put_schedule(&schedule(2)).await.unwrap();
        assert_eq!(store.schedules().await.unwrap(), [schedule(1), schedule(2)]);
        store.delete_schedules(&[schedule(1).id], at(5)).await.unwrap();
        assert_eq!(store.schedules().await.unwrap(), [schedule(2)]);
    });
}

#[test]
fn costs_add_up_exactly_and_small_values_are_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(async {
        for millis in [0, 1_000, 2_000] {
            let usage = Usage {
                service: "openai:gpt".into(),
                input_tokens: 1_200,
                output_tokens: 80,
                cost_usd: "0.1".parse().unwrap(),
                at: at(millis),
            };
            store.add_usage(&usage).await.unwrap();
        }
        assert_eq!(store.spent_since(at(0)).await.unwrap(), "0.3".parse().unwrap());
        assert_eq!(store.spent_since(at(1_001)).await.unwrap(), "0.1".parse().unwrap());
        assert_eq!(store.remembered("x").await.unwrap(), None);
        store.remember("x", "1").await.unwrap();
        store.remember("x", "2").await.unwrap();
        assert_eq!(store.remembered("x").await.unwrap().as_deref(), Some("2"));
        store.forget("x").await.unwrap();
        assert_eq!(store.remembered("x").await.unwrap(), None);
    });
}

#[cfg(unix)]
#[test]
fn only_this_user_can_read_the_data() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    block_on(store.remember("x", "1")).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.path());
    }
}

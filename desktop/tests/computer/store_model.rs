//! Any sequence of operations, with restarts in between, leaves what a plain model in memory has.

use crate::roles::block_on;
use crate::samples::{alert, at, conversation_id, schedule, trade, turn};
use crate::store::open;
use alfa_copilot::{Alerts, Conversations, Portfolio, Schedules, TurnRecord, Watchlist};
use alfa_desktop::store::Store;
use alfa_domain::{Alert, AlertState, Schedule, Ticker, Trade};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
enum Step {
    Say { conversation: u64, words: String },
    DeleteConversation(u64),
    PutAlert { number: u64, paused: bool },
    DeleteAlerts(Vec<u64>),
    Watch(usize),
    Unwatch(usize),
    Trade { number: u64, millis: i64 },
    PutSchedule(u64),
    DeleteSchedules(Vec<u64>),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let few = || prop::collection::vec(0_u64..5, 0..3);
    prop_oneof![
        4 => (0_u64..4, "[a-zçãé\"'%* ]{0,12}").prop_map(|(conversation, words)| Step::Say { conversation, words }),
        1 => (0_u64..4).prop_map(Step::DeleteConversation),
        3 => (0_u64..5, any::<bool>()).prop_map(|(number, paused)| Step::PutAlert { number, paused }),
        1 => few().prop_map(Step::DeleteAlerts),
        2 => (0_usize..4).prop_map(Step::Watch),
        1 => (0_usize..4).prop_map(Step::Unwatch),
        2 => (0_u64..20, 0_i64..100).prop_map(|(number, millis)| Step::Trade { number, millis }),
        2 => (0_u64..5).prop_map(Step::PutSchedule),
        1 => few().prop_map(Step::DeleteSchedules),
        1 => Just(Step::Restart),
    ]
}

#[derive(Default)]
struct Model {
    said: u64,
    turns: BTreeMap<u64, Vec<TurnRecord>>,
    /// Conversations by the order they were first said in, for ties.
    begun: Vec<u64>,
    alerts: BTreeMap<u64, Alert>,
    dead_alerts: BTreeSet<u64>,
    watched: Vec<Ticker>,
    trades: Vec<Trade>,
    schedules: BTreeMap<u64, Schedule>,
    dead_schedules: BTreeSet<u64>,
}

fn ticker(number: usize) -> Ticker {
    ["BTC", "ETH", "SOL", "1INCH"][number].parse().unwrap()
}

impl Model {
    async fn apply(&mut self, step: &Step, store: &Store) {
        match step {
            Step::Say { conversation, words } => {
                self.said += 1;
                let turn = turn(*conversation, self.said, words, &format!("resposta a {words}"));
                store.record(&turn).await.unwrap();
                self.turns.entry(*conversation).or_default().push(turn);
                if !self.begun.contains(conversation) {
                    self.begun.push(*conversation);
                }
            }
            Step::DeleteConversation(number) => {
                let there = self.turns.remove(number).is_some();
                assert_eq!(store.delete_conversation(conversation_id(*number), at(0)).await.unwrap(), there);
            }
            Step::PutAlert { number, paused } => {
                let mut alert = alert(*number);
                alert.state = if *paused { AlertState::Paused } else { AlertState::Active };
                store.put_alert(&alert).await.unwrap();
                if !self.dead_alerts.contains(number) {
                    self.alerts.insert(*number, alert);
                }
            }
            Step::DeleteAlerts(numbers) => {
                let ids: Vec<_> = numbers.iter().map(|number| alert(*number).id).collect();
                store.delete_alerts(&ids, at(0)).await.unwrap();
                for number in numbers {
                    if self.alerts.remove(number).is_some() {
                        self.dead_alerts.insert(*number);
                    }
                }
            }
            Step::Watch(number) => {
                let new = !self.watched.contains(&ticker(*number));
                assert_eq!(store.watch(&ticker(*number), at(0)).await.unwrap(), new);
                if new {
                    self.watched.push(ticker(*number));
                }
            }
            Step::Unwatch(number) => {
                let there = self.watched.contains(&ticker(*number));
                assert_eq!(store.unwatch(&ticker(*number), at(0)).await.unwrap(), there);
                self.watched.retain(|coin| *coin != ticker(*number));
            }
            Step::Trade { number, millis } => {
                let trade = trade(*number, *millis);
                store.add_trade(&trade).await.unwrap();
                if self.trades.iter().all(|known| known.id != trade.id) {
                    self.trades.push(trade);
                    self.trades.sort_by_key(|trade| trade.at);
                }
            }
            Step::PutSchedule(number) => {
                store.put_schedule(&schedule(*number)).await.unwrap();
                if !self.dead_schedules.contains(number) {
                    self.schedules.insert(*number, schedule(*number));
                }
            }
            Step::DeleteSchedules(numbers) => {
                let ids: Vec<_> = numbers.iter().map(|number| schedule(*number).id).collect();
                store.delete_schedules(&ids, at(0)).await.unwrap();
                for number in numbers {
                    if self.schedules.remove(number).is_some() {
                        self.dead_schedules.insert(*number);
                    }
                }
            }
            Step::Restart => {}
        }
    }

    async fn compare(&self, store: &Store) {
        assert_eq!(store.alerts().await.unwrap(), self.alerts.values().cloned().collect::<Vec<_>>());
        assert_eq!(store.watched().await.unwrap(), self.watched);
        assert_eq!(store.trades().await.unwrap(), self.trades);
        assert_eq!(store.schedules().await.unwrap(), self.schedules.values().cloned().collect::<Vec<_>>());
        let newest =
            self.turns.values().filter_map(|turns| turns.last()).max_by_key(|turn| turn.conversation.updated_at);
        assert_eq!(store.latest().await.unwrap(), newest.map(|turn| turn.conversation.clone()));
        for number in 0..4 {
            let turns = self.turns.get(&number).map(Vec::as_slice).unwrap_or_default();
            let messages: Vec<_> = turns.iter().flat_map(|turn| turn.messages.clone()).collect();
            assert_eq!(store.messages(conversation_id(number), 1_000).await.unwrap(), messages);
            let dialogue = turns.last().map(|turn| turn.dialogue.clone());
            assert_eq!(store.dialogue(conversation_id(number)).await.unwrap(), dialogue);
        }
        let all: usize = self.turns.values().map(Vec::len).sum();
        assert_eq!(store.search("resposta", 1_000).await.unwrap().len(), all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_store_is_its_model(steps in prop::collection::vec(step(), 1..40)) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Some(open(folder.path()));
        let mut model = Model::default();
        block_on(async {
            for step in &steps {
                model.apply(step, store.as_ref().unwrap()).await;
                if matches!(step, Step::Restart) {
                    drop(store.take());
                    store = Some(open(folder.path()));
                    model.compare(store.as_ref().unwrap()).await;
                }
            }
            model.compare(store.as_ref().unwrap()).await;
        });
    }
}

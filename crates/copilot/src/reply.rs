//! A question in words to an answer: understanding, doubts and confirmations, the tools, and the agent where there is one.

use crate::agent::{Agent, ToolOutcome, ToolRunner};
use crate::tools::{Around, Refusal, Toolbox};
use crate::{Answer, Dialogue, Problem};
use alfa_domain::Fact;
use alfa_language::{Doubt, Intent, Language, Understood};
use async_trait::async_trait;
use chrono::DateTime;
use chrono_tz::Tz;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// One tool call of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolTrace {
    /// The tool's name: that of its intent.
    pub tool: String,
    /// Its arguments: the understood request as JSON.
    pub arguments: String,
    /// What it returned.
    pub facts: Vec<Fact>,
    /// Its failure's code.
    pub problem: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: f64,
}

/// What a question got.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Intent and slots.
    pub understood: Understood,
    /// What is shown and said.
    pub answer: Answer,
    /// Why it could not, if it could not; the answer says it too.
    pub problem: Option<Problem>,
    /// The tools that were called.
    pub tools: Vec<ToolTrace>,
    /// Who answered: "intents" or "llm:MODEL".
    pub engine: String,
    /// Text to meaning, in milliseconds.
    pub understand_ms: f64,
    /// The tools, in milliseconds.
    pub tools_ms: f64,
    /// Facts to sentences, in milliseconds; of a language model all that it took beside its tools.
    pub answer_ms: f64,
}

/// Turns questions into answers.
#[derive(Clone)]
pub struct Responder {
    language: Arc<Language>,
    tools: Toolbox,
    agent: Option<Arc<Agent>>,
}

/// Milliseconds since a moment.
pub(crate) fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

impl Responder {
    /// A responder without an LLM.
    pub fn new(language: Arc<Language>, tools: Toolbox) -> Self {
        Self { language, tools, agent: None }
    }

    /// The same with an LLM that answers first.
    #[must_use]
    pub fn with_agent(mut self, agent: Option<Arc<Agent>>) -> Self {
        self.agent = agent;
        self
    }

    /// The tools.
    pub fn tools(&self) -> &Toolbox {
        &self.tools
    }

    /// The LLM, where there is one.
    pub fn agent(&self) -> Option<&Agent> {
        self.agent.as_deref()
    }

    /// Understands a sentence on its own, without answering it.
    pub fn understand(&self, said: &str, dialogue: &Dialogue) -> alfa_language::Understanding {
        let now = self.tools.words_now().with_timezone(&self.tools.zone());
        self.language.understand(said, now, &dialogue.context)
    }

    /// Answers a sentence; `dialogue` is what the next one leans on afterwards.
    pub async fn reply(&self, said: &str, dialogue: &mut Dialogue, cancel: &CancellationToken) -> Reply {
        let begun = Instant::now();
        let understanding = self.understand(said, dialogue);
        let understand_ms = millis(begun);
        let mut reply = self.decide(said, &understanding, dialogue, cancel).await;
        reply.understand_ms = understand_ms;
        remember(&reply, dialogue);
        reply
    }

    async fn decide(
        &self,
        said: &str,
        understanding: &alfa_language::Understanding,
        dialogue: &mut Dialogue,
        cancel: &CancellationToken,
    ) -> Reply {
        let request = &understanding.understood;
        match request.intent {
            Intent::Confirm => {
                return match dialogue.settle() {
                    Some(pending) => {
                        let mut reply = self.call(said, &pending, dialogue, true).await;
                        reply.understood = request.clone();
                        reply
                    }
                    None => self.call(said, request, dialogue, false).await,
                };
            }
            Intent::Deny | Intent::Stop => {
                dialogue.settle();
                return self.call(said, request, dialogue, false).await;
            }
            _ => {}
        }
        if let Some(doubt) = &understanding.doubt {
            return self.ask_back(request, doubt, dialogue);
        }
        dialogue.settle();
        if let Some(agent) = self.agent.as_ref().filter(|_| wants_agent(request.intent)) {
            let runner = AgentTools::new(self, said, dialogue);
            let asked = Instant::now();
            match agent.answer(said, dialogue, &runner, cancel).await {
                Ok(answered) => {
                    let traces = runner.traces();
                    let tools_ms = traces.iter().map(|trace| trace.millis).sum();
                    if let Some(pending) = runner.pending() {
                        dialogue.wait_for(pending, None);
                    }
                    return Reply {
                        understood: request.clone(),
                        answer: answered.answer,
                        problem: None,
                        tools: traces,
                        engine: answered.engine,
                        understand_ms: 0.0,
                        tools_ms,
                        answer_ms: (millis(asked) - tools_ms).max(0.0),
                    };
                }
                Err(error) => {
                    tracing::warn!(%error, "the agent did not answer; the intent engine does");
                    // a tool that changed something must not run a second time
                    if let Some(answer) = runner.changed() {
                        return self.finished(request, answer, runner.traces());
                    }
                }
            }
        }
        self.call(said, request, dialogue, false).await
    }

    /// Runs the tool of a request and makes the reply of it.
    async fn call(&self, said: &str, request: &Understood, dialogue: &mut Dialogue, confirmed: bool) -> Reply {
        let begun = Instant::now();
        let result = self.tools.run(request, Around { said, dialogue, confirmed }).await;
        let millis = millis(begun);
        let (answer, problem) = match result {
            Ok(answer) => (answer, None),
            Err(Refusal::Confirm(question)) => {
                dialogue.wait_for(request.clone(), None);
                (question, None)
            }
            Err(Refusal::Problem(problem)) => (self.spoken_problem(&problem), Some(problem)),
        };
        let trace = trace(request, &answer, problem.as_ref(), millis);
        let mut reply = self.finished(request, answer, vec![trace]);
        reply.problem = problem;
        reply.tools_ms = millis;
        reply
    }

    fn finished(&self, request: &Understood, answer: Answer, tools: Vec<ToolTrace>) -> Reply {
        Reply {
            understood: request.clone(),
            answer,
            problem: None,
            tools_ms: tools.iter().map(|trace| trace.millis).sum(),
            tools,
            engine: "intents".to_owned(),
            understand_ms: 0.0,
            answer_ms: 0.0,
        }
    }

    /// A problem as an answer, so that it is heard too.
    pub(crate) fn spoken_problem(&self, problem: &Problem) -> Answer {
        self.tools.problem_words(problem)
    }

    /// Asks for what is missing or unsure before anything is done.
    fn ask_back(&self, request: &Understood, doubt: &Doubt, dialogue: &mut Dialogue) -> Reply {
        let mut composer = self.tools.composer();
        let mut problem = None;
        match doubt {
            Doubt::WeakCoin { coin, .. } => {
                composer.say("Você quis dizer ").coin(coin).say("? Diga sim ou não.");
            }
            Doubt::CutShort => {
                composer.say("A frase chegou cortada no valor. Qual é o valor?");
            }
            Doubt::MissingCoin => {
                composer.say("De qual moeda?");
            }
            Doubt::MissingSecondCoin => {
                composer.say("Comparar com qual outra moeda?");
            }
            Doubt::MissingAmount => {
                composer.say("De quanto?");
            }
            Doubt::MissingCondition => {
                composer.say("Quando devo avisar? Diga, por exemplo: quando passar de quinhentos mil reais.");
            }
            Doubt::UnknownCoin { heard } => {
                let unknown = Problem::new(
                    "unknown_coin",
                    format!("Não conheço a moeda “{heard}”."),
                    "Diga o nome ou a sigla de outro jeito.",
                );
                composer.read(&unknown.sentence());
                problem = Some(unknown);
            }
            Doubt::AbsurdAmount => {
                let absurd = crate::tools::absurd_amount();
                composer.read(&absurd.sentence());
                problem = Some(absurd);
            }
        }
        if problem.is_none() {
            dialogue.wait_for(request.clone(), Some(doubt.clone()));
        } else {
            dialogue.settle();
        }
        let mut reply = self.finished(request, composer.finish(), Vec::new());
        reply.problem = problem;
        reply
    }
}

/// Whether the LLM may answer: what moves the dialogue itself is always ALFA's own.
fn wants_agent(intent: Intent) -> bool {
    !matches!(
        intent,
        Intent::Repeat
            | Intent::Slower
            | Intent::Faster
            | Intent::Stop
            | Intent::Confirm
            | Intent::Deny
            | Intent::ExplainSource
            | Intent::AdviceRefuse
    )
}

/// Keeps what the next sentence may lean on.
fn remember(reply: &Reply, dialogue: &mut Dialogue) {
    let about_the_dialogue = matches!(
        reply.understood.intent,
        Intent::Repeat
            | Intent::Slower
            | Intent::Faster
            | Intent::Stop
            | Intent::Confirm
            | Intent::Deny
            | Intent::ExplainSource
            | Intent::Help
            | Intent::OutOfScope
    );
    if !about_the_dialogue && reply.problem.is_none() && dialogue.context.doubt.is_none() {
        dialogue.context.last = Some(reply.understood.clone());
    }
    if !matches!(reply.understood.intent, Intent::Repeat | Intent::Slower | Intent::Faster | Intent::Stop) {
        // the source of the last figures is asked after lists and confirmations too
        let has_figures =
            reply.answer.facts.iter().any(|fact| fact.source != crate::composer::SAID_BY_USER && fact.source != "ALFA");
        let keep_figures = dialogue.answer.as_ref().is_some_and(|answer| !answer.facts.is_empty()) && !has_figures;
        let facts = if keep_figures { dialogue.answer.take().map(|answer| answer.facts) } else { None };
        let mut answer = reply.answer.clone();
        answer.cards.clear();
        if let Some(facts) = facts {
            answer.facts = facts;
        }
        dialogue.answer = Some(answer);
    }
}

fn trace(request: &Understood, answer: &Answer, problem: Option<&Problem>, millis: f64) -> ToolTrace {
    let tool =
        serde_json::to_value(request.intent).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    ToolTrace {
        tool,
        arguments: serde_json::to_string(request).unwrap_or_default(),
        facts: answer.facts.clone(),
        problem: problem.map(|problem| problem.code.clone()),
        millis,
    }
}

/// The tools as the agent sees them in one turn.
struct AgentTools<'a> {
    responder: &'a Responder,
    said: &'a str,
    dialogue: &'a Dialogue,
    state: Mutex<AgentState>,
}

#[derive(Default)]
struct AgentState {
    traces: Vec<ToolTrace>,
    pending: Option<Understood>,
    changed: Option<Answer>,
}

impl<'a> AgentTools<'a> {
    fn new(responder: &'a Responder, said: &'a str, dialogue: &'a Dialogue) -> Self {
        Self { responder, said, dialogue, state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, AgentState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn traces(&self) -> Vec<ToolTrace> {
        self.state().traces.clone()
    }

    fn pending(&self) -> Option<Understood> {
        self.state().pending.clone()
    }

    /// The answer of a tool that changed the user's data.
    fn changed(&self) -> Option<Answer> {
        self.state().changed.clone()
    }
}

#[async_trait]
impl ToolRunner for AgentTools<'_> {
    async fn run(&self, request: &Understood) -> ToolOutcome {
        let begun = Instant::now();
        let around = Around { said: self.said, dialogue: self.dialogue, confirmed: false };
        let result = self.responder.tools.run(request, around).await;
        let millis = millis(begun);
        let mut state = self.state();
        let outcome = match result {
            Ok(answer) => {
                if changes_data(request.intent) {
                    state.changed = Some(answer.clone());
                }
                ToolOutcome { answer, problem: None, needs_confirmation: false }
            }
            Err(Refusal::Confirm(answer)) => {
                state.pending = Some(request.clone());
                ToolOutcome { answer, problem: None, needs_confirmation: true }
            }
            Err(Refusal::Problem(problem)) => ToolOutcome {
                answer: self.responder.spoken_problem(&problem),
                problem: Some(problem),
                needs_confirmation: false,
            },
        };
        state.traces.push(trace(request, &outcome.answer, outcome.problem.as_ref(), millis));
        outcome
    }

    fn now(&self) -> Option<DateTime<Tz>> {
        let tools = &self.responder.tools;
        Some(tools.words_now().with_timezone(&tools.zone()))
    }

    fn known_facts(&self) -> Vec<Fact> {
        self.dialogue.answer.as_ref().map(|answer| answer.facts.clone()).unwrap_or_default()
    }
}

fn changes_data(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::AlertCreate
            | Intent::AlertChange
            | Intent::AlertPause
            | Intent::AlertCancel
            | Intent::WatchAdd
            | Intent::WatchRemove
            | Intent::PortfolioBuy
            | Intent::PortfolioSell
            | Intent::Schedule
    )
}

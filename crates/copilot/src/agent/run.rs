//! The loop of one turn: the model asks for tools, gets what they return, and answers.

use super::check::Grounds;
use super::functions::{self, Refused};
use super::step::{Call, Said};
use super::words::{plain, spoken_text};
use super::{Agent, AgentAnswer, AgentError, ToolOutcome, ToolRunner, prompt};
use crate::{Answer, Dialogue};
use alfa_domain::Fact;
use alfa_language::Understood;
use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessage, ChatCompletionRequestUserMessage,
    ChatCompletionToolChoiceOption, CreateChatCompletionRequest, FunctionCall, ToolChoiceOptions,
};
use futures::future::join_all;

/// Calls of one step that are made; more is a model gone astray.
const MOST_CALLS: usize = 6;
/// Tools that run at a time.
const AT_A_TIME: usize = 4;
/// Characters of one tool's result.
const MOST_RESULT_CHARS: usize = 6_000;
/// Steps on top after invented numbers: the missing call and the answer.
const SECOND_CHANCE: u32 = 2;
/// Portuguese has about so many characters a token; a low guess overestimates the cost.
const CHARS_A_TOKEN: usize = 3;

/// What becomes of a call.
enum Plan {
    /// It is not made; the model is told why.
    Refuse(String),
    /// It was made before.
    Repeat(Understood),
    /// It is made.
    Make(Understood),
}

/// One turn.
pub(super) struct Turn<'a> {
    agent: &'a Agent,
    tools: &'a dyn ToolRunner,
    messages: Vec<ChatCompletionRequestMessage>,
    /// Characters of all messages.
    chars: usize,
    tokens: usize,
    grounds: Grounds,
    known: Vec<Fact>,
    /// Calls made, and what the model was told of them.
    made: Vec<(Understood, String)>,
    /// The last step asked for a call that was made before.
    repeated: bool,
    /// Facts and cards of the tools called.
    answer: Answer,
}

impl<'a> Turn<'a> {
    pub(super) fn new(agent: &'a Agent, question: &str, dialogue: &Dialogue, tools: &'a dyn ToolRunner) -> Self {
        let known = tools.known_facts();
        let before: Vec<&Understood> = dialogue.context.last.iter().chain(&dialogue.context.pending).collect();
        let mut system = prompt::system(tools.now());
        if let Some(state) = prompt::before(dialogue, &known) {
            system = format!("{system}\n\n{state}");
        }
        let mut turn = Self {
            agent,
            tools,
            messages: Vec::new(),
            chars: 0,
            tokens: 0,
            grounds: Grounds::new(question, &before, &known),
            known,
            made: Vec::new(),
            repeated: false,
            answer: Answer::default(),
        };
        turn.push(system.len(), ChatCompletionRequestSystemMessage::from(system));
        turn.push(question.len(), ChatCompletionRequestUserMessage::from(question));
        turn
    }

    fn push(&mut self, chars: usize, message: impl Into<ChatCompletionRequestMessage>) {
        self.chars += chars;
        self.messages.push(message.into());
    }

    /// Runs the turn to its answer.
    pub(super) async fn finish(mut self) -> Result<AgentAnswer, AgentError> {
        let mut allowed = self.agent.config.max_steps.max(1);
        let (mut steps, mut asked_again, mut idle) = (0, false, 0);
        loop {
            if steps == allowed {
                return Err(AgentError::Limit("steps"));
            }
            steps += 1;
            let said = self.step(steps == allowed).await?;
            if !said.calls.is_empty() {
                if steps == allowed {
                    return Err(AgentError::Limit("steps"));
                }
                let made = self.made.len();
                if let Some(question) = self.call(said).await {
                    return Ok(self.answered(question));
                }
                // once it is told that it repeats itself; a second time it would not stop
                idle = if self.made.len() == made && self.repeated { idle + 1 } else { 0 };
                if idle == 2 {
                    return Err(AgentError::Limit("repeated calls"));
                }
                continue;
            }
            let text = plain(&said.text);
            if !text.contains(char::is_alphanumeric) {
                return Err(AgentError::Service("an empty answer".to_owned()));
            }
            let invented = self.grounds.invented(&text);
            if invented.is_empty() {
                return Ok(self.say(text));
            }
            tracing::info!(
                numbers = invented.len(),
                again = !asked_again,
                "the model said numbers that no fact carries"
            );
            if asked_again {
                return Err(AgentError::InventedNumbers);
            }
            asked_again = true;
            allowed += SECOND_CHANCE;
            let told = prompt::invented(&invented);
            self.push(said.text.len(), ChatCompletionRequestAssistantMessage::from(said.text));
            self.push(told.len(), ChatCompletionRequestUserMessage::from(told));
        }
    }

    /// Asks the model once, within what the turn may still cost; in the last step it is asked for an answer, not for calls.
    async fn step(&mut self, last: bool) -> Result<Said, AgentError> {
        let config = &self.agent.config;
        if self.chars > config.max_input_chars {
            return Err(AgentError::Limit("input"));
        }
        let tools = functions::declarations();
        let schema = serde_json::to_string(&tools).map_or(0, |schema| schema.len());
        let reading = (self.chars + schema) / CHARS_A_TOKEN;
        if self.tokens + reading > usize::try_from(config.max_turn_tokens).unwrap_or(usize::MAX) {
            return Err(AgentError::Limit("cost"));
        }
        let request = CreateChatCompletionRequest {
            messages: self.messages.clone(),
            model: config.model.clone(),
            tools: Some(tools),
            tool_choice: last.then_some(ChatCompletionToolChoiceOption::Mode(ToolChoiceOptions::None)),
            max_completion_tokens: Some(config.max_output_tokens),
            ..CreateChatCompletionRequest::default()
        };
        let said = self.agent.model.step(request, config).await?;
        let written = said.text.len() + said.calls.iter().map(|call| call.arguments.len()).sum::<usize>();
        let estimate = reading + written / CHARS_A_TOKEN;
        self.tokens += said.tokens.and_then(|tokens| usize::try_from(tokens).ok()).unwrap_or(estimate);
        Ok(said)
    }

    /// Makes the calls of a step and tells the model what they returned. An answer that waits for the user's yes ends the turn.
    async fn call(&mut self, said: Said) -> Option<Answer> {
        let mut plans: Vec<Plan> = Vec::new();
        let mut planned: Vec<Understood> = Vec::new();
        for (index, call) in said.calls.iter().enumerate() {
            let plan = self.plan(call, index, &planned);
            if let Plan::Make(request) = &plan {
                planned.push(request.clone());
            }
            plans.push(plan);
        }
        self.repeated = plans.iter().any(|plan| matches!(plan, Plan::Repeat(_)));
        // questions run side by side, what changes data by itself and in its order
        let mut waiting: Vec<Understood> = Vec::new();
        for request in planned {
            let alone = functions::changes_data(request.intent);
            if alone || waiting.len() == AT_A_TIME {
                let batch = std::mem::take(&mut waiting);
                if let Some(question) = self.make(batch).await {
                    return Some(question);
                }
            }
            waiting.push(request);
            if alone {
                let batch = std::mem::take(&mut waiting);
                if let Some(question) = self.make(batch).await {
                    return Some(question);
                }
            }
        }
        if let Some(question) = self.make(waiting).await {
            return Some(question);
        }
        self.tell(said, plans);
        None
    }

    fn plan(&self, call: &Call, index: usize, planned: &[Understood]) -> Plan {
        if index >= MOST_CALLS {
            return Plan::Refuse("Chamadas demais de uma vez.".to_owned());
        }
        let request = match functions::read(&call.name, &call.arguments) {
            Ok(request) => request,
            Err(Refused(why)) => return Plan::Refuse(why),
        };
        if self.made.iter().any(|(made, _)| *made == request) || planned.contains(&request) {
            return Plan::Repeat(request);
        }
        if functions::changes_data(request.intent) && !self.grounds.said_by_user(&request) {
            return Plan::Refuse(
                "O usuário não disse esse valor. Use o valor que ele disse ou pergunte a ele.".to_owned(),
            );
        }
        Plan::Make(request)
    }

    /// Runs tools side by side and keeps what they return.
    async fn make(&mut self, requests: Vec<Understood>) -> Option<Answer> {
        let outcomes: Vec<ToolOutcome> = join_all(requests.iter().map(|request| self.tools.run(request))).await;
        let mut question = None;
        for (request, outcome) in requests.into_iter().zip(outcomes) {
            self.grounds.add_request(&request);
            self.grounds.add_facts(&outcome.answer.facts);
            let result = prompt::outcome(&outcome, MOST_RESULT_CHARS);
            self.made.push((request, result));
            if outcome.needs_confirmation {
                question.get_or_insert(outcome.answer);
                continue;
            }
            for fact in outcome.answer.facts {
                if !self.answer.facts.contains(&fact) {
                    self.answer.facts.push(fact);
                }
            }
            for card in outcome.answer.cards {
                if !self.answer.cards.contains(&card) {
                    self.answer.cards.push(card);
                }
            }
        }
        question
    }

    /// The model's calls and their results, as the protocol repeats them to the model.
    fn tell(&mut self, said: Said, plans: Vec<Plan>) {
        let calls: Vec<ChatCompletionMessageToolCall> = said
            .calls
            .iter()
            .map(|call| {
                // servers that read the arguments again fail on what is no object
                let readable =
                    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&call.arguments).is_ok();
                let arguments = if readable { call.arguments.clone() } else { "{}".to_owned() };
                ChatCompletionMessageToolCall {
                    id: call.id.clone(),
                    function: FunctionCall { name: call.name.clone(), arguments },
                }
            })
            .collect();
        let size = calls.iter().map(|call| call.function.arguments.len() + call.function.name.len()).sum();
        let message = ChatCompletionRequestAssistantMessage {
            tool_calls: Some(calls.into_iter().map(Into::into).collect()),
            ..ChatCompletionRequestAssistantMessage::default()
        };
        self.push(size, message);
        for (call, plan) in said.calls.into_iter().zip(plans) {
            let result = |request: &Understood| {
                self.made.iter().find(|(made, _)| made == request).map(|(_, result)| result.clone()).unwrap_or_default()
            };
            let content = match plan {
                Plan::Refuse(why) => prompt::refused(&why),
                Plan::Make(request) => result(&request),
                Plan::Repeat(request) => prompt::repeated(&result(&request)),
            };
            self.push(
                content.len(),
                ChatCompletionRequestToolMessage { content: content.into(), tool_call_id: call.id },
            );
        }
    }

    /// The reply with the facts it rests on.
    fn say(mut self, text: String) -> AgentAnswer {
        let mut answer = std::mem::take(&mut self.answer);
        for fact in self.grounds.resting(&text, &self.known) {
            if !answer.facts.contains(&fact) {
                answer.facts.push(fact);
            }
        }
        answer.spoken = spoken_text(&text);
        answer.text = text;
        self.answered(answer)
    }

    fn answered(&self, answer: Answer) -> AgentAnswer {
        AgentAnswer { answer, engine: format!("llm:{}", self.agent.config.model) }
    }
}

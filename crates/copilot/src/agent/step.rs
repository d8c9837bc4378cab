//! One step of the model: a request out, its text or its function calls back, as they are streamed.

use super::{AgentConfig, AgentError};
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::types::chat::{
    ChatCompletionMessageToolCallChunk, ChatCompletionMessageToolCalls, ChatCompletionStreamOptions,
    CreateChatCompletionRequest, CreateChatCompletionResponse, CreateChatCompletionStreamResponse, FinishReason,
};
use futures::StreamExt;
use secrecy::ExposeSecret;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A function call as the model wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) arguments: String,
}

/// What one step gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) calls: Vec<Call>,
    /// Tokens read and written, if the server told.
    pub(super) tokens: Option<u32>,
}

/// After the last piece only the count of tokens may follow; it is not worth a long wait.
const AFTER_THE_END: Duration = Duration::from_millis(300);

/// A model behind its server.
#[derive(Debug)]
pub(super) struct Model {
    client: Client<OpenAIConfig>,
    /// The key can be sent at all.
    sendable: bool,
    /// The server was seen to answer a request for a stream with something else.
    whole: AtomicBool,
}

impl Model {
    pub(super) fn new(config: &AgentConfig) -> Self {
        let key = config.api_key.as_ref().map(|key| key.expose_secret().trim()).unwrap_or_default();
        let sendable = key.bytes().all(|byte| byte.is_ascii_graphic());
        // every field is set, so that nothing is taken from the environment
        let client = OpenAIConfig::new()
            .with_api_base(config.base_url.trim().trim_end_matches('/'))
            .with_api_key(if sendable { key } else { "" })
            .with_org_id("")
            .with_project_id("");
        Self { client: Client::with_config(client), sendable, whole: AtomicBool::new(false) }
    }

    /// Asks the model once.
    pub(super) async fn step(
        &self,
        mut request: CreateChatCompletionRequest,
        config: &AgentConfig,
    ) -> Result<Said, AgentError> {
        if !self.sendable {
            return Err(AgentError::Service("the key has characters that cannot be sent".to_owned()));
        }
        let mut listening = Listening::new(config);
        if !self.whole.load(Ordering::Relaxed) {
            request.stream_options =
                Some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None });
            if self.stream(request.clone(), &mut listening).await? {
                return listening.finish();
            }
            request.stream = None;
            request.stream_options = None;
        }
        let answer = listening.within(self.client.chat().create(request)).await?.map_err(|error| service(&error))?;
        // only now it is known that the server answers, but not in a stream
        self.whole.store(true, Ordering::Relaxed);
        listening.take_whole(answer);
        listening.finish()
    }

    /// Listens to a stream; `false` if the server sent no event at all, as one does that does not know streams.
    async fn stream(
        &self,
        request: CreateChatCompletionRequest,
        listening: &mut Listening<'_>,
    ) -> Result<bool, AgentError> {
        let mut stream =
            listening.within(self.client.chat().create_stream(request)).await?.map_err(|error| service(&error))?;
        let mut events = false;
        loop {
            let event = match listening.within(stream.next()).await {
                Ok(event) => event,
                Err(_) if listening.finished.is_some() => return Ok(true),
                Err(silent) => return Err(silent),
            };
            match event {
                Some(Ok(chunk)) => {
                    events = true;
                    listening.take(chunk)?;
                }
                Some(Err(_)) | None if listening.finished.is_some() => return Ok(true),
                Some(Err(error)) => return Err(service(&error)),
                None if events => return Err(AgentError::Service("the answer broke off".to_owned())),
                None => return Ok(false),
            }
        }
    }
}

/// What has been heard of a step, and since when nothing has.
struct Listening<'a> {
    config: &'a AgentConfig,
    heard: Instant,
    said: Said,
    /// The server's number of each call; some number all of them 0 and tell them apart by their ids.
    indexes: Vec<u32>,
    finished: Option<FinishReason>,
}

impl<'a> Listening<'a> {
    fn new(config: &'a AgentConfig) -> Self {
        Self { config, heard: Instant::now(), said: Said::default(), indexes: Vec::new(), finished: None }
    }

    /// Waits for something as long as silence may last.
    async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, AgentError> {
        let silence = self.config.silence;
        let patience = if self.finished.is_some() { silence.min(AFTER_THE_END) } else { silence };
        timeout_at(self.heard + patience, work)
            .await
            .map_err(|_| AgentError::Silent(u64::try_from(silence.as_millis()).unwrap_or(u64::MAX)))
    }

    fn take(&mut self, chunk: CreateChatCompletionStreamResponse) -> Result<(), AgentError> {
        if let Some(usage) = chunk.usage {
            self.said.tokens = Some(usage.total_tokens);
        }
        for choice in chunk.choices.into_iter().filter(|choice| choice.index == 0) {
            if let Some(text) = choice.delta.content.filter(|text| !text.is_empty()) {
                self.said.text.push_str(&text);
                self.heard = Instant::now();
            }
            for piece in choice.delta.tool_calls.unwrap_or_default() {
                self.take_call(piece);
                self.heard = Instant::now();
            }
            if choice.finish_reason.is_some() {
                self.finished = choice.finish_reason;
                self.heard = Instant::now();
            }
        }
        // a server that ignores the limit it was given
        let written = self.said.text.len() + self.said.calls.iter().map(|call| call.arguments.len()).sum::<usize>();
        let most = usize::try_from(self.config.max_output_tokens).unwrap_or(usize::MAX).saturating_mul(8);
        if written > most { Err(AgentError::Limit("output")) } else { Ok(()) }
    }

    fn take_call(&mut self, piece: ChatCompletionMessageToolCallChunk) {
        let id = piece.id.unwrap_or_default();
        let place = self.indexes.iter().rposition(|index| *index == piece.index).filter(|place| {
            id.is_empty() || self.said.calls.get(*place).is_some_and(|call| call.id.is_empty() || call.id == id)
        });
        let place = place.unwrap_or_else(|| {
            self.indexes.push(piece.index);
            self.said.calls.push(Call::default());
            self.said.calls.len() - 1
        });
        let Some(call) = self.said.calls.get_mut(place) else { return };
        if call.id.is_empty() {
            call.id = id;
        }
        let Some(function) = piece.function else { return };
        if let Some(name) = function.name
            // some servers repeat the whole name with every piece
            && name != call.name
        {
            call.name.push_str(&name);
        }
        call.arguments.push_str(&function.arguments.unwrap_or_default());
    }

    fn take_whole(&mut self, answer: CreateChatCompletionResponse) {
        self.said.tokens = answer.usage.map(|usage| usage.total_tokens);
        let Some(choice) = answer.choices.into_iter().next() else { return };
        self.finished = choice.finish_reason;
        self.said.text = choice.message.content.unwrap_or_default();
        for call in choice.message.tool_calls.unwrap_or_default() {
            if let ChatCompletionMessageToolCalls::Function(call) = call {
                self.said.calls.push(Call {
                    id: call.id,
                    name: call.function.name,
                    arguments: call.function.arguments,
                });
            }
        }
    }

    fn finish(mut self) -> Result<Said, AgentError> {
        match self.finished {
            Some(FinishReason::Length) => return Err(AgentError::Limit("output")),
            Some(FinishReason::ContentFilter) => return Err(AgentError::Service("the answer was withheld".to_owned())),
            _ => {}
        }
        for (index, call) in self.said.calls.iter_mut().enumerate() {
            if call.id.is_empty() {
                call.id = format!("call_{index}");
            }
        }
        Ok(self.said)
    }
}

/// A fault without anything the server or the request said: bodies may carry the key or the user's words.
fn service(error: &OpenAIError) -> AgentError {
    AgentError::Service(match error {
        OpenAIError::ApiError(answer) => format!("status {}", answer.status_code.as_u16()),
        OpenAIError::Reqwest(error) if error.is_connect() => "no connection".to_owned(),
        OpenAIError::Reqwest(_) => "the connection failed".to_owned(),
        OpenAIError::JSONDeserialize(..) => "an answer that cannot be read".to_owned(),
        OpenAIError::StreamError(_) => "the answer broke off".to_owned(),
        _ => "the request cannot be made".to_owned(),
    })
}

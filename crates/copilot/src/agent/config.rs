//! Where the model is, and what one turn of it may cost.

use secrecy::SecretString;
use std::time::Duration;

/// A model behind any server that speaks the chat-completions protocol, and the limits of one turn with it.
#[derive(Debug, Clone)]
pub struct AgentConfig {
    /// The address below which `/chat/completions` lies: `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1`.
    pub base_url: String,
    /// The model's name as the server knows it.
    pub model: String,
    /// The key; servers on the user's own computer need none.
    pub api_key: Option<SecretString>,
    /// How often the model may be asked within one turn; the second chance after invented numbers adds two at most.
    pub max_steps: u32,
    /// The longest wait for a piece of text or of a tool call, at each step and between two pieces. Events without either do not count.
    pub silence: Duration,
    /// The longest time for the whole turn, tools included.
    pub total: Duration,
    /// Tokens the model may write in one step.
    pub max_output_tokens: u32,
    /// Characters that may be sent in one step, tool results included.
    pub max_input_chars: usize,
    /// Tokens, read and written, that the whole turn may use; estimated where the server does not tell.
    pub max_turn_tokens: u32,
}

impl AgentConfig {
    /// A model at an address with the usual limits: 4 steps, 4 s of silence, 20 s and 60,000 tokens in all.
    pub fn new(base_url: impl Into<String>, model: impl Into<String>, api_key: Option<SecretString>) -> Self {
        Self {
            base_url: base_url.into(),
            model: model.into(),
            api_key,
            max_steps: 4,
            silence: Duration::from_secs(4),
            total: Duration::from_secs(20),
            max_output_tokens: 600,
            max_input_chars: 48_000,
            max_turn_tokens: 60_000,
        }
    }
}

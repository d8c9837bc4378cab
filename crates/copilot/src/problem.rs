//! What could not be done: a stable code, what happened, and what to do about it.

use crate::StoreError;
use alfa_market::MarketError;
use alfa_speech::SpeechError;
use serde::{Deserialize, Serialize};

/// A fault as the user meets it. `code` is stable; the sentences are Portuguese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Problem {
    /// Stable, snake case: "market_unavailable".
    pub code: String,
    /// What happened.
    pub message: String,
    /// What the user can do.
    pub action: String,
}

impl Problem {
    /// A problem of this code.
    pub fn new(code: &str, message: impl Into<String>, action: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), action: action.into() }
    }

    /// Message and action as one text, to be shown or said.
    pub fn sentence(&self) -> String {
        format!("{} {}", self.message, self.action).trim().to_owned()
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::new(
                "data_busy",
                "Outro programa está usando os dados da ALFA.",
                "Espere um instante e tente de novo.",
            ),
            StoreError::DiskFull => {
                Self::new("disk_full", "O disco está cheio e não pude guardar isso.", "Libere espaço e tente de novo.")
            }
            StoreError::Damaged(what) => Self::new(
                "data_damaged",
                format!("Os dados guardados estão danificados: {what}."),
                "Rode “alfa doctor” para ver o que pode ser recuperado.",
            ),
            StoreError::Other(what) => Self::new(
                "data_unavailable",
                format!("Não consegui usar os dados guardados: {what}."),
                "Rode “alfa doctor”.",
            ),
        }
    }
}

impl From<MarketError> for Problem {
    fn from(error: MarketError) -> Self {
        match error {
            MarketError::UnknownCoin(coin) => Self::new(
                "unknown_coin",
                format!("Não conheço a moeda {coin}."),
                "Confira o nome ou a sigla e pergunte de novo.",
            ),
            MarketError::NoPair { coin, currency } => Self::new(
                "no_pair",
                format!("Nenhuma fonte negocia {coin} em {currency}."),
                "Peça o preço em reais ou em dólares.",
            ),
            MarketError::Unavailable(sources) => {
                let mut names: Vec<String> = sources.into_iter().map(|source| source.source_name).collect();
                names.dedup();
                let message = if names.is_empty() {
                    "Não consegui falar com as fontes de mercado agora.".to_owned()
                } else {
                    format!("Não consegui o dado agora: {} não responderam.", names.join(", "))
                };
                Self::new("market_unavailable", message, "Confira a internet e tente de novo em instantes.")
            }
            MarketError::TooOld { age, .. } => Self::new(
                "quote_too_old",
                format!(
                    "Estou sem conexão, e o último preço que tenho é de {} minutos atrás, velho demais.",
                    age.as_secs() / 60
                ),
                "Confira a internet e tente de novo.",
            ),
            MarketError::NoHistory { coin, .. } => Self::new(
                "no_history",
                format!("Não há preço registrado de {coin} nesse período."),
                "Peça um período mais recente.",
            ),
            MarketError::BadReplay { path, problem } => Self::new(
                "bad_replay",
                format!("Não consegui ler os dados gravados em {}: {problem}.", path.display()),
                "Confira a pasta dada em --market replay:PASTA.",
            ),
            MarketError::BadConfig(what) => Self::new(
                "bad_market",
                format!("A fonte de mercado não é válida: {what}."),
                "Confira o valor de --market.",
            ),
        }
    }
}

impl From<SpeechError> for Problem {
    fn from(error: SpeechError) -> Self {
        let engine_action = "Tente de novo; se continuar, rode “alfa doctor”.";
        match error {
            SpeechError::NotWav(_) => Self::new(
                "not_wav",
                "O arquivo não é um WAV que eu consiga ler.",
                "Grave ou converta para WAV e tente de novo.",
            ),
            SpeechError::Empty => {
                Self::new("empty_recording", "A gravação está vazia.", "Grave de novo segurando a tecla enquanto fala.")
            }
            SpeechError::NoSpeech => Self::new(
                "no_speech",
                "Não ouvi ninguém falando.",
                "Fale mais perto do microfone, ou confira em “alfa doctor” se o microfone certo está em uso.",
            ),
            SpeechError::TooLong { seconds, limit } => Self::new(
                "recording_too_long",
                format!("A gravação tem {seconds:.0} segundos, e o limite é {limit:.0}."),
                "Faça uma pergunta mais curta.",
            ),
            SpeechError::Model { file, reason } => Self::new(
                "model_unusable",
                format!("O modelo de voz {file} não pode ser usado: {reason}."),
                "Rode “alfa models verify” e, se preciso, “alfa models pull”.",
            ),
            SpeechError::File { file, source } => Self::new(
                "file_unreadable",
                format!("Não consegui abrir {file}: {source}."),
                "Confira o caminho e as permissões do arquivo.",
            ),
            SpeechError::Unauthorised { service } => Self::new(
                "key_refused",
                format!("{service} recusou a chave."),
                "Confira a chave nas configurações, com “alfa config”.",
            ),
            SpeechError::Busy { service, .. } => Self::new(
                "service_busy",
                format!("{service} não aceita mais pedidos por enquanto."),
                "Espere um pouco ou use a voz deste computador.",
            ),
            SpeechError::Unreachable { service, .. } => Self::new(
                "service_unreachable",
                format!("{service} não respondeu."),
                "Confira a internet, ou use a voz deste computador.",
            ),
            SpeechError::UnknownVoice(voice) => Self::new(
                "unknown_voice",
                format!("Não há voz chamada “{voice}”."),
                "Veja as vozes com “alfa models list”.",
            ),
            SpeechError::Engine { engine, reason } => {
                Self::new("speech_failed", format!("O motor de voz {engine} falhou: {reason}."), engine_action)
            }
            SpeechError::Cancelled => Self::new("cancelled", "Cancelado.", ""),
        }
    }
}

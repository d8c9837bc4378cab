//! The speaker as the end of a turn.

use crate::audio::{AudioError, Speaker, Utterance};
use alfa_copilot::{AudioSink, Problem};
use alfa_speech::Clip;
use async_trait::async_trait;
use std::sync::Arc;

/// One answer on its way to the speaker.
struct SpeakerSink {
    utterance: Utterance,
    /// Holds the device open until the answer is said.
    _speaker: Speaker,
}

/// Begins an answer on a speaker; what was playing there stops.
pub fn speaker_sink(speaker: &Speaker) -> Arc<dyn AudioSink> {
    Arc::new(SpeakerSink { utterance: speaker.begin(), _speaker: speaker.clone() })
}

#[async_trait]
impl AudioSink for SpeakerSink {
    fn play(&self, clip: Clip) {
        // a stopped utterance takes nothing: the turn learns of it by its cancellation
        let _ = self.utterance.play(clip);
    }

    fn stop(&self) {
        self.utterance.stop();
    }

    async fn drained(&self) {
        let _ = self.utterance.drained().await;
    }
}

impl From<AudioError> for Problem {
    fn from(error: AudioError) -> Self {
        match error {
            AudioError::NoMicrophone => Self::new(
                "no_microphone",
                "Não encontrei nenhum microfone.",
                "Ligue um microfone, ou escreva a pergunta.",
            ),
            AudioError::NoSpeaker => Self::new(
                "no_speaker",
                "Não encontrei nenhuma saída de som.",
                "Ligue um alto-falante ou fone, ou grave a resposta num arquivo com --out.",
            ),
            AudioError::UnknownDevice(name) => Self::new(
                "unknown_device",
                format!("Não encontrei o aparelho de som “{name}”."),
                "Veja os aparelhos com “alfa doctor” e escolha outro com “alfa config set”.",
            ),
            AudioError::Busy(name) => Self::new(
                "device_busy",
                format!("O aparelho de som “{name}” está em uso por outro programa."),
                "Feche o outro programa ou escolha outro aparelho.",
            ),
            AudioError::Denied(name) => Self::new(
                "device_denied",
                format!("O sistema não deixa a ALFA usar “{name}”."),
                "Dê a permissão nas configurações de privacidade do sistema.",
            ),
            AudioError::Hangs => Self::new(
                "sound_hangs",
                "O sistema de som não respondeu.",
                "Desligue e ligue o aparelho, ou reinicie o sistema de som.",
            ),
            AudioError::Other(what) => Self::new(
                "sound_failed",
                format!("O som falhou: {what}."),
                "Tente de novo; se continuar, rode “alfa doctor”.",
            ),
        }
    }
}

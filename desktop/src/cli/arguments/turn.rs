//! Asking, and the parts of an answer one by one.

use super::{Llm, MarketArgument, moment, speed};
use chrono::{DateTime, FixedOffset};
use clap::Args;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Ask {
    /// A pergunta escrita
    #[arg(value_name = "TEXTO", required_unless_present = "wav", conflicts_with = "wav", help_heading = "Argumentos")]
    pub(crate) text: Vec<String>,
    /// A pergunta gravada, em WAV
    #[arg(long, value_name = "ARQUIVO")]
    pub(crate) wav: Option<PathBuf>,
    /// Grava a resposta falada neste arquivo WAV, sem tocar
    #[arg(long, value_name = "ARQUIVO.wav")]
    pub(crate) out: Option<PathBuf>,
    /// Alimenta a gravação na velocidade da fala e conta a partir da tecla solta
    #[arg(long, requires = "wav")]
    pub(crate) live: bool,
    /// Continua a última conversa
    #[arg(long = "continue")]
    pub(crate) continue_last: bool,
    #[command(flatten)]
    pub(crate) market: MarketArgument,
    /// O momento de que as palavras falam ("ontem"), em RFC 3339
    #[arg(long, value_name = "DATA-HORA", value_parser = moment)]
    pub(crate) now: Option<DateTime<FixedOffset>>,
    /// Se o modelo de linguagem é consultado
    #[arg(long, value_name = "MODO", default_value = "auto", hide_default_value = true)]
    pub(crate) llm: Llm,
    /// A voz: kokoro:pf_dora, kokoro:pm_alex, openai:VOZ, elevenlabs:ID, system
    #[arg(long, value_name = "VOZ")]
    pub(crate) voice: Option<String>,
    /// Não fala a resposta
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Pergunta à ALFA que está na bandeja, e abre a janela dela
    #[arg(long, conflicts_with_all = ["wav", "out", "json"])]
    pub(crate) in_app: bool,
    /// Uma linha de JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Não baixa modelos
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Understand {
    /// O momento de que as palavras falam, em RFC 3339
    #[arg(long, value_name = "DATA-HORA", value_parser = moment)]
    pub(crate) now: Option<DateTime<FixedOffset>>,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Speak {
    /// O texto
    #[arg(value_name = "TEXTO", required_unless_present = "job", help_heading = "Argumentos")]
    pub(crate) text: Vec<String>,
    /// Busca na nuvem a fala de um texto longo que ficou lá
    #[arg(long, value_name = "ID", conflicts_with_all = ["text", "voice", "speed", "print"])]
    pub(crate) job: Option<Uuid>,
    /// Grava neste arquivo WAV, sem tocar
    #[arg(long, value_name = "ARQUIVO.wav")]
    pub(crate) out: Option<PathBuf>,
    /// A voz
    #[arg(long, value_name = "VOZ")]
    pub(crate) voice: Option<String>,
    /// A velocidade, de 0.5 a 2
    #[arg(long, value_name = "VELOCIDADE", value_parser = speed)]
    pub(crate) speed: Option<f32>,
    /// Só escreve as palavras que seriam ditas
    #[arg(long)]
    pub(crate) print: bool,
    /// Não baixa modelos
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Transcribe {
    /// A gravação, em WAV
    #[arg(value_name = "ARQUIVO.wav", required_unless_present = "job", help_heading = "Argumentos")]
    pub(crate) file: Option<PathBuf>,
    /// Busca na nuvem o texto de uma gravação longa que ficou lá
    #[arg(long, value_name = "ID", conflicts_with = "file")]
    pub(crate) job: Option<Uuid>,
    /// Uma linha de JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Não baixa modelos
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Indicators {
    /// As velas em CSV: date,open,high,low,close,volume, a mais antiga primeiro
    #[arg(value_name = "ARQUIVO.csv", help_heading = "Argumentos")]
    pub(crate) file: PathBuf,
    /// Uma linha de JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Talk {
    #[command(flatten)]
    pub(crate) market: MarketArgument,
    /// Se o modelo de linguagem é consultado
    #[arg(long, value_name = "MODO", default_value = "auto", hide_default_value = true)]
    pub(crate) llm: Llm,
    /// A voz
    #[arg(long, value_name = "VOZ")]
    pub(crate) voice: Option<String>,
    /// Não baixa modelos
    #[arg(long)]
    pub(crate) offline: bool,
}

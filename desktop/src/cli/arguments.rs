//! What the command line takes. The help is Portuguese: its readers are.

mod cloud;
mod kept;
mod machine;
mod turn;

pub(crate) use cloud::{Account, AccountAction, ServerArgument, Sync, SyncAction, TotpAction};
pub(crate) use kept::{
    AlertAction, AlertWatch, Alerts, History, HistoryAction, OnOff, Portfolio, PortfolioAction, Replay, TradeArguments,
    Watch, WatchAction,
};
pub(crate) use machine::{Config, ConfigAction, Doctor, ModelAction, Models};
pub(crate) use turn::{Ask, Indicators, Speak, Talk, Transcribe, Understand};

use crate::market::MarketSource;
use chrono::{DateTime, FixedOffset};
use clap::{Args, Parser, Subcommand};

const TEMPLATE: &str = "{about}\n\nUso: {usage}\n\n{all-args}{after-help}";

/// ALFA: copiloto de voz para criptomoedas, em português.
#[derive(Parser)]
#[command(
    name = "alfa",
    version,
    about = "ALFA: copiloto de voz para criptomoedas, em português.",
    help_template = "{about}\n\nUso: alfa <COMANDO>\n\nComandos:\n{subcommands}\n\nOpções:\n{options}\n\nDetalhes de um comando: alfa COMANDO --help\n",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Mostra esta ajuda
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help, help_heading = "Opções")]
    help: Option<bool>,
    /// Mostra a versão
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help_heading = "Opções")]
    version: Option<bool>,
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "COMANDO", subcommand_help_heading = "Comandos")]
pub(crate) enum Command {
    /// Faz uma pergunta, escrita ou gravada, e dá a resposta
    #[command(help_template = TEMPLATE)]
    Ask(Ask),
    /// Lê uma frase por linha e escreve o que cada uma quer dizer, em JSON
    #[command(help_template = TEMPLATE)]
    Understand(Understand),
    /// Fala um texto
    #[command(help_template = TEMPLATE)]
    Speak(Speak),
    /// Escreve o que é dito numa gravação
    #[command(help_template = TEMPLATE)]
    Transcribe(Transcribe),
    /// Calcula os indicadores de um arquivo de velas
    #[command(help_template = TEMPLATE)]
    Indicators(Indicators),
    /// Conversa pelo microfone: Enter começa, Enter termina
    #[command(help_template = TEMPLATE)]
    Talk(Talk),
    /// Começa ou termina uma pergunta na ALFA que está na bandeja; para um atalho de teclado do desktop
    #[command(help_template = TEMPLATE)]
    Toggle,
    /// Mostra, cria, muda e apaga alertas
    #[command(help_template = TEMPLATE)]
    Alerts(Alerts),
    /// A sua lista de moedas
    #[command(help_template = TEMPLATE)]
    Watch(Watch),
    /// A sua carteira
    #[command(help_template = TEMPLATE)]
    Portfolio(Portfolio),
    /// Conversas anteriores: ver, procurar, exportar, apagar
    #[command(help_template = TEMPLATE)]
    History(History),
    /// Configurações e chaves
    #[command(help_template = TEMPLATE)]
    Config(Config),
    /// A conta na nuvem da ALFA: criar, entrar, sair
    #[command(help_template = TEMPLATE)]
    Account(Account),
    /// Sincronização entre os seus computadores
    #[command(help_template = TEMPLATE)]
    Sync(Sync),
    /// Modelos de voz: ver, baixar, remover, conferir
    #[command(help_template = TEMPLATE)]
    Models(Models),
    /// Confere microfone, som, modelos, dados, chaves e fontes
    #[command(help_template = TEMPLATE)]
    Doctor(Doctor),
    /// Escreve o autocompletar de bash, zsh ou fish
    #[command(help_template = TEMPLATE)]
    Completions {
        /// O shell: bash, zsh, fish
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

/// Whether the LLM is asked.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Llm {
    /// Nunca
    Off,
    /// Se houver chave
    Auto,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct MarketArgument {
    /// De onde vêm os preços: live, auto, replay:PASTA (replay: sem pasta usa o mercado simulado) ou um endereço http
    #[arg(long, value_name = "MERCADO", env = "ALFA_MARKET", hide_env = true)]
    pub(crate) market: Option<MarketSource>,
}

fn moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|_| "use a forma 2026-11-22T12:00:00-03:00".to_owned())
}

fn speed(text: &str) -> Result<f32, String> {
    match text.replace(',', ".").parse::<f32>() {
        Ok(speed) if (0.5..=2.0).contains(&speed) => Ok(speed),
        _ => Err("use um número de 0.5 a 2".to_owned()),
    }
}

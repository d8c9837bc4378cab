//! What the command line takes. The help is Portuguese: its readers are.

use crate::market::MarketSource;
use chrono::{DateTime, FixedOffset};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

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
    #[arg(value_name = "TEXTO", required = true, help_heading = "Argumentos")]
    pub(crate) text: Vec<String>,
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
    #[arg(value_name = "ARQUIVO.wav", help_heading = "Argumentos")]
    pub(crate) file: PathBuf,
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

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Alerts {
    #[command(subcommand)]
    pub(crate) action: Option<AlertAction>,
}

#[derive(Subcommand)]
pub(crate) enum AlertAction {
    /// Mostra os alertas
    #[command(help_template = TEMPLATE)]
    List {
        /// Uma linha de JSON por alerta
        #[arg(long)]
        json: bool,
    },
    /// Cria um alerta: alfa alerts add BTC "price crosses_up 600000"
    #[command(help_template = TEMPLATE)]
    Add {
        /// A sigla da moeda
        #[arg(value_name = "MOEDA")]
        coin: String,
        /// A condição, como em "price crosses_up 600000", "pct <= -10", "rsi(14) crosses_down 30; repeat"
        #[arg(value_name = "CONDIÇÃO")]
        condition: String,
        /// A moeda do preço
        #[arg(long, value_name = "MOEDA", default_value = "BRL")]
        quote: String,
        /// O período (1h, 24h, 7d) ou o gráfico do indicador (1h, 4h, 1d)
        #[arg(long, value_name = "PERÍODO")]
        window: Option<String>,
    },
    /// Pausa um alerta
    #[command(help_template = TEMPLATE)]
    Pause {
        /// O identificador, ou o começo dele
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Reativa um alerta em pausa
    #[command(help_template = TEMPLATE)]
    Resume {
        /// O identificador, ou o começo dele
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Apaga um alerta
    #[command(help_template = TEMPLATE)]
    Remove {
        /// O identificador, ou o começo dele
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Vigia os alertas neste terminal até Ctrl+C, e avisa quando disparam
    #[command(help_template = TEMPLATE)]
    Watch(AlertWatch),
    /// Mostra o que já disparou
    #[command(help_template = TEMPLATE)]
    Fired {
        /// Uma linha de JSON por disparo
        #[arg(long)]
        json: bool,
    },
    /// Mostra o que teria disparado sobre preços gravados
    #[command(help_template = TEMPLATE)]
    Replay(Replay),
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct AlertWatch {
    #[command(flatten)]
    pub(crate) market: MarketArgument,
    /// Não fala os alertas
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Replay {
    /// Os preços, em ordem: CSV com as colunas at_ms,coin,quote,price
    #[arg(long, value_name = "ARQUIVO.csv")]
    pub(crate) ticks: PathBuf,
    /// Os alertas, um JSON por linha
    #[arg(long, value_name = "ARQUIVO.jsonl")]
    pub(crate) alerts: PathBuf,
}

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Watch {
    #[command(subcommand)]
    pub(crate) action: Option<WatchAction>,
}

#[derive(Subcommand)]
pub(crate) enum WatchAction {
    /// Mostra a lista
    #[command(help_template = TEMPLATE)]
    List {
        /// Uma linha de JSON
        #[arg(long)]
        json: bool,
    },
    /// Põe moedas na lista
    #[command(help_template = TEMPLATE)]
    Add {
        /// As siglas
        #[arg(value_name = "MOEDA", required = true)]
        coins: Vec<String>,
    },
    /// Tira moedas da lista
    #[command(help_template = TEMPLATE)]
    Remove {
        /// As siglas
        #[arg(value_name = "MOEDA", required = true)]
        coins: Vec<String>,
    },
}

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Portfolio {
    #[command(subcommand)]
    pub(crate) action: Option<PortfolioAction>,
}

#[derive(Subcommand)]
pub(crate) enum PortfolioAction {
    /// O que você tem e quanto custou
    #[command(help_template = TEMPLATE)]
    List {
        /// Uma linha de JSON
        #[arg(long)]
        json: bool,
    },
    /// Anota uma compra: alfa portfolio buy BTC 0.5 --price 350000
    #[command(help_template = TEMPLATE)]
    Buy(TradeArguments),
    /// Anota uma venda
    #[command(help_template = TEMPLATE)]
    Sell(TradeArguments),
}

#[derive(Args)]
pub(crate) struct TradeArguments {
    /// A sigla
    #[arg(value_name = "MOEDA")]
    pub(crate) coin: String,
    /// A quantidade, com ponto decimal
    #[arg(value_name = "QUANTIDADE")]
    pub(crate) amount: rust_decimal::Decimal,
    /// O preço de uma unidade
    #[arg(long, value_name = "PREÇO")]
    pub(crate) price: rust_decimal::Decimal,
    /// A moeda do preço
    #[arg(long, value_name = "MOEDA", default_value = "BRL")]
    pub(crate) quote: String,
    /// Quando foi, em RFC 3339
    #[arg(long, value_name = "DATA-HORA", value_parser = moment)]
    pub(crate) at: Option<DateTime<FixedOffset>>,
}

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct History {
    #[command(subcommand)]
    pub(crate) action: Option<HistoryAction>,
}

#[derive(Subcommand)]
pub(crate) enum HistoryAction {
    /// As últimas conversas
    #[command(help_template = TEMPLATE)]
    List,
    /// Uma conversa inteira
    #[command(help_template = TEMPLATE)]
    Show {
        /// O identificador, ou o começo dele
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Procura palavras em tudo o que foi dito
    #[command(help_template = TEMPLATE)]
    Search {
        /// As palavras
        #[arg(value_name = "PALAVRAS", required = true)]
        words: Vec<String>,
    },
    /// Escreve tudo em JSON
    #[command(help_template = TEMPLATE)]
    Export,
    /// Apaga uma conversa, ou todas
    #[command(help_template = TEMPLATE)]
    Delete {
        /// O identificador, ou o começo dele
        #[arg(value_name = "ID", required_unless_present = "all")]
        id: Option<String>,
        /// Todas as conversas
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) action: Option<ConfigAction>,
}

#[derive(Subcommand)]
pub(crate) enum ConfigAction {
    /// Mostra as configurações
    #[command(help_template = TEMPLATE)]
    List,
    /// Mostra uma configuração
    #[command(help_template = TEMPLATE)]
    Get {
        /// O nome
        #[arg(value_name = "NOME")]
        name: String,
    },
    /// Muda uma configuração
    #[command(help_template = TEMPLATE)]
    Set {
        /// O nome
        #[arg(value_name = "NOME")]
        name: String,
        /// O valor
        #[arg(value_name = "VALOR")]
        value: String,
    },
    /// Volta uma configuração ao padrão
    #[command(help_template = TEMPLATE)]
    Unset {
        /// O nome
        #[arg(value_name = "NOME")]
        name: String,
    },
    /// Guarda no chaveiro a chave lida da entrada padrão: openai, llm, elevenlabs, coinmarketcap, coingecko
    #[command(help_template = TEMPLATE)]
    Key {
        /// De que serviço
        #[arg(value_name = "SERVIÇO")]
        service: String,
        /// Apaga a chave
        #[arg(long)]
        delete: bool,
    },
}

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Models {
    #[command(subcommand)]
    pub(crate) action: Option<ModelAction>,
}

#[derive(Subcommand)]
pub(crate) enum ModelAction {
    /// Os modelos que existem e os que estão aqui
    #[command(help_template = TEMPLATE)]
    List,
    /// Baixa modelos; sem nomes, os recomendados
    #[command(help_template = TEMPLATE)]
    Pull {
        /// Os nomes
        #[arg(value_name = "MODELO")]
        ids: Vec<String>,
    },
    /// Remove um modelo
    #[command(help_template = TEMPLATE)]
    Remove {
        /// O nome
        #[arg(value_name = "MODELO")]
        id: String,
    },
    /// Confere os bytes dos modelos; sem nomes, os que estão aqui
    #[command(help_template = TEMPLATE)]
    Verify {
        /// Os nomes
        #[arg(value_name = "MODELO")]
        ids: Vec<String>,
    },
}

#[derive(Args)]
#[command(next_help_heading = "Opções")]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) market: MarketArgument,
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

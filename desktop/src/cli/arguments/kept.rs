//! What the user keeps: alerts, coins, trades, conversations.

use super::{MarketArgument, TEMPLATE, moment};
use chrono::{DateTime, FixedOffset};
use clap::{Args, Subcommand};
use std::path::PathBuf;

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
        /// Fica só neste computador: a nuvem não o vê e não o vigia
        #[arg(long)]
        local: bool,
    },
    /// Deixa a nuvem vigiar um alerta também (on), ou só este computador (off)
    #[command(help_template = TEMPLATE)]
    Cloud {
        /// O identificador, ou o começo dele
        #[arg(value_name = "ID")]
        id: String,
        /// on ou off
        #[arg(value_name = "ON|OFF", hide_possible_values = true)]
        choice: OnOff,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OnOff {
    On,
    Off,
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

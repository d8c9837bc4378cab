//! Settings, models and the state of the computer.

use super::{MarketArgument, TEMPLATE};
use clap::{Args, Subcommand};

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

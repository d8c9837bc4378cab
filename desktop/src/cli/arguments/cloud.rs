//! The account in ALFA's cloud, and sync.

use super::TEMPLATE;
use clap::{Args, Subcommand};
use uuid::Uuid;

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Account {
    #[command(subcommand)]
    pub(crate) action: Option<AccountAction>,
}

#[derive(Subcommand)]
pub(crate) enum AccountAction {
    /// Mostra a conta deste computador
    #[command(help_template = TEMPLATE)]
    Show,
    /// Cria uma conta; a senha é lida da entrada padrão, e um código chega por e-mail
    #[command(help_template = TEMPLATE)]
    Create {
        /// O seu e-mail
        #[arg(value_name = "E-MAIL")]
        email: String,
        #[command(flatten)]
        server: ServerArgument,
    },
    /// Confirma o e-mail com o código que chegou
    #[command(help_template = TEMPLATE)]
    Verify {
        /// O código do e-mail
        #[arg(value_name = "CÓDIGO")]
        code: String,
        #[command(flatten)]
        server: ServerArgument,
    },
    /// Entra na conta; lê a senha da entrada padrão e, num computador novo, a frase de recuperação
    #[command(help_template = TEMPLATE)]
    SignIn {
        /// O seu e-mail
        #[arg(value_name = "E-MAIL")]
        email: String,
        #[command(flatten)]
        server: ServerArgument,
        /// Como chamar este computador na lista de dispositivos
        #[arg(long, value_name = "NOME")]
        name: Option<String>,
        /// Guarda a sessão num arquivo que só o seu usuário lê, onde não há chaveiro
        #[arg(long)]
        session_file: bool,
    },
    /// Sai da conta neste computador; os dados ficam
    #[command(help_template = TEMPLATE)]
    SignOut,
}

#[derive(Args)]
pub(crate) struct ServerArgument {
    /// O endereço da nuvem
    #[arg(long, value_name = "ENDEREÇO", env = "ALFA_CLOUD_SERVER", hide_env_values = true)]
    pub(crate) server: Option<String>,
}

#[derive(Args)]
#[command(subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
pub(crate) struct Sync {
    #[command(subcommand)]
    pub(crate) action: Option<SyncAction>,
}

#[derive(Subcommand)]
pub(crate) enum SyncAction {
    /// Mostra o que falta enviar e o que foi posto de lado
    #[command(help_template = TEMPLATE)]
    Status {
        /// Em JSON
        #[arg(long)]
        json: bool,
    },
    /// Sincroniza agora
    #[command(help_template = TEMPLATE)]
    Now {
        /// Em JSON
        #[arg(long)]
        json: bool,
    },
    /// Mostra os dispositivos da conta
    #[command(help_template = TEMPLATE)]
    Devices {
        /// Em JSON
        #[arg(long)]
        json: bool,
        /// Tira este dispositivo da conta
        #[arg(long, value_name = "ID")]
        revoke: Option<Uuid>,
    },
}

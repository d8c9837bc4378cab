//! The account in ALFA's cloud, and sync.

use super::TEMPLATE;
use clap::{Args, Subcommand};
use std::path::PathBuf;
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
        #[arg(value_name = "CÓDIGO", allow_hyphen_values = true)]
        code: String,
        #[command(flatten)]
        server: ServerArgument,
    },
    /// Entra na conta; lê a senha da entrada padrão e, num computador novo, a frase de recuperação
    #[command(help_template = TEMPLATE)]
    SignIn {
        /// O seu e-mail; com --browser pode ficar para a página do servidor
        #[arg(value_name = "E-MAIL", required_unless_present = "browser")]
        email: Option<String>,
        #[command(flatten)]
        server: ServerArgument,
        /// Como chamar este computador na lista de dispositivos
        #[arg(long, value_name = "NOME")]
        name: Option<String>,
        /// Guarda a sessão num arquivo que só o seu usuário lê, onde não há chaveiro
        #[arg(long)]
        session_file: bool,
        /// Entra pela página do servidor, no navegador; a senha não passa por aqui
        #[arg(long)]
        browser: bool,
    },
    /// Mostra o que a conta usou da nuvem neste mês, e quanto tem
    #[command(help_template = TEMPLATE)]
    Usage {
        /// Em JSON
        #[arg(long)]
        json: bool,
    },
    /// Mostra as gravações e os textos longos que a nuvem tem em trabalho ou prontos
    #[command(help_template = TEMPLATE)]
    Audio {
        /// Em JSON
        #[arg(long)]
        json: bool,
        /// Apaga este da nuvem, ainda que não tenha terminado
        #[arg(long, value_name = "ID", conflicts_with = "json")]
        delete: Option<Uuid>,
    },
    /// Sai da conta neste computador; os dados ficam
    #[command(help_template = TEMPLATE)]
    SignOut,
    /// Esqueceu a senha: um código chega por e-mail
    #[command(help_template = TEMPLATE)]
    ResetPassword {
        /// O seu e-mail
        #[arg(value_name = "E-MAIL")]
        email: String,
        #[command(flatten)]
        server: ServerArgument,
    },
    /// Escolhe uma senha nova com o código que chegou; ela é lida da entrada padrão
    #[command(help_template = TEMPLATE)]
    NewPassword {
        /// O código do e-mail
        #[arg(value_name = "CÓDIGO", allow_hyphen_values = true)]
        code: String,
        #[command(flatten)]
        server: ServerArgument,
    },
    /// Troca a senha; lê a de agora e a nova da entrada padrão
    #[command(help_template = TEMPLATE)]
    ChangePassword,
    /// Mostra ou muda o relatório diário por e-mail: alfa account report --at 08:00 --coins BTC,ETH
    #[command(help_template = TEMPLATE)]
    Report {
        /// A hora de cada dia
        #[arg(long, value_name = "HH:MM")]
        at: Option<chrono::NaiveTime>,
        /// As moedas, até vinte siglas
        #[arg(long, value_name = "MOEDAS", value_delimiter = ',')]
        coins: Vec<String>,
        /// Não manda mais
        #[arg(long, conflicts_with_all = ["at", "coins"])]
        off: bool,
    },
    /// Liga ou desliga a verificação em duas etapas, ou faz códigos de recuperação novos
    #[command(help_template = TEMPLATE, subcommand_value_name = "AÇÃO", subcommand_help_heading = "Ações")]
    Totp {
        #[command(subcommand)]
        action: TotpAction,
    },
    /// Pede a troca do e-mail; lê a senha da entrada padrão, e um código chega ao endereço novo
    #[command(help_template = TEMPLATE)]
    ChangeEmail {
        /// O e-mail novo
        #[arg(value_name = "E-MAIL")]
        email: String,
    },
    /// Confirma o e-mail novo com o código que chegou
    #[command(help_template = TEMPLATE)]
    ConfirmEmail {
        /// O código do e-mail
        #[arg(value_name = "CÓDIGO", allow_hyphen_values = true)]
        code: String,
    },
    /// Grava num arquivo tudo o que o servidor tem da conta; lê a senha da entrada padrão
    #[command(help_template = TEMPLATE)]
    Export {
        /// O arquivo, uma linha de JSON para cada registro
        #[arg(long, value_name = "ARQUIVO")]
        out: PathBuf,
    },
    /// Apaga a conta e tudo o que está na nuvem; lê a senha da entrada padrão. Os dados daqui ficam
    #[command(help_template = TEMPLATE)]
    Erase,
}

#[derive(Subcommand)]
pub(crate) enum TotpAction {
    /// Mostra a chave para o autenticador; lê a senha e um código dele da entrada padrão
    #[command(help_template = TEMPLATE)]
    On,
    /// Lê a senha e um código da entrada padrão
    #[command(help_template = TEMPLATE)]
    Off,
    /// Faz códigos de recuperação novos, e os de antes deixam de valer; lê a senha e um código da entrada padrão
    #[command(help_template = TEMPLATE)]
    Codes,
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

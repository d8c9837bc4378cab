//! This computer's faults as problems the user can act on.

use crate::cloud::CloudError;
use crate::models::ModelError;
use crate::paths::PathsError;
use crate::recordings::RecordingError;
use crate::settings::SettingsError;
use crate::store::OpenError;
use alfa_copilot::Problem;
use alfa_notify::NotifyError;
use alfa_sync::{SyncError, TransportError};

impl From<ModelError> for Problem {
    fn from(error: ModelError) -> Self {
        Self::new(error.code(), error.message(), error.action())
    }
}

impl From<RecordingError> for Problem {
    fn from(error: RecordingError) -> Self {
        match error {
            RecordingError::DiskFull => alfa_copilot::StoreError::DiskFull.into(),
            RecordingError::Io(error) => Self::new(
                "recording_unavailable",
                format!("Não consegui usar a gravação: {error}."),
                "Confira as permissões da pasta de dados.",
            ),
        }
    }
}

impl From<PathsError> for Problem {
    fn from(error: PathsError) -> Self {
        Self::new(
            "data_folder",
            format!("Não consigo usar a pasta de dados: {error}."),
            "Confira as permissões, ou escolha outra pasta em ALFA_DATA_DIR.",
        )
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        match &error {
            SettingsError::Unknown(name) => Self::new(
                "unknown_setting",
                format!("Não existe a configuração “{name}”."),
                "Veja os nomes com “alfa config list”.",
            ),
            SettingsError::Invalid { name, reason } => Self::new(
                "invalid_setting",
                format!("O valor não serve para “{name}”: {reason}."),
                "Escolha outro valor.",
            ),
            _ => Self::new(
                "settings_unavailable",
                format!("Não consegui usar o arquivo de configurações: {error}."),
                "Confira o espaço em disco e as permissões da pasta de dados.",
            ),
        }
    }
}

/// Neither type is of this crate, so that this is no `From`.
pub(crate) fn of_channel(error: &NotifyError) -> Problem {
    match error {
        NotifyError::BadSettings(what) => Problem::new(
            "channel_settings",
            format!("A configuração do canal não serve ({what})."),
            "Confira o canal nos ajustes.",
        ),
        NotifyError::Forbidden => Problem::new(
            "channel_forbidden",
            "O endereço do canal não é público.",
            "Use um endereço que se alcance pela internet.",
        ),
        NotifyError::Unreachable => Problem::new(
            "channel_unreachable",
            "O serviço do canal não respondeu.",
            "Confira a internet e o endereço; tento de novo daqui a pouco.",
        ),
        NotifyError::Unauthorized => Problem::new(
            "channel_key_refused",
            "O serviço do canal recusou a chave ou a senha.",
            "Confira a chave nos ajustes.",
        ),
        NotifyError::BadRecipient => Problem::new(
            "channel_recipient_refused",
            "O serviço do canal não aceita esse destinatário.",
            "Confira a quem o alerta vai; no Telegram, escreva antes ao seu bot.",
        ),
        NotifyError::Limited { .. } => Problem::new(
            "channel_busy",
            "O serviço do canal não aceita mais mensagens por enquanto.",
            "Não é preciso fazer nada: tento de novo daqui a pouco.",
        ),
        NotifyError::Status(status) => Problem::new(
            "channel_failed",
            format!("O serviço do canal respondeu com o erro {status}."),
            "Confira o endereço nos ajustes.",
        ),
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => error.into(),
            OpenError::Newer { .. } => Self::new(
                "data_too_new",
                "Os dados foram gravados por uma versão mais nova da ALFA.",
                "Atualize a ALFA neste computador.",
            ),
            OpenError::DamagedInUse { .. } => Self::new(
                "data_damaged",
                "Os dados estão danificados e outro programa ainda os usa.",
                "Feche as outras janelas da ALFA e abra de novo; o que puder ser lido será recuperado.",
            ),
        }
    }
}

/// Why a round of sync did not come to its end.
pub(crate) fn of_sync(error: SyncError) -> Problem {
    match error {
        SyncError::Store(failure) => Problem::new(
            "data_unavailable",
            format!("Não consegui usar os dados deste computador: {failure}."),
            "Confira o espaço em disco e tente de novo.",
        ),
        SyncError::Transport(TransportError::SignedOut) => CloudError::SignedOut.into(),
        SyncError::Transport(TransportError::Wait(seconds)) => CloudError::Wait(seconds).into(),
        SyncError::Transport(TransportError::Unreachable(why)) => CloudError::Unreachable(why).into(),
        SyncError::Transport(TransportError::Problem { status, code, detail }) => {
            CloudError::Problem { status, code, detail, body: String::new() }.into()
        }
        SyncError::Transport(TransportError::Refused(_))
        | SyncError::Restless
        | SyncError::KeyChanged(_)
        | SyncError::KeysLost(_) => Problem::new(
            "sync_restless",
            "A nuvem e este computador não chegaram a um acordo.",
            "Tente de novo em instantes; nada se perdeu.",
        ),
    }
}

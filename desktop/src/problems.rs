//! This computer's faults as problems the user can act on.

use crate::models::ModelError;
use crate::paths::PathsError;
use crate::settings::SettingsError;
use crate::store::OpenError;
use alfa_copilot::Problem;

impl From<ModelError> for Problem {
    fn from(error: ModelError) -> Self {
        Self::new(error.code(), error.message(), error.action())
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

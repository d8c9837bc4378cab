//! What can go wrong with a model, and what the user can do about it.

use super::progress::megabytes;
use std::fmt;
use std::path::PathBuf;

/// Why one source did not give a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It could not be reached: no network, no name, no answer, a broken connection.
    #[error("sem conexão ({0})")]
    Unreachable(String),
    /// It stopped sending.
    #[error("parou de enviar dados por {seconds} s")]
    Stalled {
        /// How long nothing came.
        seconds: u64,
    },
    /// It answered that it has not or gives not the file.
    #[error("respondeu {0}")]
    Refused(u16),
    /// It announces or sends another length than the catalogue's.
    #[error("enviou um arquivo de outro tamanho")]
    WrongLength,
    /// Its bytes are not those of the catalogue.
    #[error("enviou um arquivo diferente do publicado")]
    BadHash,
    /// The program that fetches packages is not on this computer.
    #[error("não há pip neste computador")]
    NoClient,
    /// The program that fetches packages failed.
    #[error("pip não conseguiu: {0}")]
    Client(String),
    /// What came cannot be turned into the file.
    #[error("não pôde ser convertido: {0}")]
    Conversion(String),
}

/// One source that was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The source, as a person names it.
    pub source: String,
    /// Why it did not give the file.
    pub failure: Failure,
}

impl fmt::Display for Attempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.source, self.failure)
    }
}

/// A model that is not to be had, or not to be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// No model of that id.
    #[error("no model `{id}`")]
    Unknown {
        /// What was asked for.
        id: String,
    },
    /// The catalogue itself is wrong.
    #[error("model catalogue: {0}")]
    Catalogue(String),
    /// It is not here and the caller wants no network.
    #[error("{file} is not here, and the network is not to be used")]
    Offline {
        /// The missing file.
        file: String,
    },
    /// No source could be reached.
    #[error("{file}: no network")]
    NoNetwork {
        /// The missing file.
        file: String,
        /// Every source tried, in order.
        tried: Vec<Attempt>,
    },
    /// A source was reached and stopped sending, and the others did not have it either. What came is kept for the next try.
    #[error("{file}: the download stalled")]
    Stalled {
        /// The missing file.
        file: String,
        /// Every source tried, in order.
        tried: Vec<Attempt>,
    },
    /// The sources answer, but none has the file.
    #[error("{file}: no source has it")]
    Unavailable {
        /// The missing file.
        file: String,
        /// Every source tried, in order.
        tried: Vec<Attempt>,
    },
    /// What came is not the published file; it was thrown away.
    #[error("{file}: the bytes are not the published ones")]
    BadHash {
        /// The file.
        file: String,
        /// Every source tried, in order.
        tried: Vec<Attempt>,
    },
    /// A file that is here is not, or no longer, the published one.
    #[error("{}: damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// No room is left. What came is kept for the next try.
    #[error("{}: disk full", path.display())]
    DiskFull {
        /// The file being written.
        path: PathBuf,
        /// Bytes that are still to come.
        missing: u64,
    },
    /// The models folder cannot be written.
    #[error("{}: {reason}", path.display())]
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A file cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// It is not here.
    #[error("model `{id}` is not here")]
    Missing {
        /// The model.
        id: String,
    },
    /// The caller cancelled. What came is kept for the next try.
    #[error("cancelled")]
    Cancelled,
}

impl ModelError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "model_unknown",
            Self::Catalogue(_) => "model_catalogue",
            Self::Offline { .. } => "model_offline",
            Self::NoNetwork { .. } => "model_no_network",
            Self::Stalled { .. } => "model_stalled",
            Self::Unavailable { .. } => "model_unavailable",
            Self::BadHash { .. } => "model_bad_hash",
            Self::Damaged { .. } => "model_damaged",
            Self::DiskFull { .. } => "disk_full",
            Self::Unwritable { .. } => "model_unwritable",
            Self::Unreadable { .. } => "model_unreadable",
            Self::Missing { .. } => "model_missing",
            Self::Cancelled => "cancelled",
        }
    }

    /// What happened, in Portuguese.
    pub fn message(&self) -> String {
        match self {
            Self::Unknown { id } => format!("Não existe um modelo de voz chamado {id}."),
            Self::Catalogue(reason) => format!("O catálogo de modelos está com defeito: {reason}."),
            Self::Offline { file } => format!("Falta o modelo {file}, e você pediu para não usar a rede."),
            Self::NoNetwork { file, tried } => {
                format!("Não consegui baixar {file}: nenhuma fonte pôde ser alcançada. {}", list(tried))
            }
            Self::Stalled { file, tried } => format!("O download de {file} parou no meio. {}", list(tried)),
            Self::Unavailable { file, tried } => format!("Nenhuma fonte tem {file} agora. {}", list(tried)),
            Self::BadHash { file, tried } => {
                format!("O que veio como {file} não é o arquivo publicado e foi descartado. {}", list(tried))
            }
            Self::Damaged { path } => format!("O arquivo {} está danificado.", path.display()),
            Self::DiskFull { path, missing } => {
                format!("O disco encheu ao gravar {}: faltam {}.", path.display(), megabytes(*missing))
            }
            Self::Unwritable { path, reason } => format!("Não posso gravar em {}: {reason}.", path.display()),
            Self::Unreadable { path, reason } => format!("Não posso ler {}: {reason}.", path.display()),
            Self::Missing { id } => format!("O modelo {id} não está neste computador."),
            Self::Cancelled => "Download cancelado.".to_owned(),
        }
    }

    /// What the user can do, in Portuguese.
    pub fn action(&self) -> String {
        const MIRROR: &str = "aponte ALFA_MODELS_MIRROR para uma pasta que já tenha o arquivo";
        match self {
            Self::Unknown { .. } => "Veja os nomes com: alfa models list.".to_owned(),
            Self::Catalogue(_) => "Instale a ALFA de novo.".to_owned(),
            Self::Offline { .. } => format!("Tente de novo sem --offline, ou {MIRROR}."),
            Self::NoNetwork { tried, .. } => {
                let pip = tried.iter().any(|attempt| attempt.failure == Failure::NoClient);
                let pip = if pip { " Onde só há pacotes Python, instale o python3-pip." } else { "" };
                format!("Confira a internet e tente de novo, ou {MIRROR}.{pip}")
            }
            Self::Stalled { .. } => {
                "Tente de novo: o que já foi baixado está guardado e o download continua de onde parou.".to_owned()
            }
            Self::Unavailable { .. } => format!("Tente mais tarde, ou {MIRROR}."),
            Self::BadHash { .. } => {
                format!("Tente em outra rede (um proxy ou portal pode estar trocando o arquivo), ou {MIRROR}.")
            }
            Self::Damaged { path } => format!("Apague {} e baixe de novo com: alfa models pull.", path.display()),
            Self::DiskFull { missing, .. } => format!(
                "Libere pelo menos {} e tente de novo; o que já foi baixado está guardado.",
                megabytes(*missing)
            ),
            Self::Unwritable { .. } => {
                "Dê permissão de escrita a essa pasta, ou escolha outra com ALFA_DATA_DIR.".to_owned()
            }
            Self::Unreadable { .. } => "Dê permissão de leitura a esse arquivo e tente de novo.".to_owned(),
            Self::Missing { id } => format!("Baixe com: alfa models pull {id}."),
            Self::Cancelled => "Tente de novo quando quiser; o download continua de onde parou.".to_owned(),
        }
    }

    /// The error of a file whose sources all failed: the gravest of their reasons decides.
    pub(super) fn of_attempts(file: &str, tried: Vec<Attempt>) -> Self {
        let file = file.to_owned();
        let any = |wanted: fn(&Failure) -> bool| tried.iter().any(|attempt| wanted(&attempt.failure));
        if any(|failure| matches!(failure, Failure::BadHash)) {
            Self::BadHash { file, tried }
        } else if any(|failure| matches!(failure, Failure::Stalled { .. })) {
            Self::Stalled { file, tried }
        } else if any(|failure| matches!(failure, Failure::Refused(_) | Failure::WrongLength | Failure::Conversion(_)))
        {
            Self::Unavailable { file, tried }
        } else {
            Self::NoNetwork { file, tried }
        }
    }
}

fn list(tried: &[Attempt]) -> String {
    let sources: Vec<String> = tried.iter().map(ToString::to_string).collect();
    if sources.is_empty() { String::new() } else { format!("Tentei: {}.", sources.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(failure: Failure) -> Attempt {
        Attempt { source: "publicador.example".into(), failure }
    }

    #[test]
    fn the_gravest_reason_names_the_error() {
        let unreachable = || attempt(Failure::Unreachable("dns".into()));
        let of = |tried| ModelError::of_attempts("m.bin", tried).code();
        assert_eq!(of(vec![unreachable(), attempt(Failure::NoClient)]), "model_no_network");
        assert_eq!(of(vec![unreachable(), attempt(Failure::Client("x".into()))]), "model_no_network");
        assert_eq!(of(vec![attempt(Failure::Refused(404)), unreachable()]), "model_unavailable");
        assert_eq!(of(vec![attempt(Failure::Stalled { seconds: 20 }), unreachable()]), "model_stalled");
        assert_eq!(of(vec![attempt(Failure::BadHash), attempt(Failure::Refused(404))]), "model_bad_hash");
    }

    #[test]
    fn every_source_tried_is_named_with_its_reason() {
        let error = ModelError::of_attempts("m.bin", vec![attempt(Failure::Unreachable("dns".into()))]);
        assert!(error.message().contains("publicador.example sem conexão (dns)"), "{}", error.message());
    }

    #[test]
    fn the_missing_pip_is_mentioned_only_where_it_was_missed() {
        let with = ModelError::of_attempts("m.bin", vec![attempt(Failure::NoClient)]);
        let without = ModelError::of_attempts("m.bin", vec![attempt(Failure::Unreachable("dns".into()))]);
        assert!(with.action().contains("python3-pip"));
        assert!(!without.action().contains("python3-pip"));
    }

    #[test]
    fn a_full_disk_says_how_much_to_free() {
        let error = ModelError::DiskFull { path: "/tmp/m.bin.part".into(), missing: 81_768_585 };
        assert!(error.action().contains("81,8 MB"), "{}", error.action());
    }
}

//! Wrong usage, explained in Portuguese.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::process::ExitCode;

/// Prints help, version, or what is wrong with the words given; exit 0 or 2.
pub(super) fn explain(error: &Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            super::print::out(error.render().to_string().trim_end());
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            super::print::error_line(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
        _ => {}
    }
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join(", "),
        _ => String::new(),
    };
    let argument = word(ContextKind::InvalidArg);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => format!("A opção {argument} não existe."),
        ErrorKind::InvalidSubcommand => format!("O comando “{}” não existe.", word(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("Faltou: {argument}."),
        ErrorKind::MissingSubcommand => "Faltou o comando.".to_owned(),
        ErrorKind::ArgumentConflict => format!("{argument} não pode ser usado com {}.", word(ContextKind::PriorArg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
            let value = word(ContextKind::InvalidValue);
            if value.is_empty() {
                format!("Faltou o valor de {argument}.")
            } else {
                format!("O valor “{value}” não serve para {argument}{source}.")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("O número de valores de {argument} não está certo.")
        }
        ErrorKind::InvalidUtf8 => "Um dos argumentos não é um texto válido.".to_owned(),
        _ => error.to_string(),
    };
    super::print::error_line(&format!("{sentence}\nVeja as opções com: alfa --help, ou alfa COMANDO --help"));
    ExitCode::from(2)
}

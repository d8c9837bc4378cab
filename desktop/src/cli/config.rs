//! `alfa config`: settings and keys.

use super::arguments::{Config, ConfigAction};
use super::{Done, print};
use crate::paths::Paths;
use crate::secrets::{Location, NoKeyring, Secret, Secrets};
use crate::settings::{KEYS, SettingsFile, key};
use alfa_copilot::Problem;
use secrecy::SecretString;
use std::io::Read;

pub(super) async fn run(arguments: Config) -> Done {
    let paths = Paths::resolve()?;
    let file = SettingsFile::new(&paths.settings);
    match arguments.action.unwrap_or(ConfigAction::List) {
        ConfigAction::List => {
            let loaded = file.load()?;
            for key in KEYS {
                print::out(&format!("{} = {}", key.name, key.value(&loaded.settings)));
                print::out(&format!("    {}", key.description));
            }
            let secrets = Secrets::new("alfa");
            for secret in Secret::ALL {
                let held = match secrets.get(secret).await {
                    None => "não há",
                    Some((_, Location::Environment)) => "na variável de ambiente",
                    Some((_, Location::Keyring)) => "no chaveiro",
                    Some((_, Location::Memory(_))) => "só nesta execução",
                };
                print::out(&format!("chave {} : {held}", secret.as_str()));
            }
        }
        ConfigAction::Get { name } => {
            let loaded = file.load()?;
            let known = key(&name).ok_or_else(|| unknown(&name))?;
            print::out(&known.value(&loaded.settings));
        }
        ConfigAction::Set { name, value } => {
            refuse_secret(&name)?;
            file.set(&name, &value)?;
            print::error_line(&format!("{name} = {value}"));
        }
        ConfigAction::Unset { name } => {
            file.unset(&name)?;
            print::error_line(&format!("{name} voltou ao padrão."));
        }
        ConfigAction::Key { service, delete } => set_key(&service, delete).await?,
    }
    Ok(())
}

fn unknown(name: &str) -> Problem {
    Problem::new(
        "unknown_setting",
        format!("Não existe a configuração “{name}”."),
        "Veja os nomes com “alfa config list”.",
    )
}

/// A key is never written to the settings file.
fn refuse_secret(name: &str) -> Result<(), Problem> {
    if name.ends_with("key") || name.contains("api_key") {
        return Err(Problem::new(
            "not_a_setting",
            "Chaves não ficam no arquivo de configurações.",
            "Guarde a chave no chaveiro com: alfa config key SERVIÇO",
        ));
    }
    Ok(())
}

async fn set_key(service: &str, delete: bool) -> Result<(), Problem> {
    let secret: Secret = service.parse().map_err(|_| {
        Problem::new(
            "unknown_service",
            format!("Não conheço o serviço “{service}”."),
            "Use openai, llm, elevenlabs, coinmarketcap ou coingecko.",
        )
    })?;
    let secrets = Secrets::new("alfa");
    if delete {
        secrets.delete(secret).await.map_err(no_keyring)?;
        print::error_line("Chave apagada.");
        return Ok(());
    }
    print::error_line("Cole a chave e termine com Enter e Ctrl+D:");
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| {
        Problem::new("input_unreadable", format!("Não consegui ler a chave: {error}."), "Tente de novo.")
    })?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::new("empty_key", "A chave veio vazia.", "Cole a chave e tente de novo."));
    }
    match secrets.set(secret, SecretString::from(text)).await {
        Location::Memory(why) => Err(no_keyring(why)),
        _ => {
            print::error_line("Chave guardada no chaveiro do sistema.");
            Ok(())
        }
    }
}

fn no_keyring(why: NoKeyring) -> Problem {
    let message = match why {
        NoKeyring::Absent => "Este sistema não tem um chaveiro, e a ALFA não guarda chaves em arquivos.",
        NoKeyring::Locked => "O chaveiro do sistema está trancado.",
        NoKeyring::Hangs => "O chaveiro do sistema não respondeu.",
    };
    Problem::new(
        "no_keyring",
        message,
        "Destranque ou instale o chaveiro, ou dê a chave pela variável de ambiente a cada uso.",
    )
}

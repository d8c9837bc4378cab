//! `alfa account`: the account in ALFA's cloud.

use super::arguments::{Account as Arguments, AccountAction, ServerArgument};
use super::{Done, print};
use crate::cloud::{Account, CloudError, Keeping, Session};
use crate::paths::Paths;
use alfa_copilot::Problem;
use alfa_sync::{BadPhrase, DataKey, Phrase};
use secrecy::SecretString;
use std::io::IsTerminal;
use zeroize::Zeroizing;

/// So many of the phrase's words are asked for after it was shown.
const CHECKED: usize = 3;

pub(super) async fn run(arguments: Arguments) -> Done {
    let paths = Paths::resolve()?;
    match arguments.action.unwrap_or(AccountAction::Show) {
        AccountAction::Show => match Account::load(&paths).await? {
            Some(account) => print::out(&format!("{} em {}", account.email, account.server)),
            None => print::error_line("Nenhuma conta neste computador. Entre com: alfa account sign-in E-MAIL"),
        },
        AccountAction::Create { email, server } => {
            let server = address(server)?;
            let password = secret_line("Senha da conta nova: ")?;
            Session::sign_up(&server, &email, &SecretString::from(password.as_str())).await?;
            print::error_line(&format!("Um código foi enviado para {email}. Confirme com: alfa account verify CÓDIGO"));
        }
        AccountAction::Verify { code, server } => {
            Session::verify(&address(server)?, code.trim()).await?;
            print::error_line("E-mail confirmado. Entre com: alfa account sign-in E-MAIL");
        }
        AccountAction::SignIn { email, server, name, session_file } => {
            let keeping = if session_file { Keeping::File } else { Keeping::Keyring };
            sign_in(&paths, &address(server)?, &email, name, keeping).await?;
        }
        AccountAction::SignOut => sign_out(&paths).await?,
    }
    Ok(())
}

fn address(argument: ServerArgument) -> Result<String, Problem> {
    let text = argument.server.filter(|text| !text.is_empty()).ok_or_else(|| {
        Problem::new(
            "no_server",
            "Falta o endereço da nuvem.",
            "Diga-o com --server ENDEREÇO, ou na variável ALFA_CLOUD_SERVER.",
        )
    })?;
    let url = reqwest::Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    match url {
        // a password and a session never travel in clear over a network
        Some(url) if url.scheme() == "http" && !is_here(&url) => Err(Problem::new(
            "server_in_clear",
            format!("{text} não protege a senha no caminho."),
            "Use um endereço que comece com https://.",
        )),
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
        None => Err(Problem::new(
            "bad_server",
            format!("“{text}” não é um endereço."),
            "Use um endereço que comece com https://.",
        )),
    }
}

fn is_here(url: &reqwest::Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

async fn sign_in(
    paths: &Paths,
    server: &str,
    email: &str,
    name: Option<String>,
    keeping: Keeping,
) -> Result<(), Problem> {
    // before anything is typed, shown or made
    Account::can_keep(paths, keeping).await?;
    // what cannot be read is replaced
    let before = Account::load(paths).await.unwrap_or_default();
    if let Some(other) = before.as_ref().filter(|before| before.server != server || before.email != email) {
        return Err(Problem::new(
            "already_signed_in",
            format!("Este computador está na conta {} em {}.", other.email, other.server),
            "Saia dela antes, com “alfa account sign-out”; os dados daqui passam então para a conta em que entrar.",
        ));
    }
    let password = secret_line("Senha: ")?;
    let name = name.or_else(host_name).unwrap_or_else(|| "computador".to_owned());
    let session = Session::sign_in(server, email, &SecretString::from(password.as_str()), &name).await?;
    let key = match data_key(&session).await {
        Ok(key) => key,
        Err(problem) => {
            // without the key this device can do nothing: it shall not stand in the list
            let _ = session.sign_out().await;
            return Err(problem);
        }
    };
    let account = Account::new(server, email, &session, key, keeping);
    if let Err(problem) = account.save(paths).await {
        let _ = session.sign_out().await;
        return Err(problem);
    }
    if let Some(before) = before
        && let Ok(session) = before.session().await
    {
        // this computer stands in the list once
        let _ = session.sign_out().await;
    }
    print::error_line(&format!("Você entrou como {email}. Sincronize com: alfa sync now"));
    Ok(())
}

/// The account's key: by the phrase the user types, or a new one with its phrase where the account has none yet.
async fn data_key(session: &Session) -> Result<DataKey, Problem> {
    if let Some(wrapped) = session.wrapped_key().await? {
        let text = secret_line("Frase de recuperação (24 palavras): ")?;
        let phrase = Phrase::parse(&text).map_err(bad_phrase)?;
        return DataKey::unwrap(&wrapped, &phrase, session.user_id()).map_err(|_| {
            Problem::new(
                "wrong_phrase",
                "Esta frase de recuperação é de outra conta.",
                "Confira as palavras que anotou para esta conta.",
            )
        });
    }
    let (key, phrase) = (DataKey::new().map_err(no_random)?, Phrase::new().map_err(bad_phrase)?);
    print::error_line(
        "Anote estas 24 palavras num papel. Sem elas, um computador novo não lê os seus dados; elas não são mostradas de novo.",
    );
    print::out(&phrase.words().join(" "));
    check(&phrase)?;
    let wrapped = key.wrap(&phrase, session.user_id()).map_err(no_random)?;
    match session.put_wrapped_key(&wrapped).await {
        Ok(()) => Ok(key),
        // it came through, only its answer did not
        Err(_) if session.wrapped_key().await?.is_some_and(|put| key.is_of(&put, session.user_id())) => Ok(key),
        Err(CloudError::Problem { code, .. }) if code == "key_exists" => Err(Problem::new(
            "key_exists",
            "Outro dispositivo acabou de criar a frase de recuperação desta conta; a que apareceu aqui não vale.",
            "Entre de novo e digite a frase do outro dispositivo.",
        )),
        Err(error) => Err(error.into()),
    }
}

/// Asks for some of the words, so that they are really written down; a program that reads them has them already.
fn check(phrase: &Phrase) -> Result<(), Problem> {
    if !std::io::stdin().is_terminal() {
        return Ok(());
    }
    let words = phrase.words();
    let mut bytes = [0; CHECKED];
    getrandom::fill(&mut bytes).map_err(no_random)?;
    for (part, byte) in bytes.into_iter().enumerate() {
        let place = part * words.len() / CHECKED + usize::from(byte) % (words.len() / CHECKED);
        let typed = secret_line(&format!("Palavra {}: ", place + 1))?;
        if !words.get(place).is_some_and(|word| Phrase::is_word(word, &typed)) {
            return Err(Problem::new(
                "phrase_not_written_down",
                format!("A palavra {} não é essa.", place + 1),
                "Entre de novo: uma frase nova será mostrada.",
            ));
        }
    }
    Ok(())
}

async fn sign_out(paths: &Paths) -> Result<(), Problem> {
    let told = match Account::load(paths).await {
        Ok(None) => {
            print::error_line("Nenhuma conta neste computador.");
            return Ok(());
        }
        // a session that ended, or a cloud that is away, does not keep anybody signed in here
        Ok(Some(account)) => match account.session().await {
            Ok(session) => session.sign_out().await.is_ok(),
            Err(problem) => problem.code == "signed_out",
        },
        Err(_) => false,
    };
    Account::forget(paths).await?;
    print::error_line("Você saiu da conta; os dados continuam neste computador.");
    if !told {
        print::error_line(
            "A nuvem não soube disso: tire este computador da lista em outro dispositivo, com “alfa sync devices --revoke ID”.",
        );
    }
    Ok(())
}

/// A line that is not shown while it is typed.
fn secret_line(prompt: &str) -> Result<Zeroizing<String>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::new("input_unreadable", format!("Não consegui ler a entrada: {error}."), "Tente de novo.")
    };
    let line = if std::io::stdin().is_terminal() {
        Zeroizing::new(rpassword::prompt_password(prompt).map_err(unreadable)?)
    } else {
        let mut line = Zeroizing::new(String::new());
        std::io::stdin().read_line(&mut line).map_err(unreadable)?;
        line
    };
    let text = Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned());
    if text.is_empty() {
        return Err(Problem::new("empty_input", "Nada foi digitado.", "Tente de novo."));
    }
    Ok(text)
}

fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/etc/hostname").ok().or_else(|| std::env::var("COMPUTERNAME").ok())?;
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn bad_phrase(error: BadPhrase) -> Problem {
    let message = match error {
        BadPhrase::Count(count) => format!("A frase de recuperação tem 24 palavras; vieram {count}."),
        BadPhrase::Word(place) => format!("A palavra {place} não existe na lista."),
        BadPhrase::Checksum => {
            "As palavras existem, mas não formam uma frase: uma está trocada ou fora do lugar.".to_owned()
        }
        BadPhrase::Random => return no_random(error),
    };
    Problem::new("bad_phrase", message, "Confira as palavras que anotou e tente de novo.")
}

fn no_random(error: impl std::fmt::Display) -> Problem {
    Problem::new("no_random", format!("O sistema não dá números aleatórios: {error}."), "Reinicie o computador.")
}

//! `alfa account`: the account in ALFA's cloud.

use super::alerts::open_store;
use super::arguments::{Account as Arguments, AccountAction, ServerArgument, TotpAction};
use super::{Done, account_audio, account_usage, owner, password, print, report};
use crate::cloud::{
    Account, CloudError, Keeping, OpenedKeys, Parting, Session, SigningIn, device_name, open_in_browser, server_address,
};
use crate::paths::Paths;
use alfa_copilot::Problem;
use secrecy::SecretString;
use std::io::IsTerminal;
use zeroize::Zeroizing;

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
        AccountAction::SignIn { email, server, name, session_file, browser } => {
            let keeping = if session_file { Keeping::File } else { Keeping::Keyring };
            let way = if browser { Way::Browser } else { Way::Password };
            sign_in(&paths, &address(server)?, &email.unwrap_or_default(), name, way, keeping).await?;
        }
        AccountAction::Usage { json } => account_usage::show(&paths, json).await?,
        AccountAction::Audio { json, delete } => account_audio::run(&paths, json, delete).await?,
        AccountAction::SignOut => sign_out(&paths).await?,
        AccountAction::ResetPassword { email, server } => password::reset(&email, server).await?,
        AccountAction::NewPassword { code, server } => password::confirm_reset(&code, server).await?,
        AccountAction::ChangePassword => password::change(&paths).await?,
        AccountAction::Report { at, coins, off } => report::run(&paths, at, coins, off).await?,
        AccountAction::Totp { action: TotpAction::On } => owner::turn_on(&paths).await?,
        AccountAction::Totp { action: TotpAction::Off } => owner::turn_off(&paths).await?,
        AccountAction::Totp { action: TotpAction::Codes } => owner::renew_codes(&paths).await?,
        AccountAction::ChangeEmail { email } => owner::change_email(&paths, &email).await?,
        AccountAction::ConfirmEmail { code } => owner::confirm_email(&paths, &code).await?,
        AccountAction::Export { out } => owner::export(&paths, &out).await?,
        AccountAction::Erase => password::erase(&paths).await?,
    }
    Ok(())
}

pub(super) fn address(argument: ServerArgument) -> Result<String, Problem> {
    server_address(&argument.server.unwrap_or_default())
}

/// How somebody signs in.
#[derive(Clone, Copy)]
enum Way {
    Password,
    Browser,
}

async fn by_password(server: &str, email: &str, name: &str) -> Result<Session, Problem> {
    let password = secret_line("Senha: ")?;
    let signed_in = Session::sign_in(server, email, &SecretString::from(password.as_str()), name).await;
    match signed_in.as_ref().err().and_then(CloudError::second_factor_ticket) {
        Some(ticket) => owner::second_factor(server, &ticket).await,
        None => Ok(signed_in?),
    }
}

/// Opens the sign-in page, or says where it is.
fn show(page: &str) {
    let page = page.to_owned();
    tokio::spawn(async move {
        let said = match open_in_browser(&page).await {
            true => "Entre pela página que se abriu no navegador. Se ela não apareceu, abra este endereço:",
            false => "Não encontrei um navegador. Abra este endereço num navegador deste computador:",
        };
        print::error_line(said);
        print::error_line(&page);
    });
}

async fn sign_in(
    paths: &Paths,
    server: &str,
    email: &str,
    name: Option<String>,
    way: Way,
    keeping: Keeping,
) -> Result<(), Problem> {
    SigningIn::allowed(paths, server, email, keeping).await?;
    let name = name.unwrap_or_else(device_name);
    let session = match way {
        Way::Password => by_password(server, email, &name).await?,
        Way::Browser => Session::sign_in_by_browser(server, &name, email, show).await?,
    };
    let signing_in = SigningIn::with(paths, session, server, keeping).await?;
    let keys = match data_keys(&signing_in).await {
        Ok(keys) => keys,
        Err(problem) => {
            signing_in.give_up().await;
            return Err(problem);
        }
    };
    signing_in.finish(paths, keys).await?;
    let email = signing_in.email();
    print::error_line(&format!("Você entrou como {email}. Sincronize com: alfa sync now"));
    Ok(())
}

/// The account's keys: by the phrase the user types, or a new one with its phrase where the account has none yet.
async fn data_keys(signing_in: &SigningIn) -> Result<OpenedKeys, Problem> {
    let Some(phrase) = signing_in.new_phrase() else {
        print::error_line("A frase de recuperação é a desta conta, nunca a de uma carteira.");
        return signing_in.keys(&secret_line("Frase de recuperação (24 palavras): ")?).await;
    };
    print::error_line(
        "Anote estas 24 palavras num papel. Sem elas, um computador novo não lê os seus dados; elas não são mostradas de novo. Não é a frase de uma carteira: ela não guarda moedas, e a de uma carteira nunca deve ser digitada aqui.",
    );
    print::out(&phrase.words().join(" "));
    // a program that reads the words has them already
    if std::io::stdin().is_terminal() {
        for place in phrase.asked() {
            phrase.is_word(place, &secret_line(&format!("Palavra {place}: "))?)?;
        }
    }
    signing_in.keys("").await
}

async fn sign_out(paths: &Paths) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    let parting = Account::sign_out(paths, &store).await?;
    if parting == Parting::Nobody {
        print::error_line("Nenhuma conta neste computador.");
        return Ok(());
    }
    print::error_line("Você saiu da conta; os dados continuam neste computador.");
    if parting == Parting::Untold {
        print::error_line(
            "A nuvem não soube disso: tire este computador da lista em outro dispositivo, com “alfa sync devices --revoke ID”.",
        );
    }
    Ok(())
}

/// A line that is not shown while it is typed.
pub(super) fn secret_line(prompt: &str) -> Result<Zeroizing<String>, Problem> {
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

//! `alfa account totp | change-email | export`: what the owner does with an account this computer is in.

use super::alerts::open_store;
use super::password::secret;
use super::print;
use crate::cloud::{Account, Session};
use crate::paths::Paths;
use alfa_copilot::Problem;
use secrecy::{ExposeSecret, SecretString};
use std::io::IsTerminal;
use std::path::Path;

/// So often a wrong code may be typed again.
const TRIES: usize = 3;

/// The second half of signing in: a code of the authenticator, or a recovery code.
pub(super) async fn second_factor(server: &str, ticket: &SecretString) -> Result<Session, Problem> {
    let mut left = TRIES;
    loop {
        left -= 1;
        let code = secret("Código do autenticador, ou de recuperação: ")?;
        match Session::sign_in_with_second_factor(server, ticket, &code).await.map_err(Problem::from) {
            // a program that types would only type the same again
            Err(problem) if problem.code == "wrong_code" && left > 0 && std::io::stdin().is_terminal() => {
                print::error_line(&problem.message);
            }
            other => return other,
        }
    }
}

/// That there is an account, before anything is typed.
async fn is_in_account(paths: &Paths) -> Result<(), Problem> {
    Account::load(paths).await?.ok_or_else(Account::missing).map(drop)
}

pub(super) async fn turn_on(paths: &Paths) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    is_in_account(paths).await?;
    let password = secret("Senha: ")?;
    // nobody waits for what is being typed
    let begun = Account::alone(paths, &store).await?.session.begin_second_factor(&password).await?;
    print::error_line("No seu autenticador, adicione uma conta com esta chave, ou com o endereço abaixo dela:");
    print::out(begun.secret.expose_secret());
    print::out(begun.url.expose_secret());
    let code = secret("Código do autenticador: ")?;
    let codes = Account::alone(paths, &store).await?.session.confirm_second_factor(&code).await?;
    print::error_line("Ligada: para entrar, além da senha, será pedido um código do autenticador.");
    show(&codes);
    Ok(())
}

/// The recovery codes, which are seen once.
fn show(codes: &[SecretString]) {
    print::error_line(
        "Guarde estes códigos de recuperação. Cada um vale uma vez no lugar do autenticador; eles não são mostrados de novo.",
    );
    for code in codes {
        print::out(code.expose_secret());
    }
}

/// The password and a code, as they are typed to prove who asks.
fn proof() -> Result<(SecretString, SecretString), Problem> {
    Ok((secret("Senha: ")?, secret("Código do autenticador, ou de recuperação: ")?))
}

pub(super) async fn renew_codes(paths: &Paths) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    is_in_account(paths).await?;
    let (password, code) = proof()?;
    let codes = Account::alone(paths, &store).await?.session.renew_recovery_codes(&password, &code).await?;
    print::error_line("Os códigos de recuperação de antes não valem mais.");
    show(&codes);
    Ok(())
}

pub(super) async fn turn_off(paths: &Paths) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    is_in_account(paths).await?;
    let (password, code) = proof()?;
    Account::alone(paths, &store).await?.session.end_second_factor(&password, &code).await?;
    print::error_line("Desligada: para entrar basta agora a senha.");
    Ok(())
}

pub(super) async fn change_email(paths: &Paths, email: &str) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    is_in_account(paths).await?;
    let password = secret("Senha: ")?;
    Account::alone(paths, &store).await?.session.change_email(&password, email).await?;
    print::error_line(&format!(
        "Um código foi enviado para {email}. Até que você o confirme, nada muda: alfa account confirm-email CÓDIGO"
    ));
    Ok(())
}

pub(super) async fn confirm_email(paths: &Paths, code: &str) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    let email = Account::confirm_email(paths, &store, code).await?;
    print::error_line(&format!("Agora a conta é {email}."));
    Ok(())
}

pub(super) async fn export(paths: &Paths, out: &Path) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    is_in_account(paths).await?;
    Account::export(paths, &store, &secret("Senha: ")?, out).await?;
    print::error_line(&format!("Tudo o que o servidor tem da sua conta está em {}.", out.display()));
    Ok(())
}

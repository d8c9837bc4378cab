//! `alfa account reset-password | new-password | change-password | erase`: what asks for a password of an account that is there.

use super::account::{address, secret_line};
use super::alerts::open_store;
use super::arguments::ServerArgument;
use super::print;
use crate::cloud::{Account, Session};
use crate::paths::Paths;
use alfa_copilot::Problem;
use secrecy::SecretString;

pub(super) fn secret(prompt: &str) -> Result<SecretString, Problem> {
    Ok(SecretString::from(secret_line(prompt)?.as_str()))
}

/// The same answer for every address, whether it has an account or not.
pub(super) async fn reset(email: &str, server: ServerArgument) -> Result<(), Problem> {
    Session::reset_password(&address(server)?, email).await?;
    print::error_line(&format!(
        "Se {email} tem uma conta, um código foi enviado. Escolha a senha nova com: alfa account new-password CÓDIGO"
    ));
    Ok(())
}

pub(super) async fn confirm_reset(code: &str, server: ServerArgument) -> Result<(), Problem> {
    let server = address(server)?;
    Session::confirm_reset(&server, code.trim(), &secret("Senha nova: ")?).await?;
    print::error_line(
        "A senha foi trocada, e todos os dispositivos saíram da conta. Entre de novo com: alfa account sign-in E-MAIL. A frase de recuperação é a mesma.",
    );
    Ok(())
}

pub(super) async fn change(paths: &Paths) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    Account::load(paths).await?.ok_or_else(Account::missing)?;
    let (now, new) = (secret("Senha de agora: ")?, secret("Senha nova: ")?);
    let alone = Account::alone(paths, &store).await?;
    alone.session.change_password(&now, &new).await?;
    print::error_line("A senha foi trocada; os outros dispositivos saíram da conta.");
    Ok(())
}

pub(super) async fn erase(paths: &Paths) -> Result<(), Problem> {
    let (store, _) = open_store()?;
    let account = Account::load(paths).await?.ok_or_else(Account::missing)?;
    print::error_line(&format!(
        "A conta {} e tudo o que está nela na nuvem serão apagados para sempre. O que está neste computador fica.",
        account.email
    ));
    Account::erase(paths, &store, &secret("Senha, para confirmar: ")?).await?;
    print::error_line("A conta foi apagada; os dados continuam neste computador.");
    Ok(())
}

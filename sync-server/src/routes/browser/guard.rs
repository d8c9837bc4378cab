//! That a form was sent by its page, and by nobody else's.

use super::cookies::Cookies;
use crate::config::key_bytes;
use crate::{App, Problem};
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// A password is typed only where nobody on the way reads it.
pub(super) fn is_private(app: &App) -> Result<(), Problem> {
    let url = &app.config.public_url;
    let host = url.strip_prefix("http://").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    let here = host.is_some_and(|host| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
        name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    });
    if url.starts_with("https://") || here {
        return Ok(());
    }
    let text = "Entrar pelo navegador só é possível por https. Fale com quem opera este servidor.";
    Err(Problem::new(503, "browser_sign_in_off", text))
}

/// `Origin` is this server's.
pub(super) fn same_origin(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let url = &app.config.public_url;
    let end = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    let own = url.get(..end).unwrap_or(url);
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    if origin.is_some_and(|origin| origin.eq_ignore_ascii_case(own)) {
        return Ok(());
    }
    Err(Problem::new(403, "wrong_origin", "Este formulário veio de outra página. Comece de novo no computador."))
}

/// The form's token belongs to the browser's cookie.
pub(super) fn token(app: &App, headers: &HeaderMap, token: &str) -> Result<(), Problem> {
    let made = Cookies::of(app).form(headers).map(|cookie| token_of(app, cookie));
    if made.is_some_and(|made| bool::from(made.as_bytes().ct_eq(token.as_bytes()))) {
        return Ok(());
    }
    let text =
        "Esta página ficou aberta por tempo demais, ou o navegador não guarda cookies. Comece de novo no computador.";
    Err(Problem::new(403, "bad_form_token", text))
}

/// A form's token: nobody can make one without the cookie, which other pages cannot read.
pub(super) fn token_of(app: &App, cookie: &str) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&key_bytes(&app.config.secret_key)) else {
        return String::new();
    };
    mac.update(b"alfa-form-1");
    mac.update(cookie.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

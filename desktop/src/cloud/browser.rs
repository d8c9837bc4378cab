//! Signing in through the browser: PKCE (RFC 7636) with a redirect to this computer (RFC 8252).

use super::http::{self, Server};
use super::session::SignedIn;
use super::{CloudError, Session};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Whoever has not signed in by then has given up.
const PATIENCE: Duration = Duration::from_secs(300);
/// A request to the redirect is one line and its headers.
const LONGEST: usize = 16 << 10;
const REQUEST: Duration = Duration::from_secs(5);
const PATH: &str = "/entrar";

fn problem(code: &str, detail: &str) -> CloudError {
    CloudError::Problem { status: 0, code: code.to_owned(), detail: detail.to_owned(), body: String::new() }
}

fn random() -> Result<SecretString, CloudError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| problem("no_random", &format!("O sistema não dá números aleatórios: {error}.")))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
}

/// What the browser brought back.
enum Brought {
    Code(String),
    Denied,
}

impl Session {
    /// Signs in on the server's own page in the browser, which this computer never sees the password of. `show` is given the page's address once this
    /// computer listens for the answer; it opens it, or says it.
    ///
    /// # Errors
    /// `sign_in_denied` where the user said no; `sign_in_timeout` after five minutes; `bad_code`; [`CloudError`].
    pub async fn sign_in_by_browser(
        server: &str,
        name: &str,
        email: &str,
        show: impl FnOnce(&str),
    ) -> Result<Self, CloudError> {
        let unreachable = |error: std::io::Error| CloudError::Unreachable(error.to_string());
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(unreachable)?;
        let redirect = format!("http://{}{PATH}", listener.local_addr().map_err(unreachable)?);
        let (verifier, state) = (random()?, random()?);
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret().as_bytes()));
        let parameters = [
            ("response_type", "code"),
            ("client_id", "alfa-desktop"),
            ("redirect_uri", redirect.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("state", state.expose_secret()),
            ("device_name", name),
            ("platform", std::env::consts::OS),
            ("login_hint", email),
        ];
        let page = format!("{}/v1/authorize", server.trim_end_matches('/'));
        let page =
            Url::parse_with_params(&page, parameters).map_err(|error| CloudError::Unreachable(error.to_string()))?;
        show(page.as_str());
        let brought = tokio::time::timeout(PATIENCE, wait(&listener, state.expose_secret())).await;
        let code = match brought {
            Err(_) => {
                let text = "Ninguém entrou pelo navegador em cinco minutos.";
                return Err(problem("sign_in_timeout", text));
            }
            Ok(Err(error)) => return Err(unreachable(error)),
            Ok(Ok(Brought::Denied)) => return Err(problem("sign_in_denied", "Você cancelou a entrada no navegador.")),
            Ok(Ok(Brought::Code(code))) => code,
        };
        let server = Server::new(server)?;
        let body = json!({ "code": code, "code_verifier": verifier.expose_secret(), "redirect_uri": redirect });
        let signed: SignedIn = http::json(server.request(Method::POST, "/v1/sessions/code").json(&body)).await?;
        Ok(Self::of(server, signed))
    }
}

/// Until the browser comes with our state; whoever else comes is sent away.
async fn wait(listener: &TcpListener, state: &str) -> std::io::Result<Brought> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        let asked = tokio::time::timeout(REQUEST, target(&mut stream)).await.ok().and_then(Result::ok).flatten();
        let brought = asked.and_then(|target| brought(&target, state));
        let (status, title, text) = match &brought {
            Some(Brought::Code(_)) => ("200 OK", "Pronto", "Você já pode fechar esta página e voltar para a ALFA."),
            Some(Brought::Denied) => ("200 OK", "Cancelado", "Nada mudou. Você já pode fechar esta página."),
            None => ("404 Not Found", "Não é aqui", "Esta página não existe."),
        };
        let html = format!(
            "<!doctype html><html lang=\"pt-BR\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · ALFA</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
        );
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{html}",
            html.len()
        );
        // a browser that is gone again has brought it all the same
        let _ = tokio::time::timeout(REQUEST, stream.write_all(answer.as_bytes())).await;
        let _ = stream.shutdown().await;
        if let Some(brought) = brought {
            return Ok(brought);
        }
    }
}

/// The target of a GET request.
async fn target(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut part = [0; 2_048];
        let read = stream.read(&mut part).await?;
        head.extend_from_slice(part.get(..read).unwrap_or_default());
        if read == 0 || head.len() > LONGEST {
            return Ok(None);
        }
    }
    let line = String::from_utf8_lossy(&head);
    Ok(line.lines().next().and_then(|line| line.strip_prefix("GET ")?.split(' ').next().map(str::to_owned)))
}

fn brought(target: &str, state: &str) -> Option<Brought> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok().filter(|url| url.path() == PATH)?;
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if value("state").as_deref() != Some(state) {
        return None;
    }
    match (value("code"), value("error")) {
        (Some(code), None) => Some(Brought::Code(code)),
        (None, Some(_)) => Some(Brought::Denied),
        _ => None,
    }
}

/// Opens an address in the user's browser (`BROWSER`, or the system's); `false` where there is none.
pub async fn open_in_browser(url: &str) -> bool {
    let own = std::env::var("BROWSER").ok().filter(|browser| !browser.is_empty());
    let mut command = match own {
        Some(browser) => tokio::process::Command::new(browser),
        None if cfg!(target_os = "macos") => tokio::process::Command::new("open"),
        None if cfg!(windows) => {
            let mut command = tokio::process::Command::new("rundll32");
            command.arg("url.dll,FileProtocolHandler");
            command
        }
        None => tokio::process::Command::new("xdg-open"),
    };
    let silent = std::process::Stdio::null;
    let Ok(mut opener) = command.arg(url).stdin(silent()).stdout(silent()).stderr(silent()).spawn() else {
        return false;
    };
    // what goes on running is a browser; what ends at once says how it went
    match tokio::time::timeout(Duration::from_secs(2), opener.wait()).await {
        Ok(Ok(status)) => status.success(),
        Ok(Err(_)) => false,
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_our_own_request_counts() {
        let code = |target: &str| match brought(target, "nosso") {
            Some(Brought::Code(code)) => Some(code),
            _ => None,
        };
        assert_eq!(code("/entrar?code=abc&state=nosso").as_deref(), Some("abc"));
        for other in
            ["/entrar?code=abc&state=outro", "/entrar?code=abc", "/?code=abc&state=nosso", "/entrar?state=nosso", "//x"]
        {
            assert_eq!(code(other), None, "{other}");
        }
        assert!(matches!(brought("/entrar?error=access_denied&state=nosso", "nosso"), Some(Brought::Denied)));
    }
}

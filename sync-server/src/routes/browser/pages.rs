//! The pages: HTML and one style, no script.

use super::cookies::Cookies;
use super::{guard, see_other};
use crate::accounts::{self, Authorization};
use crate::{App, Problem};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");
const MARK: &str = r##"<svg width="44" height="44" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#1c2320"/><path d="M6 19.5c3 0 3-7 6-7s3 11 6 11 3-15 5-15 1.5 6 3 6" fill="none" stroke="#f0b23e" stroke-width="2.6" stroke-linecap="round"/></svg>"##;

/// What is shown.
pub(super) enum View {
    SignIn { email: String, problem: Option<String> },
    SecondFactor { ticket: String, problem: Option<String> },
    Consent { email: String },
}

/// One answer: its forms come back to the address it was asked at.
pub(super) struct Page {
    query: String,
    nonce: String,
    https: bool,
}

impl Page {
    pub fn new(app: &App, query: Option<&str>) -> Self {
        let nonce = accounts::random_code().unwrap_or_default();
        Self {
            query: query.unwrap_or_default().to_owned(),
            nonce,
            https: app.config.public_url.starts_with("https://"),
        }
    }

    /// A page with its form.
    pub fn show(
        &self,
        app: &App,
        headers: &HeaderMap,
        status: StatusCode,
        authorization: &Authorization,
        view: &View,
    ) -> Response {
        let cookies = Cookies::of(app);
        let (cookie, fresh) = match cookies.form(headers).filter(|cookie| !cookie.is_empty()) {
            Some(cookie) => (cookie.to_owned(), false),
            None => match accounts::random_code() {
                Ok(cookie) => (cookie, true),
                Err(problem) => return self.problem(&problem),
            },
        };
        let (title, inside) = self.body(view, authorization.device_name(), &guard::token_of(app, &cookie));
        let mut response = self.html(status, title, &inside, authorization.redirect_origin());
        if fresh && let Some(cookie) = cookies.set_form(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// A page that says what is wrong, and leads nowhere.
    pub fn problem(&self, problem: &Problem) -> Response {
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let inside = format!("<h1>Não deu para continuar</h1><p>{}</p>", escaped(&problem.detail));
        let mut response = self.html(status, "Não deu para continuar", &inside, "");
        if let Some(seconds) = problem.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    /// Back to the page, with a session.
    pub fn signed_in(&self, app: &App, cookie: &str) -> Response {
        self.with_session(app, cookie)
    }

    /// Back to the page, without one.
    pub fn signed_out(&self, app: &App) -> Response {
        self.with_session(app, "")
    }

    fn with_session(&self, app: &App, cookie: &str) -> Response {
        let mut response = see_other(&format!("/v1/authorize?{}", self.query));
        if let Some(cookie) = Cookies::of(app).set_session(cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    fn body(&self, view: &View, computer: &str, token: &str) -> (&'static str, String) {
        let action = format!("/v1/authorize?{}", escaped(&self.query));
        let form = |fields: &str| {
            format!(
                r#"<form method="post" action="{action}"><input type="hidden" name="token" value="{token}">{fields}</form>"#
            )
        };
        let problem = |text: &Option<String>| match text {
            Some(text) => format!(r#"<p class="problem" role="alert">{}</p>"#, escaped(text)),
            None => String::new(),
        };
        let computer = escaped(computer);
        match view {
            View::SignIn { email, problem: wrong } => {
                let (email_focus, password_focus) =
                    if email.is_empty() { (" autofocus", "") } else { ("", " autofocus") };
                let fields = format!(
                    r#"<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{}"{email_focus}>
<label for="password">Senha</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"{password_focus}>
<button name="action" value="sign_in">Continuar</button>"#,
                    escaped(email)
                );
                let said = format!("para usar a ALFA em <strong>{computer}</strong>");
                let inside = format!("<h1>Entrar na ALFA</h1><p>{said}</p>{}{}", problem(wrong), form(&fields));
                ("Entrar na ALFA", inside)
            }
            View::SecondFactor { ticket, problem: wrong } => {
                let fields = format!(
                    r#"<input type="hidden" name="ticket" value="{}">
<label for="code">Código</label>
<input id="code" name="code" autocomplete="one-time-code" required maxlength="40" spellcheck="false" autocapitalize="characters" autofocus>
<button name="action" value="second_factor">Continuar</button>"#,
                    escaped(ticket)
                );
                let said = "Digite os seis números do seu autenticador, ou um código de recuperação.";
                let inside =
                    format!("<h1>Verificação em duas etapas</h1><p>{said}</p>{}{}", problem(wrong), form(&fields));
                ("Verificação em duas etapas", inside)
            }
            View::Consent { email } => {
                let fields = r#"<button name="action" value="allow" autofocus>Entrar</button>
<button class="second" name="action" value="deny">Cancelar</button>
<button class="third" name="action" value="sign_out">Usar outra conta</button>"#;
                let inside = format!(
                    "<h1>Entrar neste computador</h1><dl><dt>Computador</dt><dd>{computer}</dd><dt>Conta</dt><dd>{}</dd></dl>\
                     <p>Continue só se foi você que pediu isto agora, na ALFA deste computador.</p>{}",
                    escaped(email),
                    form(fields)
                );
                ("Entrar neste computador", inside)
            }
        }
    }

    fn html(&self, status: StatusCode, title: &str, inside: &str, redirect: &str) -> Response {
        let nonce = &self.nonce;
        let html = format!(
            r#"<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · ALFA</title>
<style nonce="{nonce}">{STYLE}</style>
</head>
<body><main>{MARK}{inside}</main></body>
</html>
"#
        );
        // a form may also end at the computer that asked: browsers hold the redirect to this too
        let mut policy = format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        if !redirect.is_empty() {
            policy = policy.replace("form-action 'self'", &format!("form-action 'self' {redirect}"));
        }
        let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
        let headers = response.headers_mut();
        // without a referrer at all browsers would send no origin with the form either
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(policy) = policy.parse() {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        if self.https {
            let year = HeaderValue::from_static("max-age=31536000");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
        }
        response
    }
}

/// Text as it stands in HTML, in attributes too.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        match character {
            '<' | '>' | '&' | '"' | '\'' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            plain => escaped.push(plain),
        }
        escaped
    })
}

/// How a browser is called in the list of devices.
pub(super) fn browser_name(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // most say that they are others too; the ones that are, say more
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} ({system})"),
        (Some(browser), None) => browser.to_owned(),
        _ => "Navegador".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_is_markup() {
        assert_eq!(escaped(r#"<a href="x">'&"#), "&#60;a href=&#34;x&#34;&#62;&#39;&#38;");
    }

    #[test]
    fn a_browser_is_called_what_it_is() {
        let named = |agent: &str| {
            let value = agent.parse().unwrap();
            browser_name(&HeaderMap::from_iter([(header::USER_AGENT, value)]))
        };
        assert_eq!(named("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox (Linux)");
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(named(edge), "Edge (Windows)");
        assert_eq!(named("curl/8"), "Navegador");
    }
}

//! `/v1/authorize`: pages of the server's own, on which a person signs in in the browser and lets a computer in.

mod cookies;
mod guard;
mod pages;

use super::peer::Peer;
use crate::accounts::{self, Authorization, Authorize, WebCaller};
use crate::{App, Problem};
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cookies::Cookies;
use pages::{Page, View};
use serde::Deserialize;
use std::net::IpAddr;
use utoipa_axum::router::OpenApiRouter;

/// Pages are for people: they do not stand in the document.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().route("/v1/authorize", get(page).post(submit))
}

/// What a form of these pages sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filled {
    token: String,
    action: Action,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Action {
    SignIn,
    SecondFactor,
    Allow,
    Deny,
    SignOut,
}

/// The page as it stands for whoever asks: sign in, or let the computer in.
async fn page(
    State(app): State<App>,
    Peer(from): Peer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
    query: Result<Query<Authorize>, QueryRejection>,
) -> Response {
    let page = Page::new(&app, raw.as_deref());
    match view(&app, from, &headers, query).await {
        Ok((authorization, view)) => page.show(&app, &headers, StatusCode::OK, &authorization, &view),
        Err(problem) => page.problem(&problem),
    }
}

async fn view(
    app: &App,
    from: Option<IpAddr>,
    headers: &HeaderMap,
    query: Result<Query<Authorize>, QueryRejection>,
) -> Result<(Authorization, View), Problem> {
    guard::is_private(app)?;
    let authorization = Authorization::of(query?.0)?;
    let view = match caller(app, headers, from).await? {
        Some(web) if authorization.is_for(&web.email) => View::Consent { email: web.email },
        Some(web) => {
            let asked = &authorization.login_hint;
            let text = format!("O computador pediu a conta {asked}; neste navegador você entrou como {}.", web.email);
            View::SignIn { email: asked.clone(), problem: Some(text) }
        }
        None => View::SignIn { email: authorization.login_hint.clone(), problem: None },
    };
    Ok((authorization, view))
}

/// What a form asks for.
async fn submit(
    State(app): State<App>,
    Peer(from): Peer,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
    query: Result<Query<Authorize>, QueryRejection>,
    form: Result<Form<Filled>, FormRejection>,
) -> Response {
    let page = Page::new(&app, raw.as_deref());
    let done = async {
        guard::is_private(&app)?;
        guard::same_origin(&app, &headers)?;
        let authorization = Authorization::of(query?.0)?;
        let Form(filled) = form.map_err(|_| Problem::invalid("O formulário não está na forma esperada."))?;
        guard::token(&app, &headers, &filled.token)?;
        act(&app, from, &headers, authorization, filled, &page).await
    };
    done.await.unwrap_or_else(|problem| page.problem(&problem))
}

async fn act(
    app: &App,
    from: Option<IpAddr>,
    headers: &HeaderMap,
    authorization: Authorization,
    filled: Filled,
    page: &Page,
) -> Result<Response, Problem> {
    let again = |status: u16, view: View| {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        page.show(app, headers, status, &authorization, &view)
    };
    match filled.action {
        Action::SignIn => {
            let browser = pages::browser_name(headers);
            match accounts::sign_in_web(app, &filled.email, filled.password, &browser, from).await {
                Ok(cookie) => Ok(page.signed_in(app, &cookie)),
                Err(problem) if problem.code == "second_factor_required" => {
                    let ticket = problem.more.get("ticket").and_then(|ticket| ticket.as_str()).unwrap_or_default();
                    // not an error: the next step
                    Ok(again(200, View::SecondFactor { ticket: ticket.to_owned(), problem: None }))
                }
                Err(problem) if problem.status < 500 => {
                    Ok(again(problem.status, View::SignIn { email: filled.email, problem: Some(problem.detail) }))
                }
                Err(problem) => Err(problem),
            }
        }
        Action::SecondFactor => match accounts::second_factor_web(app, &filled.ticket, &filled.code, from).await {
            Ok(cookie) => Ok(page.signed_in(app, &cookie)),
            Err(problem) if problem.code == "bad_ticket" => {
                let email = authorization.login_hint.clone();
                Ok(again(problem.status, View::SignIn { email, problem: Some(problem.detail) }))
            }
            Err(problem) if problem.status < 500 => {
                let view = View::SecondFactor { ticket: filled.ticket, problem: Some(problem.detail) };
                Ok(again(problem.status, view))
            }
            Err(problem) => Err(problem),
        },
        Action::Allow => match caller(app, headers, from).await? {
            Some(web) if authorization.is_for(&web.email) => {
                Ok(see_other(&authorization.allow(app, web.caller).await?))
            }
            _ => {
                let problem = Some("A sua sessão neste navegador terminou. Entre de novo.".to_owned());
                Ok(again(401, View::SignIn { email: authorization.login_hint.clone(), problem }))
            }
        },
        Action::Deny => Ok(see_other(&authorization.deny())),
        Action::SignOut => {
            if let Some(web) = caller(app, headers, from).await? {
                accounts::sign_out(app, web.caller).await?;
            }
            Ok(page.signed_out(app))
        }
    }
}

async fn caller(app: &App, headers: &HeaderMap, from: Option<IpAddr>) -> Result<Option<WebCaller>, Problem> {
    match Cookies::of(app).session(headers) {
        Some(cookie) => accounts::web_caller(app, cookie, from).await,
        None => Ok(None),
    }
}

/// An answer that sends the browser on by GET.
fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

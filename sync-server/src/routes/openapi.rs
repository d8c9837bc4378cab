//! The document of all routes (OpenAPI 3.1), made of the code.

use super::documented;
use crate::{App, Problem};
use axum::Json;
use std::sync::LazyLock;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What stands before the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "ALFA sync server",
        description = "Accounts, end-to-end encrypted sync, alerts and hosted voice. Errors are problem+json (RFC 9457) with a stable `code`."
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
    tags(
        (name = "health", description = "Whether the server lives, and what it offers"),
        (name = "accounts", description = "Accounts, sessions, devices"),
        (name = "sync", description = "What devices of one account share; docs/SYNC.md"),
        (name = "alerts", description = "Alerts watched and told by the cloud; docs/WATCH.md"),
        (name = "voice", description = "Hosted voice, what an account has used of it, and the market that is relayed; docs/VOICE.md"),
    )
)]
pub(super) struct Preface;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(|| {
    let mut document = documented().into_openapi();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(complete);
    }
    document
});

/// All routes, as they are.
pub fn openapi() -> OpenApi {
    DOCUMENT.clone()
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(document))
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "health", responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
async fn document() -> Json<&'static OpenApi> {
    Json(&DOCUMENT)
}

/// Adds what any route of its kind may answer; a handler names only what is its own.
fn complete(operation: &mut Operation) {
    let mut also = vec![
        ("408", "`too_slow`: the request did not arrive in time"),
        ("422", "`invalid_request`: not in the form expected"),
        ("429", "`too_many_requests`: come back after `Retry-After` seconds"),
        ("500", "`internal`: the server's own fault"),
        ("503", "`database_away`: come back after `Retry-After` seconds"),
    ];
    if operation.security.is_some() {
        also.push(("401", "`signed_out`: no token, or one that is expired or revoked"));
    }
    if operation.request_body.is_some() {
        also.push(("400", "`not_json`: the body is no JSON"));
        also.push(("413", "`too_large`: the body is larger than this route takes"));
        also.push(("415", "`not_json`: the Content-Type is not application/json"));
    }
    for (status, description) in also {
        let answer = operation.responses.responses.entry(status.to_owned());
        answer.or_insert_with(|| RefOr::T(problem(description)));
    }
    for (status, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && status.as_str() >= "400"
            && answer.content.is_empty()
        {
            *answer = problem(&answer.description);
        }
    }
}

fn problem(description: &str) -> Response {
    let schema = Ref::from_schema_name(Problem::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

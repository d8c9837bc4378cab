//! Errors as problem+json (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};

/// What went wrong, for a program by its code and for a person by its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// HTTP.
    pub status: u16,
    /// Stable, in snake_case.
    pub code: String,
    /// What happened and what to do, in Portuguese.
    pub detail: String,
    /// What a program needs besides.
    pub more: Map<String, Value>,
    /// Try again after so many seconds.
    pub retry_after_s: Option<u64>,
}

impl Problem {
    /// With nothing besides.
    pub fn new(status: u16, code: &str, detail: &str) -> Self {
        Self { status, code: code.to_owned(), detail: detail.to_owned(), more: Map::new(), retry_after_s: None }
    }

    /// The database is away or does not answer in time.
    pub fn away() -> Self {
        let away =
            Self::new(503, "database_away", "O servidor está sem o banco de dados agora. Tente de novo em instantes.");
        Self { retry_after_s: Some(2), ..away }
    }

    /// The server's own fault; its cause is in the log.
    pub fn internal() -> Self {
        Self::new(500, "internal", "Algo deu errado no servidor. Tente de novo; se continuar, avise quem o opera.")
    }

    /// Signed out, expired or revoked.
    pub fn signed_out() -> Self {
        Self::new(401, "signed_out", "Entre de novo na sua conta.")
    }

    /// The request is not as it should be.
    pub fn invalid(detail: &str) -> Self {
        Self::new(422, "invalid_request", detail)
    }
}

/// As it is written below; a program may be given more fields by some codes.
impl utoipa::PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        let text = |description: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
        let status = ObjectBuilder::new().schema_type(Type::Integer).description(Some("The HTTP status again."));
        let problem = ObjectBuilder::new()
            .description(Some("RFC 9457. Some codes bring more fields."))
            .property("type", text("Always about:blank."))
            .property("title", text("What HTTP calls the status."))
            .property("status", status)
            .property("code", text("Stable, in snake_case: what a program goes by."))
            .property("detail", text("What happened and what to do, in Portuguese, for the user."))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)));
        ["type", "title", "status", "code", "detail"].into_iter().fold(problem, ObjectBuilder::required).into()
    }
}

impl utoipa::ToSchema for Problem {}

impl Problem {
    /// What the database said.
    pub(crate) fn of(error: &sqlx::Error) -> Self {
        if crate::database::is_away(error) {
            return Self::away();
        }
        tracing::error!(%error, "database");
        Self::internal()
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        Self::of(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        });
        if let Value::Object(fields) = &mut body {
            fields.extend(self.more);
        }
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

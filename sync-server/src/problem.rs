//! Errors as problem+json (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

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

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
                Self::away()
            }
            // of these classes the server itself says that it goes away or cannot now: 08 connection, 53 resources, 57 shutdown
            sqlx::Error::Database(database)
                if database
                    .code()
                    .is_some_and(|code| ["08", "53", "57"].iter().any(|class| code.starts_with(class))) =>
            {
                Self::away()
            }
            _ => {
                tracing::error!(%error, "database");
                Self::internal()
            }
        }
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

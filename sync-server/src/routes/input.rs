//! Bodies and queries, whose faults are problems too.

use crate::{App, Problem};
use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// A JSON body.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

/// A JSON body with the SHA-256 of its bytes.
pub struct HashedJson<T>(pub T, pub [u8; 32]);

impl<T: DeserializeOwned> FromRequest<App> for HashedJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), app).await;
        let bytes = bytes.map_err(JsonRejection::from)?;
        let hash = Sha256::digest(&bytes).into();
        let Json(value) = Json::from_request(Request::from_parts(parts, bytes.into()), app).await?;
        Ok(Self(value, hash))
    }
}

/// A query.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// A path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match &rejection {
            JsonRejection::BytesRejection(_) if rejection.status().as_u16() == 413 => {
                Self::new(413, "too_large", "O pedido é grande demais: divida-o.")
            }
            JsonRejection::MissingJsonContentType(_) => {
                Self::new(415, "not_json", "Envie JSON, com Content-Type: application/json.")
            }
            JsonRejection::JsonSyntaxError(_) | JsonRejection::BytesRejection(_) => {
                Self::new(400, "not_json", "O corpo do pedido não é JSON, ou não chegou inteiro.")
            }
            _ => Self::invalid(&format!("O corpo do pedido não está na forma esperada ({}).", rejection.body_text())),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::invalid(&format!("Os parâmetros não estão na forma esperada ({}).", rejection.body_text()))
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::new(404, "no_such_route", "Este endereço não existe aqui.")
    }
}

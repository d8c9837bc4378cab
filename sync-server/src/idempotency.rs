//! `Idempotency-Key`: a request that is sent again is done once, and answered as the first was. The key is kept in the transaction that has the effect, so that
//! both are there or neither; what failed kept nothing and may be tried again.

use crate::at_rest::Purpose;
use crate::{App, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// What names the header in a request.
pub const KEY_HEADER: &str = "idempotency-key";
/// True where an answer is that of an earlier request.
pub const REPLAYED_HEADER: HeaderName = HeaderName::from_static("idempotency-replayed");
/// A key has at most so many characters.
const LONGEST: usize = 255;

/// The key of a request, where it came with one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(Option<String>);

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let mut sent = parts.headers.get_all(KEY_HEADER).iter();
        let Some(key) = sent.next() else { return Ok(Self(None)) };
        let plain = |key: &&str| (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        match (key.to_str().ok().filter(plain), sent.next()) {
            (Some(key), None) => Ok(Self(Some(key.to_owned()))),
            _ => {
                let wrong = "A Idempotency-Key deve ser uma só, de 1 a 255 caracteres ASCII sem espaços.";
                Err(Problem::new(422, "bad_idempotency_key", wrong))
            }
        }
    }
}

impl IdempotencyKey {
    /// One request: who asks, what, and the SHA-256 of its body.
    pub fn once(&self, user_id: Uuid, route: &'static str, hash: [u8; 32]) -> Once<'_> {
        Once { user_id, route, key: self.0.as_deref(), hash }
    }

    /// Whether a request of this key was done already, before its body has come.
    ///
    /// # Errors
    /// [`Problem::away`]
    pub async fn is_known(&self, app: &App, user_id: Uuid, route: &'static str) -> Result<bool, Problem> {
        let Some(key) = &self.0 else { return Ok(false) };
        let known: Option<(bool,)> =
            sqlx::query_as("SELECT true FROM idempotency WHERE user_id = $1 AND route = $2 AND key = $3")
                .bind(user_id)
                .bind(route)
                .bind(key)
                .fetch_optional(&app.pool)
                .await?;
        Ok(known.is_some())
    }
}

/// A request that is to be done once. Without a key it is done each time it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Once<'a> {
    /// Who asks.
    pub user_id: Uuid,
    route: &'static str,
    key: Option<&'a str>,
    hash: [u8; 32],
}

impl Once<'_> {
    /// What the same request was answered before.
    ///
    /// # Errors
    /// `idempotency_key_reused` where the key came with another body; [`Problem::away`].
    pub async fn answered(&self, app: &App) -> Result<Option<Answer>, Problem> {
        if self.key.is_none() {
            return Ok(None);
        }
        let mut connection = app.pool.acquire().await?;
        self.read(app, &mut connection).await
    }

    /// Does it where it was not done yet. Where it cannot be done, because the same request is being done or just was, that one's answer counts.
    ///
    /// # Errors
    /// `idempotency_key_reused`; those of the work.
    pub async fn around(
        &self,
        app: &App,
        work: impl Future<Output = Result<Answer, Problem>>,
    ) -> Result<Answer, Problem> {
        if let Some(answer) = self.answered(app).await? {
            return Ok(answer);
        }
        match work.await {
            Ok(answer) => Ok(answer),
            Err(problem) => self.answered(app).await?.ok_or(problem),
        }
    }

    /// Begins, in the transaction that will have the effect: the answer of the same request where it was done already, after waiting for one that
    /// is being done; else nothing, and the key is this transaction's.
    ///
    /// # Errors
    /// `idempotency_key_reused`; `idempotency_in_progress` where the other takes long; [`Problem::away`].
    pub async fn enter(&self, app: &App, connection: &mut PgConnection) -> Result<Option<Answer>, Problem> {
        let Some(key) = self.key else { return Ok(None) };
        sqlx::query("SET LOCAL lock_timeout = '5s'").execute(&mut *connection).await?;
        let taken = sqlx::query(
            "INSERT INTO idempotency (user_id, route, key, hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        );
        let taken = taken.bind(self.user_id).bind(self.route).bind(key).bind(self.hash.as_slice());
        let taken = taken.execute(&mut *connection).await.map_err(|error| match error.as_database_error() {
            // lock_not_available
            Some(said) if said.code().as_deref() == Some("55P03") => Self::in_progress(),
            _ => error.into(),
        })?;
        sqlx::query("SET LOCAL lock_timeout = DEFAULT").execute(&mut *connection).await?;
        if taken.rows_affected() > 0 {
            return Ok(None);
        }
        self.read(app, connection).await?.ok_or_else(Self::in_progress).map(Some)
    }

    /// Ends, in the same transaction: so it will be answered again.
    ///
    /// # Errors
    /// [`Problem::away`]
    pub async fn keep(&self, app: &App, connection: &mut PgConnection, answer: &Answer) -> Result<(), Problem> {
        let Some(key) = self.key else { return Ok(()) };
        let sealed = app.at_rest.seal(Purpose::Answer, self.user_id, &answer.body).ok_or_else(Problem::internal)?;
        sqlx::query("UPDATE idempotency SET status = $4, sealed = $5 WHERE user_id = $1 AND route = $2 AND key = $3")
            .bind(self.user_id)
            .bind(self.route)
            .bind(key)
            .bind(i16::try_from(answer.status).map_err(|_| Problem::internal())?)
            .bind(sealed)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Another request of this key is being done.
    pub fn in_progress() -> Problem {
        let busy = "Este mesmo pedido ainda está sendo atendido. Espere um pouco e envie-o de novo.";
        Problem { retry_after_s: Some(1), ..Problem::new(409, "idempotency_in_progress", busy) }
    }

    async fn read(&self, app: &App, connection: &mut PgConnection) -> Result<Option<Answer>, Problem> {
        let found: Option<Kept> = sqlx::query_as(
            "SELECT hash, status, sealed FROM idempotency WHERE user_id = $1 AND route = $2 AND key = $3",
        )
        .bind(self.user_id)
        .bind(self.route)
        .bind(self.key)
        .fetch_optional(connection)
        .await?;
        let Some(Kept { hash, status, sealed }) = found else { return Ok(None) };
        if hash != self.hash {
            let other = "Esta Idempotency-Key já foi usada com outro pedido. Use uma nova para cada pedido.";
            return Err(Problem::new(422, "idempotency_key_reused", other));
        }
        let body = sealed.and_then(|sealed| app.at_rest.open(Purpose::Answer, self.user_id, &sealed));
        let (status, body) = status.zip(body).ok_or_else(|| {
            tracing::error!("an answer that is kept cannot be read: it was sealed with another secret_key");
            Problem::internal()
        })?;
        Ok(Some(Answer { status: u16::try_from(status).unwrap_or(500), body: body.to_vec(), replayed: true }))
    }
}

/// A request as it is kept.
#[derive(sqlx::FromRow)]
struct Kept {
    hash: Vec<u8>,
    status: Option<i16>,
    sealed: Option<Vec<u8>>,
}

/// An answer in JSON that can be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    body: Vec<u8>,
    /// It is that of an earlier request.
    pub replayed: bool,
}

impl Answer {
    /// For the first time.
    ///
    /// # Errors
    /// [`Problem::internal`] for what is no JSON.
    pub fn json(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|_| Problem::internal())?;
        Ok(Self { status, body, replayed: false })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        if self.replayed {
            response.headers_mut().insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
        }
        response
    }
}

//! The routes: thin over the functions that do the work.

mod account;
mod accounts;
mod alerts;
mod audio_jobs;
mod browser;
mod edges;
mod health;
mod in_time;
mod input;
mod limits;
mod live;
mod openapi;
mod patience;
mod peer;
mod reports;
mod sync;
mod voice;

use crate::{App, Problem};
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use std::net::SocketAddr;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

pub use openapi::openapi;
pub(crate) use peer::Peer;

/// All routes, for a listener: they know where a connection comes from.
pub fn service(app: App) -> IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
    router(app).into_make_service_with_connect_info()
}

/// The routes of every subject, with what stands about them in the document.
fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Preface::openapi())
        .merge(health::routes())
        .merge(openapi::routes())
        .merge(accounts::routes())
        .merge(account::routes())
        .merge(browser::routes())
        .merge(sync::routes())
        .merge(alerts::routes())
        .merge(reports::routes())
        .merge(voice::routes())
        .merge(audio_jobs::routes())
}

/// All routes.
pub fn router(app: App) -> Router {
    let routes = documented()
        .split_for_parts()
        .0
        .fallback(async || Problem::new(404, "no_such_route", "Este endereço não existe aqui."))
        .method_not_allowed_fallback(async || {
            Problem::new(405, "wrong_method", "Este endereço não aceita esse método.")
        });
    edges::around(routes, &app).with_state(app)
}

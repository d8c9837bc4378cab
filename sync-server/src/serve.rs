//! Serving, from the first request to the last.

use crate::app::StartError;
use crate::telemetry::metrics;
use crate::{App, Background, Config, service};
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Why it does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// What it needs is not there.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Its address cannot be had.
    #[error("listen: {address}: {error}")]
    Listen {
        /// The one of the configuration.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// Nor that of its metrics.
    #[error("metrics_listen: {address}: {error}")]
    Metrics {
        /// The one of the configuration.
        address: SocketAddr,
        /// What the system says.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The system.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

/// Serves until the system asks it to end. Then, on SIGTERM, it still takes requests for `shutdown_notice_s` while `/readyz` says 503; then it takes none, closes
/// WebSockets with 1012, begins no more jobs and gives requests `shutdown_drain_s` to finish. Asked a second time it ends at once.
///
/// # Errors
/// [`ServeError`]
pub async fn serve(config: Config) -> Result<(), ServeError> {
    let (mut signals, mut again) = (Signals::new()?, Signals::new()?);
    let (listen, public_url) = (config.listen, config.public_url.clone());
    let mails = config.mail.smtp_url.is_none().then(|| config.mail.folder.clone());
    let app = tokio::select! {
        app = App::start(config) => app?,
        _ = signals.next() => return Ok(()),
    };
    if let Some(address) = app.config.telemetry.metrics_listen {
        let wrong = |error| ServeError::Metrics { address, error };
        let listener = TcpListener::bind(address).await.map_err(|error| wrong(error.into()))?;
        let kept = metrics::keep().map_err(|error| wrong(error.into()))?;
        tokio::spawn(metrics::serve(listener, kept, app.clone()));
    }
    let bound = TcpListener::bind(listen).await;
    let listener = bound.map_err(|error| ServeError::Listen { address: listen, error })?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    tracing::info!("to point a desktop at it: alfa account create E-MAIL --server {public_url}");
    if let Some(folder) = mails {
        tracing::info!("smtp_url is not set: mails are written to {}", folder.display());
    }
    let routes = service(app.clone());
    let background = Background::start(&app);
    tokio::select! {
        served = until_the_end(&app, listener, routes, background, &mut signals) => served?,
        () = asked_twice(&mut again) => tracing::warn!("asked to end a second time: what runs is cut"),
    }
    Ok(())
}

async fn until_the_end(
    app: &App,
    listener: TcpListener,
    routes: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
    background: Background,
    signals: &mut Signals,
) -> Result<(), ServeError> {
    let ending = app.ending.clone();
    let served = axum::serve(listener, routes).with_graceful_shutdown(async move { ending.begun().await });
    let mut served = std::pin::pin!(served.into_future());
    let announced = async {
        let asked = signals.next().await;
        app.ending.announce();
        if asked == Asked::Terminate {
            tracing::info!("asked to end: requests should go elsewhere");
            tokio::time::sleep(app.config.ending.notice).await;
        }
    };
    tokio::select! {
        served = &mut served => return Ok(served?),
        () = announced => {}
    }
    tracing::info!("ending: what runs may finish");
    app.ending.begin();
    let finished = async {
        let (served, ()) = tokio::join!(served, background.end());
        served?;
        app.ending.sockets_closed().await;
        Ok::<(), ServeError>(())
    };
    match tokio::time::timeout(app.config.ending.drain, finished).await {
        Ok(finished) => finished?,
        Err(_) => tracing::warn!("shutdown_drain_s is over: what still runs is cut"),
    }
    // the database learns at once that these connections are done
    let _ = tokio::time::timeout(std::time::Duration::from_secs(1), app.pool.close()).await;
    tracing::info!("ended");
    Ok(())
}

/// Somebody does not want to wait.
async fn asked_twice(signals: &mut Signals) {
    signals.next().await;
    signals.next().await;
}

/// What the system asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// By a person at the keyboard, who waits.
    Interrupt,
    /// By whoever runs it.
    Terminate,
}

/// Ctrl+C, and the system's request to end.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn next(&mut self) -> Asked {
        #[cfg(unix)]
        {
            tokio::select! {
                _ = self.interrupt.recv() => Asked::Interrupt,
                _ = self.terminate.recv() => Asked::Terminate,
            }
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
            Asked::Interrupt
        }
    }
}

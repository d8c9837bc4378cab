//! The desktop's notification service: <https://specifications.freedesktop.org/notification/latest/>.

use super::{ACTIONS, absent, chosen};
use alfa_copilot::Problem;
use alfa_domain::{AlertId, Firing, FiringId};
use futures::StreamExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::AppHandle;
use tokio::sync::OnceCell;
use zbus::zvariant::Value;

const NAME: &str = "ALFA";
const ICON: &str = "alfa-app";
/// A service that does not answer in this time does not answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The service chooses how long it is shown.
const USUAL_TIME: i32 = -1;
/// Notifications whose actions are remembered.
const REMEMBERED: usize = 500;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Service {
    #[expect(clippy::too_many_arguments, reason = "the specification has so many")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: String) -> zbus::Result<()>;
}

type Shown = Arc<Mutex<HashMap<u32, (AlertId, FiringId)>>>;

/// The notification service. Connected to when it is first needed.
pub(crate) struct Notifications {
    app: AppHandle,
    service: OnceCell<ServiceProxy<'static>>,
    shown: Shown,
}

impl Notifications {
    pub fn new(app: AppHandle) -> Self {
        Self { app, service: OnceCell::new(), shown: Shown::default() }
    }

    async fn service(&self) -> zbus::Result<&ServiceProxy<'static>> {
        self.service
            .get_or_try_init(|| async {
                let connection = zbus::Connection::session().await?;
                let service = ServiceProxy::new(&connection).await?;
                let mut actions = service.receive_action_invoked().await?;
                let (app, shown) = (self.app.clone(), Arc::clone(&self.shown));
                tauri::async_runtime::spawn(async move {
                    while let Some(signal) = actions.next().await {
                        let Ok(invoked) = signal.args() else { continue };
                        let known = shown.lock().unwrap_or_else(PoisonError::into_inner).get(&invoked.id).copied();
                        if let Some((alert, firing)) = known {
                            chosen(&app, &invoked.action_key, alert, firing);
                        }
                    }
                });
                Ok(service)
            })
            .await
    }

    async fn show(&self, title: &str, text: &str, actions: &[&str]) -> Result<u32, Problem> {
        let shown = async {
            let service = self.service().await?;
            let capabilities = service.get_capabilities().await?;
            let can = |what: &str| capabilities.iter().any(|capability| capability == what);
            let text = if can("body-markup") { escaped(text) } else { text.to_owned() };
            let actions = if can("actions") { actions } else { &[] };
            let hints = HashMap::from([("desktop-entry", Value::from(ICON)), ("category", Value::from("im.received"))]);
            service.notify(NAME, 0, ICON, title, &text, actions, hints, USUAL_TIME).await
        };
        match tokio::time::timeout(PATIENCE, shown).await {
            Ok(shown) => shown.map_err(|error| absent(&error)),
            Err(_) => Err(absent(&"não respondeu a tempo")),
        }
    }

    /// Shows a firing.
    pub async fn firing(&self, firing: &Firing) -> Result<(), Problem> {
        let title = if firing.late { "Alerta atrasado" } else { "Alerta" };
        let actions: Vec<&str> = ACTIONS.iter().flat_map(|(_, name, words)| [*name, *words]).collect();
        let id = self.show(&format!("{title}: {}", firing.coin), &firing.text, &actions).await?;
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.len() >= REMEMBERED {
            shown.clear();
        }
        shown.insert(id, (firing.alert, firing.id));
        Ok(())
    }

    /// Shows a text.
    pub async fn text(&self, title: &str, text: &str) -> Result<(), Problem> {
        self.show(title, text, &[]).await.map(drop)
    }
}

/// The service reads a small part of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

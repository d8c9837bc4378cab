//! The parts of a desktop that programs reach over the session bus: its tray and its notifications.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zbus::Connection;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

/// A notification as it was asked for.
#[derive(Debug, Clone)]
pub struct Note {
    pub id: u32,
    pub summary: String,
    pub body: String,
    /// Keys of its actions.
    pub actions: Vec<String>,
}

#[derive(Clone, Default)]
struct Service {
    notes: Arc<Mutex<Vec<Note>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the specification has so many")]
    fn notify(
        &self,
        _app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut notes = self.notes.lock().unwrap();
        let id = u32::try_from(notes.len()).unwrap() + 1;
        notes.push(Note { id, summary, body, actions: actions.into_iter().step_by(2).collect() });
        id
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".into(), "body".into(), "body-markup".into()]
    }

    fn close_notification(&self, _id: u32) {}

    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "ALFA".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;
}

/// The desktop's notifications.
pub struct Notifications {
    connection: Connection,
    service: Service,
}

const SERVICE: &str = "org.freedesktop.Notifications";
const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";

impl Notifications {
    pub async fn start(address: &str) -> Self {
        let service = Service::default();
        let builder = zbus::connection::Builder::address(address).unwrap();
        let builder = builder.serve_at(NOTIFICATIONS, service.clone()).unwrap();
        let connection = builder.name(SERVICE).unwrap().build().await.unwrap();
        Self { connection, service }
    }

    /// The desktop has no notification service any more.
    pub async fn leave(&self) {
        self.connection.release_name(SERVICE).await.unwrap();
    }

    /// It has one again.
    pub async fn come_back(&self) {
        self.connection.request_name(SERVICE).await.unwrap();
    }

    pub fn all(&self) -> Vec<Note> {
        self.service.notes.lock().unwrap().clone()
    }

    /// The user chooses an action.
    pub async fn choose(&self, note: &Note, action: &str) {
        assert!(note.actions.iter().any(|key| key == action), "{action} is not in {note:?}");
        let emitter = SignalEmitter::new(&self.connection, NOTIFICATIONS).unwrap();
        Service::action_invoked(&emitter, note.id, action).await.unwrap();
    }
}

/// A keyring that takes every call and answers none.
struct SilentKeyring;

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl SilentKeyring {
    async fn open_session(&self, _algorithm: String, _input: OwnedValue) -> (OwnedValue, OwnedObjectPath) {
        std::future::pending().await
    }
}

/// Puts a keyring on the bus that never answers, for as long as the connection is held.
pub async fn silent_keyring(address: &str) -> Connection {
    let builder = zbus::connection::Builder::address(address).unwrap();
    let builder = builder.serve_at("/org/freedesktop/secrets", SilentKeyring).unwrap();
    builder.name("org.freedesktop.secrets").unwrap().build().await.unwrap()
}

#[derive(Clone, Default)]
struct Watcher {
    items: Arc<Mutex<Vec<(String, String)>>>,
}

#[expect(clippy::needless_pass_by_value, reason = "the interface's macro passes its arguments so")]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().unwrap().to_string();
        // some give their path, some their name
        let path = if service.starts_with('/') { service } else { "/StatusNotifierItem".to_owned() };
        self.items.lock().unwrap().push((sender, path));
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap().iter().map(|(sender, path)| format!("{sender}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// An entry as the protocol has it: number, properties, children.
type Item = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

#[zbus::proxy(interface = "com.canonical.dbusmenu")]
trait Menu {
    fn get_layout(&self, parent: i32, depth: i32, properties: &[&str]) -> zbus::Result<(u32, Item)>;
    fn event(&self, id: i32, event: &str, data: &Value<'_>, timestamp: u32) -> zbus::Result<()>;
    fn about_to_show(&self, id: i32) -> zbus::Result<bool>;
}

/// The desktop's tray.
pub struct Tray {
    connection: Connection,
    watcher: Watcher,
}

/// An entry of a menu.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: i32,
    pub label: String,
}

impl Tray {
    pub async fn start(address: &str) -> Self {
        let watcher = Watcher::default();
        let builder = zbus::connection::Builder::address(address).unwrap();
        let builder = builder.serve_at("/StatusNotifierWatcher", watcher.clone()).unwrap();
        let connection = builder.name("org.kde.StatusNotifierWatcher").unwrap().build().await.unwrap();
        Self { connection, watcher }
    }

    async fn menu(&self) -> Option<MenuProxy<'static>> {
        let (sender, path) = self.watcher.items.lock().unwrap().last().cloned()?;
        let builder =
            MenuProxy::builder(&self.connection).destination(sender).unwrap().path(format!("{path}/Menu")).unwrap();
        builder.build().await.ok()
    }

    /// What stands in the menu of the last icon; nothing while there is none.
    pub async fn entries(&self) -> Vec<Entry> {
        let Some(menu) = self.menu().await else { return Vec::new() };
        let _ = menu.about_to_show(0).await;
        let Ok((_, (_, _, children))) = menu.get_layout(0, -1, &[]).await else { return Vec::new() };
        children
            .into_iter()
            .filter_map(|child| {
                let (id, properties, _) = Item::try_from(child).ok()?;
                let label: String = properties.get("label").and_then(|label| String::try_from(label.clone()).ok())?;
                Some(Entry { id, label })
            })
            .collect()
    }

    /// Waits until an entry of the menu begins so.
    pub async fn entry(&self, begins: &str) -> Entry {
        for _ in 0..1_200 {
            if let Some(entry) = self.entries().await.into_iter().find(|entry| entry.label.starts_with(begins)) {
                return entry;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the menu has no “{begins}” in a minute: {:?}", self.entries().await);
    }

    pub async fn click(&self, begins: &str) {
        let entry = self.entry(begins).await;
        self.menu().await.unwrap().event(entry.id, "clicked", &Value::I32(0), 0).await.unwrap();
    }
}

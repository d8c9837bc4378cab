//! Desktop notifications, with what can be done about them.

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
pub(crate) use freedesktop::Notifications;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::Notifications;

use crate::ready::Ready;
use crate::windows;
use alfa_copilot::Problem;
use alfa_domain::{AlertId, FiringId};
use tauri::{AppHandle, Manager};

/// A firing is put off for so many minutes.
const SNOOZE_MINUTES: u32 = 10;

/// What the user can do about a firing, and what it is called.
const ACTIONS: [(Action, &str, &str); 4] = [
    (Action::Open, "default", "Abrir"),
    (Action::Listen, "listen", "Ouvir de novo"),
    (Action::Snooze, "snooze", "Adiar 10 min"),
    (Action::Edit, "edit", "Editar"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Open,
    Listen,
    Snooze,
    Edit,
}

/// The user chose an action of a firing's notification.
fn chosen(app: &AppHandle, action: &str, alert: AlertId, firing: FiringId) {
    let Some((action, ..)) = ACTIONS.iter().find(|(_, name, _)| *name == action).copied() else { return };
    let (app, ready) = (app.clone(), app.state::<Ready>().inner().clone());
    tauri::async_runtime::spawn(async move {
        let Ok(resident) = ready.resident().await else { return };
        let done = match action {
            Action::Listen => resident.say_firing(firing).await,
            Action::Snooze => resident.snooze_firing(firing, SNOOZE_MINUTES).await,
            Action::Open | Action::Edit => {
                windows::show(&app);
                resident.open_page("alerts", (action == Action::Edit).then(|| alert.to_string()));
                Ok(())
            }
        };
        if let Err(problem) = done {
            resident.notice(problem);
        }
    });
}

fn absent(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(
        "no_notifications",
        format!("O sistema não mostrou o aviso: {error}."),
        "Confira se o serviço de notificações do desktop está ligado; o alerta está na lista, em Alertas.",
    )
}

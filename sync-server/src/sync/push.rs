//! What changed on a device.

use super::batch::Member;
use super::refused;
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::Op;
use alfa_sync::wire::{MOST_OPS, Push, Pushed, Refusal};

/// Takes changes in, all or none, and says what became of each. Pushes of different accounts that come together share a commit; none of them
/// depends on another.
///
/// # Errors
/// [`Refusal`]s; what is not as the protocol says; `signed_out`; [`Problem::away`].
pub async fn push(app: &App, caller: Caller, push: Push) -> Result<Pushed, Problem> {
    if let Err(problem) = check(&push) {
        // who is out hears that first
        return Err(if caller.is_signed_in(app).await? { problem } else { Problem::signed_out() });
    }
    app.pushes.take(Member { caller, push, guards: app.guards() }).await
}

/// What needs no database.
fn check(push: &Push) -> Result<(), Problem> {
    if push.ops.is_empty() || push.ops.len() > MOST_OPS {
        return Err(Problem::invalid("Envie de 1 a 1000 mudanças por vez."));
    }
    let strange = |op: &Op| op.device_id != push.device_id || op.dev_n < 1 || op.hlc.0 < 0 || op.schema_v < 1;
    if push.ops.iter().any(strange) {
        return Err(Problem::invalid("As mudanças não são todas deste dispositivo, ou não estão numeradas."));
    }
    match push.ops.windows(2).find(|pair| pair[1].dev_n != pair[0].dev_n.saturating_add(1)) {
        Some(pair) => Err(refused(&Refusal::Gap { expected: pair[0].dev_n.saturating_add(1) })),
        None => Ok(()),
    }
}

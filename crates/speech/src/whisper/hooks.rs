//! The one place that speaks C: whisper.cpp's callbacks during a pass.
#![expect(unsafe_code, reason = "whisper.cpp takes its callbacks as C function pointers with a user pointer")]

use std::ffi::c_void;
use tokio_util::sync::CancellationToken;
use whisper_rs::whisper_rs_sys::{whisper_context, whisper_state, whisper_token_data};
use whisper_rs::{FullParams, WhisperError, WhisperState};

/// What happens while a pass runs.
pub(super) struct Hooks<'a> {
    /// Sees the tokens so far and changes the scores of the next one.
    pub filter: &'a mut dyn FnMut(&[i32], &mut [f32]),
    /// Ends the pass at its next step.
    pub cancel: &'a CancellationToken,
    /// How many scores there are.
    pub vocabulary: usize,
    /// The tokens so far, kept to save an allocation a step.
    pub tokens: Vec<i32>,
}

/// Runs one pass over `samples` with `hooks`.
pub(super) fn run(
    state: &mut WhisperState,
    mut params: FullParams<'_, '_>,
    samples: &[f32],
    hooks: &mut Hooks<'_>,
) -> Result<(), WhisperError> {
    let user = std::ptr::from_mut(hooks).cast::<c_void>();
    // SAFETY: `full` calls back only on this thread and only before it returns, so `hooks`, borrowed mutably until then, outlives every call and is
    // seen by nobody else. The functions take the user pointer as what it is. `params` is dropped with this call.
    unsafe {
        params.set_filter_logits_callback(Some(filter_logits));
        params.set_filter_logits_callback_user_data(user);
        params.set_abort_callback(Some(abort));
        params.set_abort_callback_user_data(user);
        params.set_start_encoder_callback(Some(start_encoder));
        params.set_start_encoder_callback_user_data(user);
    }
    state.full(params, samples)
}

unsafe extern "C" fn filter_logits(
    _: *mut whisper_context,
    _: *mut whisper_state,
    tokens: *const whisper_token_data,
    count: i32,
    logits: *mut f32,
    user: *mut c_void,
) {
    // SAFETY: `run` passed a `Hooks` that lives until the pass ends.
    let hooks = unsafe { &mut *user.cast::<Hooks<'_>>() };
    let count = usize::try_from(count).unwrap_or(0);
    hooks.tokens.clear();
    if count > 0 {
        // SAFETY: whisper.cpp hands over its own array of `count` tokens.
        hooks.tokens.extend(unsafe { std::slice::from_raw_parts(tokens, count) }.iter().map(|token| token.id));
    }
    // SAFETY: whisper.cpp hands over one score for each token of the vocabulary.
    let logits = unsafe { std::slice::from_raw_parts_mut(logits, hooks.vocabulary) };
    (hooks.filter)(&hooks.tokens, logits);
}

unsafe extern "C" fn abort(user: *mut c_void) -> bool {
    // SAFETY: `run` passed a `Hooks` that lives until the pass ends; it is only read here.
    unsafe { &*user.cast::<Hooks<'_>>() }.cancel.is_cancelled()
}

unsafe extern "C" fn start_encoder(_: *mut whisper_context, _: *mut whisper_state, user: *mut c_void) -> bool {
    // SAFETY: as in `abort`.
    !unsafe { &*user.cast::<Hooks<'_>>() }.cancel.is_cancelled()
}

//! Signing in on the cloud's own page in the browser, while the window waits.

use super::account::Step;
use super::view::AccountView;
use super::{Resident, Subject, locked};
use crate::cloud::{CloudError, Keeping, Session, SigningIn, device_name, server_address};
use alfa_copilot::Problem;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The browser, as it is waited for: until it comes back, or this is dropped.
pub(super) struct Awaited {
    email: String,
    /// The page's address, which is this attempt's alone.
    page: String,
    opened: bool,
    _until: DropGuard,
}

impl Awaited {
    pub fn view(&self) -> AccountView {
        let Self { email, page, opened, .. } = self;
        AccountView::BrowserAwaited { email: email.clone(), page: page.clone(), opened: *opened }
    }
}

impl Resident {
    /// Signs in on the cloud's own page in the browser, which is waited for. What comes of it is the account's state.
    pub async fn sign_in_by_browser(
        self: &Arc<Self>,
        server: String,
        email: String,
        keep_in_file: bool,
    ) -> Result<(), Problem> {
        self.forget_failure();
        let (server, email) = (server_address(&server)?, email.trim().to_owned());
        let keeping = if keep_in_file { Keeping::File } else { Keeping::Keyring };
        SigningIn::allowed(&self.app().paths, &server, &email, keeping).await?;
        let (shown, mut showing) = oneshot::channel();
        let mut coming = {
            let (server, email) = (server.clone(), email.clone());
            Box::pin(async move {
                let show = |page: &str| drop(shown.send(page.to_owned()));
                Session::sign_in_by_browser(&server, &device_name(), &email, show).await
            })
        };
        let page = tokio::select! {
            biased;
            Ok(page) = &mut showing => page,
            // there is no page to show
            done = &mut coming => return Err(done.err().map_or_else(super::account::nowhere, Problem::from)),
        };
        let opened = self.shell.open_link(&page).is_ok();
        let left = CancellationToken::new();
        let _until = left.clone().drop_guard();
        self.step(Some(Step::Browser(Awaited { email: email.clone(), page: page.clone(), opened, _until })));
        let resident = Arc::clone(self);
        tokio::spawn(async move {
            let came = tokio::select! {
                () = left.cancelled() => return,
                came = &mut coming => came,
            };
            let step = match came {
                Ok(session) => resident.with_key(session, &server, keeping).await,
                Err(error) => Err(of_browser(error)),
            };
            resident.came_back(&page, step.unwrap_or_else(Step::Failed)).await;
        });
        Ok(())
    }

    /// Goes on from the browser, unless the way was left meanwhile.
    async fn came_back(&self, page: &str, next: Step) {
        let unwanted = {
            let mut step = locked(&self.entrance);
            match step.as_deref() {
                Some(Step::Browser(awaited)) if awaited.page == page => {
                    *step = Some(Arc::new(next));
                    None
                }
                _ => Some(next),
            }
        };
        match unwanted {
            None => {
                self.changed(&[Subject::Account]);
                self.shell.come_forward();
            }
            Some(Step::Key(signing_in)) => signing_in.give_up().await,
            Some(_) => {}
        }
    }
}

/// Its code is no code that anybody typed.
fn of_browser(error: CloudError) -> Problem {
    match error {
        CloudError::Problem { code, .. } if code == "bad_code" => {
            Problem::new("sign_in_expired", "A entrada pelo navegador demorou demais.", "Comece de novo.")
        }
        error => error.into(),
    }
}

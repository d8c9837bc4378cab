//! The guards of sync, each of which the fault simulator removes once, to see that it notices.
//!
//! Only a build with the feature `mutations`, which tests have and the shipped program has not, can be without one.

/// Which guards stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guards {
    /// A page of a pull and the head it is up to are of one moment.
    pub cursor: bool,
    /// What was sent before is known again.
    pub dedup: bool,
    /// The numbers of a device have no hole.
    pub gap: bool,
}

impl Default for Guards {
    fn default() -> Self {
        Self { cursor: true, dedup: true, gap: true }
    }
}

impl crate::App {
    #[cfg(feature = "mutations")]
    pub(super) fn guards(&self) -> Guards {
        self.guards
    }

    #[cfg(not(feature = "mutations"))]
    pub(super) fn guards(&self) -> Guards {
        Guards::default()
    }
}

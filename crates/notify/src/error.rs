//! Why something could not be told.

use std::time::Duration;

/// Why something could not be told. What a service answered in words is not kept: it may hold what it was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// The address, or something else the user set up, cannot be used.
    #[error("{0}")]
    BadSettings(&'static str),
    /// The address leads to a computer it may not lead to.
    #[error("the address is not a public one")]
    Forbidden,
    /// Nobody answered there.
    #[error("unreachable")]
    Unreachable,
    /// The service did not take the key or the password.
    #[error("the key was refused")]
    Unauthorized,
    /// The service does not know whom to tell.
    #[error("the recipient was refused")]
    BadRecipient,
    /// The service asks for silence.
    #[error("limit reached")]
    Limited {
        /// For so long, where it said.
        retry_after: Option<Duration>,
    },
    /// The service answered with this status.
    #[error("answered with status {0}")]
    Status(u16),
}

impl NotifyError {
    /// Whether it may work later, with nothing changed.
    pub fn passes(&self) -> bool {
        match self {
            Self::Unreachable | Self::Limited { .. } => true,
            Self::Status(status) => *status >= 500 || *status == 408,
            Self::BadSettings(_) | Self::Forbidden | Self::Unauthorized | Self::BadRecipient => false,
        }
    }
}

/// What a failed request means, without its address, which may hold a key.
pub(crate) fn of_request(error: &reqwest::Error) -> NotifyError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<crate::guard::NotPublic>().is_some() {
            return NotifyError::Forbidden;
        }
        cause = error.source();
    }
    NotifyError::Unreachable
}

/// What an answer's status means; `Ok` for a success.
pub(crate) fn of_status(status: u16, retry_after: Option<Duration>) -> Result<(), NotifyError> {
    match status {
        200..=299 => Ok(()),
        401 | 403 => Err(NotifyError::Unauthorized),
        429 => Err(NotifyError::Limited { retry_after }),
        other => Err(NotifyError::Status(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_will_not_change_by_itself_is_not_tried_again() {
        assert!(NotifyError::Status(503).passes() && NotifyError::Unreachable.passes());
        assert!(!NotifyError::Status(404).passes() && !NotifyError::Unauthorized.passes());
        assert_eq!(of_status(204, None), Ok(()));
        assert_eq!(of_status(302, None), Err(NotifyError::Status(302)));
    }
}

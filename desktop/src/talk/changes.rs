//! What a question changes of what is kept.

use crate::resident::view::Subject;
use alfa_language::Intent;

/// The subjects whose lists are to be read again after such a question.
pub(super) fn changed_by(intent: Intent) -> Vec<Subject> {
    match intent {
        Intent::AlertCreate | Intent::AlertChange | Intent::AlertPause | Intent::AlertCancel => vec![Subject::Alerts],
        Intent::WatchAdd | Intent::WatchRemove => vec![Subject::Watchlist],
        Intent::PortfolioBuy | Intent::PortfolioSell => vec![Subject::Portfolio],
        Intent::Schedule => vec![Subject::Schedules],
        // a pace; a yes may have done anything that is asked about first
        Intent::Slower | Intent::Faster => vec![Subject::Settings],
        Intent::Confirm => vec![Subject::Alerts, Subject::Watchlist, Subject::Portfolio, Subject::Schedules],
        _ => Vec::new(),
    }
}

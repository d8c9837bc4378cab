//! The end of a server in two steps: it says that it will end, then it takes nothing new and lets what runs finish.

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// How far the end is; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    announced: CancellationToken,
    begun: CancellationToken,
    sockets: TaskTracker,
}

impl Ending {
    /// It will end: new requests should go elsewhere.
    pub fn announce(&self) {
        self.announced.cancel();
    }

    /// Whether it will end.
    pub fn is_announced(&self) -> bool {
        self.announced.is_cancelled()
    }

    /// Nothing new is taken; WebSockets close.
    pub fn begin(&self) {
        self.announced.cancel();
        self.begun.cancel();
    }

    /// Waits until WebSockets are to be closed, with 1012.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// A WebSocket keeps this as long as it is open: the end waits for it.
    pub fn socket(&self) -> TaskTrackerToken {
        self.sockets.token()
    }

    /// Waits until every WebSocket is closed.
    pub async fn sockets_closed(&self) {
        self.sockets.close();
        self.sockets.wait().await;
    }
}

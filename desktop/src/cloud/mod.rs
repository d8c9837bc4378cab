//! ALFA's cloud as this computer sees it.
//!
//! - [`Session`]: somebody who is signed in; its access token is renewed by itself
//! - [`HttpTransport`]: sync's way to the server

mod http;
mod session;
mod transport;

pub use session::{CloudError, Session, SignedIn};
pub use transport::HttpTransport;

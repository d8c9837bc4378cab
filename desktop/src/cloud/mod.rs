//! ALFA's cloud as this computer sees it.
//!
//! - [`Account`]: the account this folder's data belongs to, and where its session and key are kept
//! - [`Session`]: somebody who is signed in; its access token is renewed by itself
//! - [`HttpTransport`]: sync's way to the server

mod account;
mod http;
mod session;
mod transport;

pub use account::{Account, Keeping};
pub use session::{CloudError, Device, Session, SignedIn};
pub use transport::HttpTransport;

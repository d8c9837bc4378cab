//! Accounts: signing up and in, devices.
//!
//! What an address has or has not is told to nobody but its owner: the answers for a known and an unknown one are the same, and take the
//! same work.

mod codes;
mod devices;
mod passwords;
mod sessions;
mod sign_up;
mod tokens;

pub use devices::{Device, list as list_devices, revoke as revoke_device};
pub(crate) use passwords::Passwords;
pub use sessions::{Session, SignIn, refresh, sign_in, sign_out};
pub use sign_up::{SignUp, sign_up, verify};
pub(crate) use tokens::Tokens;

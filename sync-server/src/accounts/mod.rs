//! Accounts: signing up and in, by password, second factor and browser; devices; what is changed, taken out and erased.
//!
//! What an address has or has not is told to nobody but its owner: the answers for a known and an unknown one are the same, and take the
//! same work.

mod attempts;
mod authorization;
mod codes;
mod devices;
mod erase;
mod export;
mod new_email;
mod new_password;
mod notices;
mod passwords;
mod proved;
mod recovery_codes;
mod reset_code;
mod second_factor;
mod sessions;
mod sign_up;
mod tickets;
mod tokens;
mod web_sessions;

pub use authorization::{Authorization, Authorize, CodeExchange, exchange};
pub(crate) use codes::random as random_code;
pub use devices::{Device, list as list_devices, revoke as revoke_device};
pub use erase::{Erase, erase};
pub use export::{Export, export};
pub use new_email::{ChangeEmail, ConfirmEmail, change_email, confirm_email};
pub use new_password::{ChangePassword, NewPassword, Reset, change_password, confirm_reset, reset};
pub(crate) use passwords::Passwords;
pub(crate) use reset_code::ResetCode;
pub use second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, ProveSecondFactor, RecoveryCodes, SecondFactor, SecondFactorSecret,
    begin_second_factor, confirm_second_factor, end_second_factor, renew_recovery_codes, second_factor,
};
pub use sessions::{Session, SignIn, SignInSecondFactor, refresh, sign_in, sign_in_with_second_factor, sign_out};
pub use sign_up::{SignUp, sign_up, verify};
pub(crate) use tokens::Tokens;
pub use web_sessions::{WebCaller, second_factor_web, sign_in_web, web_caller};

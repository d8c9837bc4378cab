//! What is recorded.

/// Something that happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its address was proved: from here on it is somebody's.
    AccountVerified,
    /// Everything of it was erased.
    AccountErased,
    /// A device signed in.
    SignIn,
    /// A wrong password, also for an address that has no account.
    SignInFailed,
    /// A wrong code after the right password.
    SecondFactorFailed,
    /// A device signed itself out.
    SignOut,
    /// A device was signed out by another.
    DeviceRevoked,
    /// A refresh token, or a code of a sign-in through the browser, came a second time: the device was signed out.
    TokenReused,
    /// By whoever knew the one before.
    PasswordChanged,
    /// By a mailed code.
    PasswordReset,
    /// To another, which is not proved yet.
    EmailChangeAsked,
    /// The other was proved.
    EmailChanged,
    /// From now on a code is asked for.
    SecondFactorOn,
    /// No more.
    SecondFactorOff,
    /// A recovery code took the second factor's place.
    RecoveryCodeUsed,
    /// Other recovery codes hold.
    RecoveryCodesRenewed,
    /// All data was asked for.
    ExportAsked,
    /// The first wrapped data key was put.
    KeyPut,
    /// Another data key took its place.
    KeyRotated,
}

impl Event {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccountVerified => "account_verified",
            Self::AccountErased => "account_erased",
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SecondFactorFailed => "second_factor_failed",
            Self::SignOut => "sign_out",
            Self::DeviceRevoked => "device_revoked",
            Self::TokenReused => "token_reused",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::EmailChangeAsked => "email_change_asked",
            Self::EmailChanged => "email_changed",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::RecoveryCodesRenewed => "recovery_codes_renewed",
            Self::ExportAsked => "export_asked",
            Self::KeyPut => "key_put",
            Self::KeyRotated => "key_rotated",
        }
    }
}

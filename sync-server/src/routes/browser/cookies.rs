//! The two cookies: who is signed in, and what a form's token is made of.

use crate::App;
use axum::http::{HeaderMap, HeaderValue, header};

/// Under https with the prefix by which the browser itself sees to it that only this host sets them, for this host alone (RFC 6265bis, 4.1.3.2).
#[derive(Clone, Copy)]
pub(super) struct Cookies {
    secure: bool,
}

impl Cookies {
    pub fn of(app: &App) -> Self {
        Self { secure: app.config.public_url.starts_with("https://") }
    }

    fn session_name(self) -> &'static str {
        if self.secure { "__Host-alfa" } else { "alfa" }
    }

    fn form_name(self) -> &'static str {
        if self.secure { "__Host-alfa-form" } else { "alfa-form" }
    }

    /// Of whoever is signed in.
    pub fn session(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.session_name())
    }

    /// What the tokens of forms are made of.
    pub fn form(self, headers: &HeaderMap) -> Option<&str> {
        read(headers, self.form_name())
    }

    /// Sets the session; an empty one takes it away.
    pub fn set_session(self, value: &str) -> Option<HeaderValue> {
        self.set(self.session_name(), value)
    }

    /// Sets what the tokens of forms are made of.
    pub fn set_form(self, value: &str) -> Option<HeaderValue> {
        self.set(self.form_name(), value)
    }

    fn set(self, name: &str, value: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let end = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{end}").parse().ok()
    }
}

fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, value)| *found == name && value.len() <= 64).map(|(_, value)| value)
}

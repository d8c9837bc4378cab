//! Addresses of ALFA's cloud.

use alfa_copilot::Problem;

/// Names an address for all who are not told another.
pub const SERVER_VARIABLE: &str = "ALFA_CLOUD_SERVER";

/// An address that a password may be sent to, without the slash at its end.
///
/// # Errors
/// `no_server` where there is none, `bad_server`, `server_in_clear`.
pub fn server_address(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::new(
            "no_server",
            "Falta o endereço da nuvem.",
            "Diga-o com --server ENDEREÇO, ou na variável ALFA_CLOUD_SERVER.",
        ));
    }
    let url = reqwest::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    match url {
        // a password and a session never travel in clear over a network
        Some(url) if url.scheme() == "http" && !is_here(&url) => Err(Problem::new(
            "server_in_clear",
            format!("{text} não protege a senha no caminho."),
            "Use um endereço que comece com https://.",
        )),
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
        None => Err(Problem::new(
            "bad_server",
            format!("“{text}” não é um endereço."),
            "Use um endereço que comece com https://.",
        )),
    }
}

fn is_here(url: &reqwest::Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_to_this_computer_or_encrypted() {
        for (typed, address) in [
            (" https://nuvem.exemplo.com.br/ ", "https://nuvem.exemplo.com.br"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(server_address(typed).unwrap(), address);
        }
        for (typed, code) in [
            ("  ", "no_server"),
            ("nuvem.exemplo.com.br", "bad_server"),
            ("ftp://nuvem.exemplo.com.br", "bad_server"),
            ("http://nuvem.exemplo.com.br", "server_in_clear"),
            ("http://localhost.exemplo.com.br", "server_in_clear"),
            ("http://192.168.0.2", "server_in_clear"),
        ] {
            assert_eq!(server_address(typed).unwrap_err().code, code, "{typed}");
        }
    }
}

//! What the program was started with, or what a second start passes on to the first.

use alfa_desktop::market::MarketSource;

/// What is to be done beside opening.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Arguments {
    /// Start in the tray, without the window.
    pub hidden: bool,
    /// Which market is asked.
    pub market: Option<MarketSource>,
    /// A question.
    pub ask: Option<String>,
    /// Begin to listen, or end it.
    pub toggle: bool,
    /// An `alfa://` address.
    pub link: Option<String>,
}

impl Arguments {
    /// Reads arguments, without the program's name. What is not known is passed over: a newer desktop file must not keep it from starting.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Self {
        let mut read = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--hidden" => read.hidden = true,
                "--toggle" => read.toggle = true,
                "--market" => read.market = arguments.next().and_then(|value| value.parse().ok()),
                "--ask" => read.ask = arguments.next().filter(|text| !text.trim().is_empty()),
                link if link.starts_with("alfa:") => read.link = Some(argument),
                other => tracing::warn!(argument = other, "an argument that is not known"),
            }
        }
        read
    }
}

/// The page of an `alfa://` address, and what on it: `alfa://alerts/ID`. Only pages that are there.
pub(crate) fn page_of(link: &str) -> Option<(&'static str, Option<String>)> {
    let rest = link.strip_prefix("alfa:")?.trim_start_matches('/');
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let page = match parts.next().unwrap_or("studio") {
        "studio" => "studio",
        "board" | "painel" => "board",
        "alerts" | "alertas" => "alerts",
        "history" | "historico" => "history",
        "settings" | "ajustes" => "settings",
        _ => return None,
    };
    // an identifier, not a text: it comes from outside
    let id =
        parts.next().filter(|id| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    Some((page, id.map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Arguments {
        Arguments::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments_say_what_to_do() {
        assert_eq!(read("--hidden --toggle"), Arguments { hidden: true, toggle: true, ..Arguments::default() });
        assert_eq!(read("--market replay:").market, Some(MarketSource::Replay(None)));
        assert_eq!(read("alfa://alerts/42 --new").link.as_deref(), Some("alfa://alerts/42"));
        assert_eq!(read("--ask").ask, None);
    }

    #[test]
    fn addresses_name_pages_and_nothing_else() {
        assert_eq!(page_of("alfa://alerts/0198-ab"), Some(("alerts", Some("0198-ab".into()))));
        assert_eq!(page_of("alfa://painel"), Some(("board", None)));
        assert_eq!(page_of("alfa:"), Some(("studio", None)));
        assert_eq!(page_of("alfa://alerts/<script>"), Some(("alerts", None)));
        assert_eq!(page_of("alfa://run/rm"), None);
        assert_eq!(page_of("https://alfa/alerts"), None);
    }
}

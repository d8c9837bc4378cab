//! The model's text as it is shown and as it is said.

use alfa_domain::CoinTable;
use alfa_language::aloud;
use std::sync::LazyLock;

/// The reply without what has no sound: the thoughts some models write ahead, and the marks of Markdown.
pub(super) fn plain(reply: &str) -> String {
    let said = match reply.rsplit_once("</think>") {
        Some((_, said)) => said,
        None => reply.split_once("<think>").map_or(reply, |(said, _)| said),
    };
    let lines: Vec<String> = said
        .lines()
        .map(|line| {
            let line = line.trim().trim_start_matches(['#', '>', ' ']);
            let line = line
                .strip_prefix("- ")
                .or_else(|| line.strip_prefix("* "))
                .or_else(|| line.strip_prefix("• "))
                .unwrap_or(line);
            line.replace(['*', '`'], "").trim().to_owned()
        })
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// The words for the voice: figures, hours and tickers as they are said.
pub(super) fn spoken_text(text: &str) -> String {
    static COINS: LazyLock<CoinTable> = LazyLock::new(CoinTable::shipped);
    aloud::say(text, &COINS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_thoughts_are_left_out() {
        assert_eq!(plain("<think>deixa ver: 42</think>\n\n**O Bitcoin** subiu."), "O Bitcoin subiu.");
        assert_eq!(plain("# Preços\n\n- `BTC` subiu\n* caiu -3%"), "Preços\nBTC subiu\ncaiu -3%");
        assert_eq!(plain("<think>sem fim"), "");
        assert_eq!(plain(" \n\t "), "");
    }
}

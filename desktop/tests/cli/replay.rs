//! `alfa alerts replay`: what would have fired.

use crate::run::{Computer, stderr};
use std::path::PathBuf;

struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new(ticks: &str, alerts: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ticks.csv"), ticks).unwrap();
        std::fs::write(folder.path().join("alerts.jsonl"), alerts).unwrap();
        Self { folder }
    }

    fn replay(&self) -> std::process::Output {
        let path = |name: &str| -> PathBuf { self.folder.path().join(name) };
        Computer::new().run(&[
            "alerts",
            "replay",
            "--ticks",
            path("ticks.csv").to_str().unwrap(),
            "--alerts",
            path("alerts.jsonl").to_str().unwrap(),
        ])
    }

    fn fired(&self) -> Vec<String> {
        let output = self.replay();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }
}

#[test]
fn crossings_fire_once_or_each_time_after_going_back() {
    let files = Files::new(
        "at_ms,coin,quote,price\n\
         0,BTC,BRL,500000\n\
         1000,BTC,BRL,499000.50\n\
         1500,BTC,USD,600000\n\
         2000,BTC,BRL,500000.00\n\
         3000,BTC,BRL,499999\n\
         4000,BTC,BRL,500001\n\
         5000,BTC,BRL,499000\n\
         6000,BTC,BRL,500002\n",
        r#"{"id":"sempre","coin":"BTC","quote":"BRL","condition":"price crosses_up 500000","window":null,"repeat":true,"cooldown_s":0,"hysteresis_pct":"0.2","until_ms":null}
{"id":"uma \"vez\"","coin":"BTC","quote":"BRL","condition":"price reaches 500000"}
{"id":"até","coin":"BTC","quote":"BRL","condition":"price crosses_up 500000; repeat","hysteresis_pct":0.2,"until_ms":3999}
{"id":"queda","coin":"BTC","quote":"BRL","condition":"pct <= -0.1","window":"15m"}
"#,
    );
    assert_eq!(
        files.fired(),
        [
            r#"{"id":"sempre","at_ms":2000,"price":"500000.00"}"#,
            r#"{"id":"uma \"vez\"","at_ms":2000,"price":"500000.00"}"#,
            r#"{"id":"até","at_ms":2000,"price":"500000.00"}"#,
            // 499.000 is 0.2 % below: only there it arms again
            r#"{"id":"sempre","at_ms":6000,"price":"500002"}"#,
        ]
    );
}

#[test]
fn a_change_is_silent_until_the_price_of_a_window_ago_is_known() {
    let files = Files::new(
        "at_ms,coin,quote,price\n0,ETH,USD,100\n1000,ETH,USD,120\n60000,ETH,USD,105\n61000,ETH,USD,114\n62000,ETH,USD,126.1\n",
        r#"{"id":"alta","coin":"ETH","quote":"USD","condition":"pct >= 5","window":"1m"}
{"id":"máxima","coin":"ETH","quote":"USD","condition":"price new_high","window":"1m"}
{"id":"mexida","coin":"ETH","quote":"USD","condition":"abs_pct >= 5; repeat","window":"1m"}
"#,
    );
    assert_eq!(
        files.fired(),
        [
            r#"{"id":"alta","at_ms":60000,"price":"105"}"#,
            r#"{"id":"mexida","at_ms":60000,"price":"105"}"#,
            // against 120 the price fell by exactly 5 %: the condition stays true, and nothing arms
            r#"{"id":"máxima","at_ms":62000,"price":"126.1"}"#,
        ]
    );
}

#[test]
fn files_that_cannot_be_are_refused_by_their_line() {
    let alert = r#"{"id":"1","coin":"BTC","quote":"BRL","condition":"price crosses_up 5"}"#;
    let ticks = "at_ms,coin,quote,price\n0,BTC,BRL,1\n";
    for (ticks, alerts, code, said) in [
        (format!("{ticks}-5,BTC,BRL,1\n"), alert.to_owned(), "bad_ticks", "A linha 3"),
        (format!("{ticks}5,BTC,BRL,muito\n"), alert.to_owned(), "bad_ticks", "“muito” não é um número"),
        (format!("{ticks}5,BTC,BRL\n"), alert.to_owned(), "bad_ticks", "CSV"),
        ("at_ms,coin,price\n".to_owned(), alert.to_owned(), "bad_ticks", "falta a coluna quote"),
        (ticks.to_owned(), format!("{alert}\n{{}}"), "bad_alert", "A linha 2 de"),
        (ticks.to_owned(), format!("{alert}\n{{}}"), "bad_alert", "falta id"),
        (ticks.to_owned(), alert.replace("up 5", "por 5"), "bad_alert", "condition “price crosses_por 5” não serve"),
        (ticks.to_owned(), alert.replace("price crosses_up 5", "rsi(14) crosses_up 5"), "bad_alert", "só há preços"),
        (ticks.to_owned(), alert.replace("price crosses_up 5", "pct >= 5"), "bad_alert", "falta um período"),
        (ticks.to_owned(), alert.replace("up 5", "up 999999999999999999999"), "bad_alert", "grande demais"),
    ] {
        let output = Files::new(&ticks, &alerts).replay();
        assert_eq!(output.status.code(), Some(1));
        let stderr = stderr(&output);
        assert!(stderr.contains(code) && stderr.contains(said), "{stderr}");
    }
}

//! The commands beside `ask`.

use crate::run::{Computer, NOW, one_line, stderr};
use serde_json::Value;

#[test]
fn understand_answers_line_for_line() {
    let input = "qual o preço do bitcoin?\n\nme avise quando o ethereum passar de 20 mil reais\nxyz";
    let output = Computer::new().with_input(&["understand", "--now", NOW], input.as_bytes());
    assert!(output.status.success());
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "an empty line and one without its end count too");
    assert_eq!(lines[0]["intent"], "price");
    assert_eq!(lines[2]["condition"], "price crosses_up 20000");
}

#[test]
fn understand_survives_bytes_that_are_no_text() {
    let output = Computer::new().with_input(&["understand"], b"\xff\xfe\x00 pre\xe7o\n\x80\n");
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
}

#[test]
fn speak_prints_all_of_an_amount() {
    let output = Computer::new().run(&["speak", "--print", "R$ 512.340,55"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.trim(), "quinhentos e doze mil, trezentos e quarenta reais e cinquenta e cinco centavos");
}

#[test]
fn indicators_have_a_row_a_candle_with_fixed_keys() {
    let computer = Computer::new();
    let file = computer.data.path().join("velas.csv");
    let mut csv = "date,open,high,low,close,volume\n".to_owned();
    for day in 0..60 {
        let close = 100 + (day * 7) % 13;
        csv +=
            &format!("2026-{:02}-{:02},{close},{},{},{close},10\n", 1 + day / 28, 1 + day % 28, close + 2, close - 2);
    }
    std::fs::write(&file, csv).unwrap();
    let output = computer.run(&["indicators", file.to_str().unwrap(), "--json"]);
    let rows = one_line(&output);
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 60);
    let keys: Vec<&str> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "date",
            "rsi_14",
            "sma_20",
            "ema_20",
            "macd",
            "macd_signal",
            "macd_histogram",
            "bb_upper",
            "bb_middle",
            "bb_lower",
            "atr_14",
            "stoch_k",
            "stoch_d",
            "adx_14",
            "obv",
            "vwap"
        ]
    );
    assert!(rows[0]["rsi_14"].is_null() && rows[13]["rsi_14"].is_null(), "null during warm-up");
    assert!(rows[14]["rsi_14"].is_number() && rows[19]["sma_20"].is_number());
    assert_eq!(rows[0]["date"], "2026-01-01");
}

#[test]
fn candles_that_cannot_be_read_are_named_by_line() {
    let computer = Computer::new();
    let file = computer.data.path().join("velas.csv");
    std::fs::write(&file, "date,open,high,low,close,volume\n2026-01-01,1,2,1,abc,5\n").unwrap();
    let output = computer.run(&["indicators", file.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("linha 2"), "{}", stderr(&output));
}

#[test]
fn alerts_watchlist_history_and_config_by_command() {
    let computer = Computer::new();
    assert!(computer.run(&["alerts", "add", "BTC", "price crosses_up 600000"]).status.success());
    let listed = String::from_utf8(computer.run(&["alerts"]).stdout).unwrap();
    assert!(listed.contains("BTC/BRL") && listed.contains("price crosses_up 600000"), "{listed}");
    let id = listed.split_whitespace().next().unwrap();
    assert!(computer.run(&["alerts", "pause", id]).status.success());
    assert!(computer.run(&["alerts", "remove", id]).status.success());
    assert!(String::from_utf8(computer.run(&["alerts"]).stdout).unwrap().is_empty());
    assert_eq!(computer.run(&["alerts", "add", "NADA", "price crosses_up 1"]).status.code(), Some(1));
    assert_eq!(computer.run(&["alerts", "add", "BTC", "quando der"]).status.code(), Some(1));

    assert!(computer.run(&["watch", "add", "btc", "sol"]).status.success());
    assert_eq!(String::from_utf8(computer.run(&["watch"]).stdout).unwrap(), "BTC\nSOL\n");

    computer.ask(&["preço da solana"]);
    assert!(String::from_utf8(computer.run(&["history"]).stdout).unwrap().contains("preço da solana"));
    assert!(String::from_utf8(computer.run(&["history", "search", "solana"]).stdout).unwrap().contains("olana"));

    assert!(computer.run(&["config", "set", "speed", "1.2"]).status.success());
    assert_eq!(String::from_utf8(computer.run(&["config", "get", "speed"]).stdout).unwrap().trim(), "1.2");
    assert_eq!(computer.run(&["config", "set", "speed", "9"]).status.code(), Some(1));
}

#[test]
fn wrong_usage_is_explained_in_portuguese_and_exits_2() {
    let computer = Computer::new();
    for arguments in [
        &["ask"][..],
        &["ask", "--nada", "x"],
        &["nada"],
        &["ask", "oi", "--market", "lua"],
        &["speak", "oi", "--speed", "9"],
        &["speak"],
        &["speak", "oi", "--job", "019a0000-0000-7000-8000-000000000000"],
        &["transcribe"],
        &["transcribe", "--job", "1"],
        &["transcribe", "a.wav", "--job", "019a0000-0000-7000-8000-000000000000"],
    ] {
        let output = computer.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(stderr(&output).contains("alfa --help"), "{}", stderr(&output));
    }
    let help = computer.run(&["--help"]);
    assert!(help.status.success() && String::from_utf8(help.stdout).unwrap().contains("Comandos"));
}

#[test]
fn of_two_that_watch_the_alerts_the_second_says_so_and_ends() {
    use std::io::{BufRead, BufReader};
    let computer = Computer::new();
    let watch = ["alerts", "watch", "--quiet", "--market", "replay:"];
    let mut first = computer.command().args(watch).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(first.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("Ctrl+C termina")), "the first does not watch");
    let second = computer.run(&watch);
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains("já está vigiando"), "{}", stderr(&second));
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn completions_exist_for_each_shell() {
    let computer = Computer::new();
    for shell in ["bash", "zsh", "fish"] {
        let output = computer.run(&["completions", shell]);
        assert!(output.status.success() && output.stdout.len() > 500, "{shell}");
    }
}

#[test]
fn two_processes_on_the_same_data_both_keep_what_they_wrote() {
    let computer = Computer::new();
    let children: Vec<_> = ["BTC", "ETH", "SOL", "ADA"]
        .iter()
        .map(|coin| {
            computer.command().args(["watch", "add", coin]).stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let list = String::from_utf8(computer.run(&["watch"]).stdout).unwrap();
    assert_eq!(list.lines().count(), 4, "{list}");
}

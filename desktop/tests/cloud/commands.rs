//! The command line of two computers: `alfa account` and `alfa sync`.

use crate::house::{EMAIL, House, PASSWORD};
use alfa_sync::Phrase;
use serde_json::Value;
use std::path::Path;
use std::process::Output;

/// `alfa` with its data in this folder, and these lines typed.
fn alfa(folder: &Path, typed: &str, arguments: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("alfa").unwrap();
    command.env("ALFA_DATA_DIR", folder).env("ALFA_MARKET", "replay:").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.args(arguments).write_stdin(typed).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr].concat().try_into().unwrap()
}

pub fn done(folder: &Path, typed: &str, arguments: &[&str]) -> String {
    let output = alfa(folder, typed, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub fn refused(folder: &Path, typed: &str, arguments: &[&str], code: &str) {
    let output = alfa(folder, typed, arguments);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains(code), "{code}: {}", said(&output));
}

fn json(text: &str) -> Value {
    serde_json::from_str(text.trim()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_on_one_computer_read_on_the_other_and_a_third_joins_by_phrase() {
    let house = House::start().await;
    let (home, work, new) = (house.folder().join("casa"), house.folder().join("trabalho"), house.folder().join("novo"));
    let server = house.url.as_str();
    let sign_in = ["account", "sign-in", EMAIL, "--server", server, "--session-file"];
    refused(&home, "", &["sync", "now"], "not_signed_in");
    refused(&home, "outra senha qualquer\n", &sign_in, "wrong_credentials");

    // the first computer is given the phrase
    let phrase = done(&home, &format!("{PASSWORD}\n"), &sign_in);
    assert_eq!(phrase.split_whitespace().count(), 24, "{phrase}");
    let typed = format!("{PASSWORD}\n{phrase}\n");
    done(&home, "", &["ask", "qual o preço do bitcoin?"]);
    done(&home, "", &["alerts", "add", "BTC", "price crosses_up 900000"]);
    assert!(json(&done(&home, "", &["sync", "status", "--json"]))["waiting"].as_i64().unwrap() > 0);
    assert!(json(&done(&home, "", &["sync", "now", "--json"]))["sent"].as_i64().unwrap() >= 4);
    let status = json(&done(&home, "", &["sync", "status", "--json"]));
    assert_eq!((&status["waiting"], &status["account"]), (&0.into(), &EMAIL.into()), "{status}");
    assert!(status["synced_at"].is_string());

    // another needs it
    let (_, rest) = phrase.trim().split_once(' ').unwrap();
    let of_another_account = Phrase::new().unwrap().words().join(" ");
    for (words, code) in
        [(rest, "bad_phrase"), (&format!("alfa {rest}"), "bad_phrase"), (&of_another_account, "wrong_phrase")]
    {
        refused(&work, &format!("{PASSWORD}\n{words}\n"), &sign_in, code);
    }
    done(&work, &typed, &sign_in);
    done(&work, "", &["sync", "now"]);
    let read = done(&work, "", &["history", "search", "bitcoin"]);
    assert!(read.to_lowercase().contains("bitcoin"), "{read}");

    // both are offline, both edit, both converge
    done(&home, "", &["watch", "add", "SOL"]);
    done(&work, "", &["watch", "add", "ETH"]);
    done(&work, "", &["alerts", "add", "ETH", "price crosses_down 1"]);
    for folder in [&home, &work, &home] {
        done(folder, "", &["sync", "now"]);
    }
    // how long an answer took is each computer's own
    let kept = |folder: &Path| {
        let mut conversations = json(&done(folder, "", &["history", "export"]));
        let messages =
            conversations.as_array_mut().unwrap().iter_mut().map(|one| one["messages"].as_array_mut().unwrap());
        messages.flatten().for_each(|message| message["timings"] = Value::Null);
        let mut coins: Vec<_> = done(folder, "", &["watch", "list"]).lines().map(str::to_owned).collect();
        coins.sort();
        (done(folder, "", &["alerts", "list", "--json"]), coins, conversations)
    };
    assert_eq!(kept(&home), kept(&work));
    assert_eq!(kept(&home).0.lines().count(), 2);
    done(&new, &typed, &sign_in);
    done(&new, "", &["sync", "now"]);
    assert_eq!(kept(&new), kept(&home));

    // a computer that is taken out of the account reads and sends nothing more, and loses nothing
    let devices: Vec<Value> = done(&home, "", &["sync", "devices", "--json"]).lines().map(json).collect();
    assert_eq!(devices.len(), 3, "those that were refused the phrase are not in the list: {devices:?}");
    let own = |folder: &Path| {
        let lines = done(folder, "", &["sync", "devices", "--json"]);
        lines.lines().map(json).find(|device| device["this"] == true).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let work_id = own(&work);
    done(&home, "", &["sync", "devices", "--revoke", &work_id]);
    refused(&work, "", &["sync", "now"], "signed_out");
    assert_eq!(kept(&work), kept(&home));
    done(&work, "", &["account", "sign-out"]);
    refused(&work, "", &["sync", "now"], "not_signed_in");
    assert!(!work.join("cloud-account.json").exists());

    // the plan and what is used came down with sync, and are there without the cloud
    house.kill_postgres();
    let (plan, there) = ("Plano: gratuito", alfa(&new, "", &["account", "usage"]));
    assert!(there.status.success() && said(&there).contains(plan) && said(&there).contains("Isto é o que veio em"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_is_for_this_user_only_and_never_goes_in_clear() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::start().await;
    let home = house.folder().join("casa");
    let typed = format!("{PASSWORD}\n");
    done(&home, &typed, &["account", "sign-in", EMAIL, "--server", &house.url, "--session-file"]);
    let mode = std::fs::metadata(home.join("cloud-account.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
    refused(&home, &typed, &["account", "sign-in", EMAIL, "--server", "http://alfa.exemplo.com.br"], "server_in_clear");
    refused(&home, &typed, &["account", "sign-in", EMAIL, "--server", "alfa"], "bad_server");
    refused(&home, &typed, &["account", "create", "ana", "--server", &house.url], "bad_email");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_replaces_and_never_mixes_two_accounts() {
    let house = House::start().await;
    let home = house.folder().join("casa");
    let sign_in = ["account", "sign-in", EMAIL, "--server", &house.url, "--session-file"];
    let phrase = done(&home, &format!("{PASSWORD}\n"), &sign_in);
    let typed = format!("{PASSWORD}\n{phrase}\n");
    done(&home, &typed, &sign_in);
    assert_eq!(done(&home, "", &["sync", "devices", "--json"]).lines().count(), 1, "this computer is there once");
    let other = ["account", "sign-in", "eva@exemplo.com.br", "--server", &house.url, "--session-file"];
    refused(&home, &typed, &other, "already_signed_in");
    // nothing is asked, shown or made where the session could not be kept
    let folder = house.folder().join("sem chaveiro");
    refused(&folder, &typed, &["account", "sign-in", EMAIL, "--server", &house.url], "no_keyring");
    assert_eq!(done(&home, "", &["sync", "devices", "--json"]).lines().count(), 1);
    // what is kept was damaged
    std::fs::write(home.join("cloud-account.json"), "{").unwrap();
    refused(&home, "", &["sync", "now"], "account_unreadable");
    done(&home, &typed, &sign_in);
    done(&home, "", &["sync", "now"]);
    std::fs::write(home.join("cloud-account.json"), "{").unwrap();
    done(&home, "", &["account", "sign-out"]);
    refused(&home, "", &["sync", "now"], "not_signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_to_no_address_but_the_one_that_was_given() {
    let house = House::start().await;
    let seen = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let sees = std::sync::Arc::clone(&seen);
    let elsewhere = axum::Router::new().fallback(async move || sees.store(true, std::sync::atomic::Ordering::SeqCst));
    let thief = serve(elsewhere).await;
    let sends_on = axum::Router::new().fallback(async move || axum::response::Redirect::temporary(&thief));
    let server = serve(sends_on).await;
    let arguments = ["account", "sign-in", EMAIL, "--server", &server, "--session-file"];
    refused(&house.folder().join("casa"), &format!("{PASSWORD}\n"), &arguments, "cloud_unreachable");
    assert!(!seen.load(std::sync::atomic::Ordering::SeqCst));
}

async fn serve(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// A keyring of the tests' own, unlocked.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_keyring_nothing_of_the_session_is_in_the_folder() {
    let house = House::start().await;
    let home = house.folder().join("casa");
    let keyring = house.folder().join("chaveiro");
    std::fs::create_dir_all(&keyring).unwrap();
    let alfa = assert_cmd::cargo::cargo_bin("alfa");
    let script = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
        printf '%s\\n' \"$TYPED\" | \"$ALFA\" account sign-in \"$EMAIL\" --server \"$SERVER\" >/dev/null && \"$ALFA\" sync now && \"$ALFA\" sync now \
        && \"$ALFA\" account sign-out && ! \"$ALFA\" sync now";
    let mut command = std::process::Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", script]).envs([("TYPED", PASSWORD), ("EMAIL", EMAIL), ("SERVER", &house.url)]);
    command.env("ALFA", alfa).env("ALFA_DATA_DIR", &home).env("HOME", &keyring);
    command.env("XDG_DATA_HOME", &keyring).env("XDG_RUNTIME_DIR", &keyring);
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
        command.env_remove(variable);
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        said(&output).contains("not_signed_in") && said(&output).matches("Sincronizado").count() == 2,
        "{}",
        said(&output)
    );
    assert!(!home.join("cloud-account.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced_and_an_erased_account_leaves_the_data_here() {
    let house = House::start().await;
    let home = house.folder().join("casa");
    let server = house.url.as_str();
    let sign_in = ["account", "sign-in", EMAIL, "--server", server, "--session-file"];
    refused(&home, "", &["account", "change-password"], "not_signed_in");
    let phrase = done(&home, &format!("{PASSWORD}\n"), &sign_in);
    done(&home, "", &["alerts", "add", "BTC", "price crosses_up 900000"]);
    done(&home, "", &["sync", "now"]);
    refused(&home, "não é esta senha\noutra senha comprida\n", &["account", "change-password"], "wrong_password");
    done(&home, &format!("{PASSWORD}\noutra senha comprida\n"), &["account", "change-password"]);
    done(&home, "", &["sync", "now"]);

    let first = house.mailed_code(&[]).await;
    done(&home, "", &["account", "reset-password", "ninguem@exemplo.com.br", "--server", server]);
    done(&home, "", &["account", "reset-password", EMAIL, "--server", server]);
    let code = house.mailed_code(&[first]).await;
    let new_password = ["account", "new-password", code.trim(), "--server", server];
    refused(&home, "curta\n", &new_password, "password_too_short");
    done(&home, "a terceira senha\n", &new_password);
    refused(&home, "a quarta senha de hoje\n", &new_password, "bad_code");
    refused(&home, "", &["sync", "now"], "signed_out");
    // the phrase is the same
    done(&home, &format!("a terceira senha\n{phrase}\n"), &sign_in);
    done(&home, "", &["sync", "now"]);

    refused(&home, "não é esta senha\n", &["account", "erase"], "wrong_password");
    done(&home, "a terceira senha\n", &["account", "erase"]);
    refused(&home, "", &["sync", "now"], "not_signed_in");
    assert!(done(&home, "", &["alerts", "list"]).contains("BTC"), "what is here stays");
    refused(&home, "a terceira senha\n", &sign_in, "wrong_credentials");
}

//! Mail, against a mail server of other people's making.

use crate::cloud::{Cloud, PASSWORD};
use crate::jobs::program;
use crate::line::{Line, State};
use crate::peers::{Peer, free_port, python, start};
use alfa_sync_server::jobs::desk::{self, Card, Done};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn smtp(port: u16, file: &Path) -> Peer {
    let (peer, said) = start(python("smtp.py").arg(port.to_string()).arg(file));
    assert_eq!(said, "ready");
    peer
}

pub fn mails(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// What a question answers once it does.
pub async fn once<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(Duration::from_secs(30), what, ask).await
}

/// And in this time.
pub async fn within<T>(time: Duration, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    while begun.elapsed() < time {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not come");
}

async fn sign_up(cloud: &Cloud, email: &str) {
    let made = cloud.post("/v1/accounts", None, json!({ "email": email, "password": PASSWORD })).await;
    assert_eq!(made.0, 202, "{made:?}");
}

/// The job that is not done, once one has failed.
async fn failed(cloud: &Cloud) -> Card {
    once("a failed job", async || {
        let (waiting, dead) = (
            desk::list(&cloud.app.pool, false, 10).await.unwrap(),
            desk::list(&cloud.app.pool, true, 10).await.unwrap(),
        );
        waiting.into_iter().chain(dead).find(|card| card.code.is_some())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_waits_for_the_mail_server_and_is_delivered_once() {
    let folder = tempfile::tempdir().unwrap();
    let (port, file) = (free_port(), folder.path().join("mails"));
    let cloud = Cloud::with(&[("ALFA_SERVER_SMTP_URL", format!("smtp://127.0.0.1:{port}"))]).await;
    sign_up(&cloud, "ana@exemplo.com").await;
    let waiting = failed(&cloud).await;
    assert_eq!((waiting.name.as_str(), waiting.code.as_deref()), ("mail", Some("mail_away")));
    assert_eq!(waiting.dead_at, None);
    let _smtp = smtp(port, &file);
    once("the end of the job", async || desk::list(&cloud.app.pool, false, 10).await.unwrap().is_empty().then_some(()))
        .await;
    let mails = mails(&file);
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = &mails[0];
    assert_eq!((&mail["to"], &mail["subject"]), (&json!(["ana@exemplo.com"]), &json!("Confirme o seu e-mail na ALFA")));
    assert_eq!(mail["id"], json!(format!("<{}@localhost>", waiting.id)));
    let code = mail["text"].as_str().unwrap().lines().find(|line| line.len() == 43).unwrap();
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": code })).await.0, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_cut_off_in_mid_load_costs_no_request_and_no_mail() {
    let folder = tempfile::tempdir().unwrap();
    let (port, file) = (free_port(), folder.path().join("mails"));
    let _smtp = smtp(port, &file);
    let line = Line::to(port).await;
    let cloud = Cloud::with(&[
        ("ALFA_SERVER_SMTP_URL", format!("smtp://127.0.0.1:{}", line.port)),
        // a password's hash takes a while
        ("ALFA_SERVER_REQUEST_TIMEOUT_S", "120".to_owned()),
    ])
    .await;
    for number in 0..24 {
        match number {
            8 => line.set(State::Cut),
            16 => line.set(State::Silent),
            _ => {}
        }
        sign_up(&cloud, &format!("pessoa{number}@exemplo.com")).await;
        if number == 4 {
            once("a mail", async || (!mails(&file).is_empty()).then_some(())).await;
        }
    }
    line.set(State::Through);
    within(Duration::from_secs(120), "the last mail", async || {
        desk::list(&cloud.app.pool, false, 10).await.unwrap().is_empty().then_some(())
    })
    .await;
    assert!(desk::list(&cloud.app.pool, true, 10).await.unwrap().is_empty(), "nothing was given up");
    // one that was cut off before it was confirmed comes again under its number
    let by_number: BTreeMap<String, Value> =
        mails(&file).into_iter().map(|mail| (mail["id"].as_str().unwrap().to_owned(), mail["to"][0].clone())).collect();
    let to: BTreeSet<&str> = by_number.values().filter_map(Value::as_str).collect();
    assert_eq!((by_number.len(), to.len()), (24, 24));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_refused_becomes_a_dead_letter_the_operator_decides_about() {
    let folder = tempfile::tempdir().unwrap();
    let (port, file) = (free_port(), folder.path().join("mails"));
    let _smtp = smtp(port, &file);
    let cloud = Cloud::with(&[("ALFA_SERVER_SMTP_URL", format!("smtp://127.0.0.1:{port}"))]).await;
    let pool = &cloud.app.pool;
    sign_up(&cloud, "ninguem@exemplo.com").await;
    let letter = once("a dead letter", async || desk::list(pool, true, 10).await.unwrap().pop()).await;
    assert_eq!((letter.state.as_str(), letter.code.as_deref(), letter.tries), ("dead", Some("mail_refused"), 1));
    let counts = desk::stats(pool).await.unwrap();
    assert!(counts.iter().any(|count| count.name == "mail" && count.dead == 1), "{counts:?}");
    // the list says nothing of anybody; who it was for is shown when it is asked for, what it said never
    assert!(!serde_json::to_string(&letter).unwrap().contains("ninguem"));
    let shown = desk::show(&cloud.app, letter.id).await.unwrap().unwrap();
    assert_eq!(shown.about, json!({ "to": "ninguem@exemplo.com", "subject": "Confirme o seu e-mail na ALFA" }));
    assert!(shown.detail.unwrap().contains("no such user"));
    let (payload,): (Value,) =
        sqlx::query_as("SELECT payload FROM job WHERE id = $1").bind(letter.id).fetch_one(pool).await.unwrap();
    assert!(!payload.to_string().contains("ninguem"), "it does not lie open: {payload}");

    assert_eq!(desk::requeue(pool, letter.id).await.unwrap(), Done::Done);
    let again = once("a dead letter", async || desk::list(pool, true, 10).await.unwrap().pop()).await;
    assert!(again.dead_at > letter.dead_at);
    assert_eq!(desk::remove(pool, letter.id).await.unwrap(), Done::Done);
    assert_eq!(desk::remove(pool, letter.id).await.unwrap(), Done::NotThere);
    // one that is full now takes it later
    sign_up(&cloud, "cheio@exemplo.com").await;
    let full = failed(&cloud).await;
    assert_eq!((full.code.as_deref(), full.dead_at), (Some("mail_away"), None));
    assert!(mails(&file).is_empty());
}

/// An authority and, signed by it, what 127.0.0.1 proves itself with: `ca.pem`, `cert.pem`, `key.pem`.
fn certificates(folder: &Path) {
    let openssl = |arguments: &str| {
        let made = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=autoridade"));
    openssl(&format!("req {key} -keyout key.pem -out cert.csr -subj /CN=correio"));
    std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n").unwrap();
    openssl("x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -out cert.pem -days 2 -extfile names");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_starttls_a_mail_leaves_only_to_who_proves_itself_and_knows_us() {
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let (port, file) = (free_port(), folder.path().join("mails"));
    let mut server = python("smtp.py");
    server.arg(port.to_string()).arg(&file).args(["--login", "alfa", "segredo forte", "--tls"]);
    let (_smtp, said) = start(server.arg(folder.path().join("cert.pem")).arg(folder.path().join("key.pem")));
    assert_eq!(said, "ready");
    let cloud = Cloud::with(&[("ALFA_SERVER_WORKER", "false".to_owned())]).await;
    sign_up(&cloud, "ana@exemplo.com").await;
    // the certificates a program trusts are those of its environment
    let worker = |password: &str, trusted: &str| {
        let url = format!("smtp://alfa:{password}@127.0.0.1:{port}?tls=required");
        let trusted = folder.path().join(trusted).display().to_string();
        let set = [("ALFA_SERVER_SMTP_URL", url), ("SSL_CERT_FILE", trusted)];
        Peer::of(program(&cloud, &set).arg("serve").stdout(Stdio::null()).spawn().unwrap())
    };
    std::fs::write(folder.path().join("none.pem"), "").unwrap();
    for (password, trusted) in [("segredo%20forte", "none.pem"), ("outro", "ca.pem")] {
        let worker = worker(password, trusted);
        let waiting = failed(&cloud).await;
        assert_eq!((waiting.code.as_deref(), waiting.dead_at), (Some("mail_away"), None), "{password} {trusted}");
        drop(worker);
        // it is tried again at once
        let again = "UPDATE job SET code = NULL, holder = NULL, due_at = now() WHERE name = 'mail'";
        sqlx::query(again).execute(&cloud.app.pool).await.unwrap();
    }
    assert!(mails(&file).is_empty());
    let _worker = worker("segredo%20forte", "ca.pem");
    let mail = once("the mail", async || mails(&file).pop()).await;
    assert_eq!(
        (&mail["to"], &mail["tls"], &mail["login"]),
        (&json!(["ana@exemplo.com"]), &json!(true), &json!("alfa"))
    );
}

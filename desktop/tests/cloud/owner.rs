//! The command line of an account's owner: second factor, the browser, another address, everything taken out.

use crate::commands::{done, refused};
use crate::house::{EMAIL, House, PASSWORD};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// RFC 6238 by another implementation.
pub fn code(secret: &str, steps: i64) -> String {
    let program = "import base64, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1])
digest = hmac.new(key, struct.pack('>Q', int(time.time()) // 30 + int(sys.argv[2])), 'sha1').digest()
at = digest[-1] & 15
print('%06d' % ((struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000))";
    let output = Command::new("python3").args(["-c", program, secret, &steps.to_string()]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// `alfa` that is answered while it runs.
fn running(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("alfa"));
    command.env("ALFA_DATA_DIR", folder).env("ALFA_MARKET", "replay:").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_turned_on_asked_for_and_turned_off() {
    let house = House::start().await;
    let (home, work) = (house.folder().join("casa"), house.folder().join("trabalho"));
    let sign_in = ["account", "sign-in", EMAIL, "--server", &house.url, "--session-file"];
    let phrase = done(&home, &format!("{PASSWORD}\n"), &sign_in);
    refused(&home, "não é esta senha\n", &["account", "totp", "on"], "wrong_password");
    let mut turning = running(&home, &["account", "totp", "on"]);
    let mut typed = turning.stdin.take().unwrap();
    writeln!(typed, "{PASSWORD}").unwrap();
    let mut said = BufReader::new(turning.stdout.take().unwrap()).lines().map(Result::unwrap);
    let secret = said.next().unwrap();
    assert!(said.next().unwrap().starts_with("otpauth://totp/ALFA:"));
    writeln!(typed, "{}", code(&secret, 0)).unwrap();
    let recovery: Vec<String> = said.collect();
    assert!(turning.wait().unwrap().success());
    assert_eq!(recovery.len(), 10);

    refused(&work, &format!("{PASSWORD}\n000000\n"), &sign_in, "wrong_code");
    done(&work, &format!("{PASSWORD}\n{}\n{phrase}\n", code(&secret, 1)), &sign_in);
    refused(&work, &format!("{PASSWORD}\n{}\n", code(&secret, 1)), &["account", "totp", "off"], "wrong_code");
    // other recovery codes: those from before hold no more
    let renew = ["account", "totp", "codes"];
    refused(&work, &format!("{PASSWORD}\n000000\n"), &renew, "wrong_code");
    let renewed = done(&work, &format!("{PASSWORD}\n{}\n", recovery[1]), &renew);
    let renewed: Vec<&str> = renewed.lines().collect();
    assert_eq!(renewed.len(), 10);
    assert!(renewed.iter().all(|code| !recovery.iter().any(|before| before == code)), "{renewed:?}");
    let turn_off = ["account", "totp", "off"];
    refused(&work, &format!("{PASSWORD}\n{}\n", recovery[0]), &turn_off, "wrong_code");
    done(&work, &format!("{PASSWORD}\n{}\n", renewed[0]), &turn_off);
    done(&home, &format!("{PASSWORD}\n{phrase}\n"), &sign_in);
}

/// The user in front of the browser, in Python: reads the page, fills its forms, follows its redirects.
pub const USER: &str = r#"#!/usr/bin/env python3
import html, http.cookiejar, re, sys, urllib.parse, urllib.request
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
page = sys.argv[1]
origin = page.split('/v1/')[0]
def fill(text, **fields):
    action = html.unescape(re.search(r'action="([^"]*)"', text)[1])
    fields['token'] = re.search(r'name="token" value="([^"]*)"', text)[1]
    request = urllib.request.Request(origin + action, urllib.parse.urlencode(fields).encode(), {'Origin': origin})
    return opener.open(request).read().decode()
text = opener.open(page).read().decode()
assert 'value="ana@exemplo.com.br"' in text or 'login_hint=ana' not in page, text
text = fill(text, action='sign_in', email='ana@exemplo.com.br', password='uma senha comprida')
assert 'Entrar neste computador' in text and 'o de casa' in text, text
text = fill(text, action='ANSWER')
assert 'Você já pode fechar esta página' in text, text
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_signs_in_through_the_browser_and_sees_no_password() {
    let house = House::start().await;
    let home = house.folder().join("casa");
    let browser = |answer: &str| {
        let path = house.folder().join(format!("browser-{answer}"));
        std::fs::write(&path, USER.replace("ANSWER", answer)).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path
    };
    let server = house.url.as_str();
    let arguments =
        ["account", "sign-in", EMAIL, "--server", server, "--session-file", "--browser", "--name", "o de casa"];
    let alfa = |answer: &str| {
        let mut command = assert_cmd::Command::cargo_bin("alfa").unwrap();
        command.env("ALFA_DATA_DIR", &home).env_remove("DBUS_SESSION_BUS_ADDRESS").env("BROWSER", browser(answer));
        command.args(arguments).timeout(std::time::Duration::from_secs(60)).output().unwrap()
    };
    let denied = alfa("deny");
    let said = String::from_utf8(denied.stderr).unwrap();
    assert!(denied.status.code() == Some(1) && said.contains("sign_in_denied"), "{said}");
    let allowed = alfa("allow");
    assert!(allowed.status.success(), "{}", String::from_utf8_lossy(&allowed.stderr));
    assert_eq!(String::from_utf8(allowed.stdout).unwrap().split_whitespace().count(), 24, "the phrase, shown once");
    done(&home, "", &["sync", "now"]);
    let devices = done(&home, "", &["sync", "devices", "--json"]);
    let names: Vec<Value> = devices.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(names.iter().any(|device| device["name"] == "o de casa" && device["this"] == true), "{devices}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_and_everything_in_a_file() {
    let house = House::start().await;
    let home = house.folder().join("casa");
    let sign_in = |email| ["account", "sign-in", email, "--server", &house.url, "--session-file"];
    let phrase = done(&home, &format!("{PASSWORD}\n"), &sign_in(EMAIL));
    done(&home, "", &["alerts", "add", "BTC", "price crosses_up 900000"]);
    done(&home, "", &["sync", "now"]);
    let out = house.folder().join("tudo.ndjson");
    let export = ["account", "export", "--out", out.to_str().unwrap()];
    refused(&home, "não é esta senha\n", &export, "wrong_password");
    assert!(!out.exists());
    done(&home, &format!("{PASSWORD}\n"), &export);
    let lines = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.last().unwrap()["end"]["rows"], lines.len() - 2);
    assert!(lines.iter().any(|line| line["table"] == "account" && line["row"]["email"] == EMAIL));
    assert!(lines.iter().any(|line| line["table"] == "op"));

    let first = house.mailed_code(&[]).await;
    done(&home, &format!("{PASSWORD}\n"), &["account", "change-email", "nova@exemplo.com.br"]);
    let code = house.mailed_code(&[first]).await;
    refused(&home, "", &["account", "confirm-email", "nonsense"], "bad_code");
    done(&home, "", &["account", "confirm-email", code.trim()]);
    assert!(done(&home, "", &["account", "show"]).contains("nova@exemplo.com.br"));
    done(&home, "", &["sync", "now"]);
    done(&home, &format!("{PASSWORD}\n{phrase}\n"), &sign_in("nova@exemplo.com.br"));
}

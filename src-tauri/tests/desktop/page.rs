//! ALFA started through WebDriver, and its window looked at: <https://www.w3.org/TR/webdriver2/>.

use crate::computer::{Computer, Running};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::{Duration, Instant};

pub struct Page {
    _driver: Running,
    http: reqwest::Client,
    session: String,
}

impl Page {
    /// Starts ALFA with these arguments.
    pub async fn open(computer: &Computer, arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = computer.command("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Running(command.spawn().unwrap());
        // what hangs fails
        let http = reqwest::Client::builder().timeout(Duration::from_secs(90)).build().unwrap();
        let base = format!("http://127.0.0.1:{port}/session");
        let options = json!({ "binary": env!("CARGO_BIN_EXE_alfa-app"), "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let mut last = String::new();
        for _ in 0..100 {
            match http.post(&base).json(&wanted).send().await {
                Ok(answer) => {
                    let answer: Value = answer.json().await.unwrap();
                    if let Some(id) = answer["value"]["sessionId"].as_str() {
                        let session = format!("{base}/{id}");
                        return Self { _driver: driver, http, session };
                    }
                    last = answer.to_string();
                }
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("WebDriver does not open ALFA: {last}");
    }

    /// What a script returns; null while there is no page.
    pub async fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        let answer = self.http.post(format!("{}/execute/sync", self.session)).json(&body).send().await;
        let Ok(answer) = answer else { return Value::Null };
        answer.json::<Value>().await.map(|answer| answer["value"].clone()).unwrap_or_default()
    }

    pub async fn text(&self) -> String {
        self.run("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page shows these words.
    pub async fn shows(&self, words: &str) -> String {
        match self.shows_within(Duration::from_secs(90), words).await {
            Some(text) => text,
            None => panic!("“{words}” does not show: {}", self.text().await),
        }
    }

    /// The page's text as soon as it has these words; none if it has not by then.
    pub async fn shows_within(&self, patience: Duration, words: &str) -> Option<String> {
        let deadline = Instant::now() + patience;
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return Some(text);
            }
            if Instant::now() > deadline {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the page of this name is the one that is shown.
    pub async fn on(&self, name: &str) {
        let script = "return document.querySelector('nav [aria-current=page]')?.innerText ?? ''";
        for _ in 0..1_800 {
            if self.run(script).await.as_str().is_some_and(|shown| shown.trim() == name) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("“{name}” is not shown: {}", self.text().await);
    }

    /// Clicks the button or link of this name.
    pub async fn click(&self, name: &str) {
        let script = format!(
            "const named = [...document.querySelectorAll('button, a, [role=button]')].find((each) => \
             (each.getAttribute('aria-label') ?? each.innerText).trim().startsWith({})); named?.click(); return !!named",
            Value::from(name)
        );
        for _ in 0..400 {
            if self.run(&script).await == true {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("there is no “{name}” to click: {}", self.text().await);
    }

    /// Makes the window this large, in pixels.
    pub async fn size(&self, width: u32, height: u32) {
        let body = json!({ "width": width, "height": height });
        let answer = self.http.post(format!("{}/window/rect", self.session)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }
}

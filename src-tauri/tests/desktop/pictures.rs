//! The README's pictures: the real window, page by page, in both themes.
//! `cargo test --workspace --test desktop -- --ignored pictures` takes them anew.

use crate::computer::{Computer, until};
use crate::page::Page;
use crate::using::{computer, idle};
use alfa_market::standin::Provider;
use std::path::Path;
use std::time::Duration;

/// A user who has been here for a while.
fn live_in(computer: &Computer) {
    for (coin, price) in [("BTC", "612345.67"), ("ETH", "16480.9"), ("SOL", "781.42")] {
        let (coin, price) = (coin.parse().unwrap(), price.parse().unwrap());
        computer.market.set_price(Provider::Binance, &coin, &"BRL".parse().unwrap(), price);
    }
    for trade in [["BTC", "0.05", "412000"], ["ETH", "0.8", "14900"], ["SOL", "12", "690"]] {
        computer.alfa(&["portfolio", "buy", trade[0], trade[1], "--price", trade[2]]);
    }
    computer.alfa(&["watch", "add", "BTC", "ETH", "SOL"]);
    computer.alfa(&["alerts", "add", "BTC", "price crosses_up 650000"]);
    computer.alfa(&["alerts", "add", "BTC", "price crosses_down 580000; repeat"]);
    computer.alfa(&["alerts", "add", "ETH", "pct <= -10", "--window", "24h"]);
    computer.alfa(&["alerts", "add", "SOL", "rsi(14) crosses_down 30; repeat", "--window", "4h"]);
    for question in ["qual o preço do bitcoin?", "e em dólar?", "quanto o ethereum subiu em 7 dias?", "medo e ganância"]
    {
        computer.alfa(&["ask", question, "--quiet", "--llm", "off", "--continue"]);
    }
}

async fn take(computer: &Computer, page: &Page, name: &str) {
    page.run("document.activeElement?.blur()").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
    computer.picture(&folder.join(format!("{name}.png")));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the README's pictures"]
async fn pictures() {
    for (theme, ending) in [("light", "claro"), ("dark", "escuro")] {
        let Some((_turn, computer)) = computer().await else { return };
        computer.alfa(&["config", "set", "theme", theme]);
        live_in(&computer);
        let page = Page::open(&computer, &[]).await;
        page.size(1_200, 800).await;
        page.shows("Pular tudo").await;
        take(&computer, &page, &format!("primeiro-uso-{ending}")).await;
        page.click("Pular tudo").await;
        page.on("Studio").await;
        until("the key is there", || computer.log().contains("hotkey ready"));
        computer.alfa(&["ask", "--in-app", "Como está o RSI da solana?"]);
        page.shows("RSI").await;
        idle(&page).await;
        take(&computer, &page, &format!("studio-{ending}")).await;
        for (name, file) in
            [("Painel", "painel"), ("Alertas", "alertas"), ("Histórico", "historico"), ("Ajustes", "ajustes")]
        {
            page.click(name).await;
            page.on(name).await;
            if name == "Histórico" {
                page.run("document.querySelector('[data-testid=conversations] button')?.click()").await;
            }
            // prices come by themselves
            tokio::time::sleep(Duration::from_secs(8)).await;
            take(&computer, &page, &format!("{file}-{ending}")).await;
        }
    }
}

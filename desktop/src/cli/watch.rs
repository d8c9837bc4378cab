//! `alfa watch`.

use super::alerts::{known_coin, open_store};
use super::arguments::{Watch, WatchAction};
use super::{Done, print};
use alfa_copilot::{Clock, Watchlist};

pub(super) async fn run(arguments: Watch) -> Done {
    let (store, clock) = open_store()?;
    match arguments.action.unwrap_or(WatchAction::List { json: false }) {
        WatchAction::List { json } => {
            let watched = store.watched().await?;
            if json {
                print::out(&serde_json::to_string(&watched).unwrap_or_default());
            } else if watched.is_empty() {
                print::error_line("Sua lista está vazia. Para começar: alfa watch add BTC ETH");
            } else {
                for coin in watched {
                    print::out(coin.as_str());
                }
            }
        }
        WatchAction::Add { coins } => {
            // all are checked before any is added
            let coins = coins.iter().map(|coin| known_coin(coin)).collect::<Result<Vec<_>, _>>()?;
            for coin in coins {
                let new = store.watch(&coin, clock.now()).await?;
                print::out(&format!("{coin}: {}", if new { "adicionada" } else { "já estava na lista" }));
            }
        }
        WatchAction::Remove { coins } => {
            let coins = coins.iter().map(|coin| known_coin(coin)).collect::<Result<Vec<_>, _>>()?;
            for coin in coins {
                let was = store.unwatch(&coin, clock.now()).await?;
                print::out(&format!("{coin}: {}", if was { "removida" } else { "não estava na lista" }));
            }
        }
    }
    Ok(())
}

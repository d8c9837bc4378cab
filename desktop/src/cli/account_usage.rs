//! `alfa account usage`: what the account has used of the cloud.

use super::alerts::open_store;
use super::{Done, print};
use crate::clock::SystemClock;
use crate::cloud::Account;
use crate::paths::Paths;
use alfa_copilot::Clock;
use alfa_domain::{Metered, Plan, Usage};

pub(super) async fn show(paths: &Paths, json: bool) -> Done {
    let (store, clock) = open_store()?;
    let known = Account::usage(paths, &store, &clock).await?;
    if let Some(problem) = &known.problem {
        let at = known.at.with_timezone(&clock.zone()).format("%d/%m/%Y às %H:%M");
        print::error_line(&format!("{} Isto é o que veio em {at}.", problem.message));
    }
    if json {
        print::out(&serde_json::to_string(&known.usage).unwrap_or_default());
    } else {
        say(&known.usage, &clock);
    }
    Ok(())
}

fn say(usage: &Usage, clock: &SystemClock) {
    let plan = match usage.subscription.plan {
        Plan::Free => "gratuito",
        Plan::Plus => "Plus",
    };
    print::out(&format!("Plano: {plan}"));
    for used in &usage.used {
        let (what, amount) = match used.kind {
            Metered::HeardMs => ("Fala reconhecida", minutes as fn(u64) -> String),
            Metered::SpokenMs => ("Fala produzida", minutes as fn(u64) -> String),
            Metered::Characters => ("Caracteres falados", plain as fn(u64) -> String),
            Metered::Turns => ("Perguntas", plain as fn(u64) -> String),
        };
        let of = used.quota.map(|quota| format!(" de {}", amount(quota))).unwrap_or_default();
        print::out(&format!("{what}: {}{of}", amount(used.used)));
    }
    let day = usage.resets_at.with_timezone(&clock.zone()).format("%d/%m/%Y");
    print::out(&format!("Recomeça em {day}"));
}

pub(super) fn minutes(millis: u64) -> String {
    let seconds = millis.div_ceil(1_000);
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

pub(super) fn plain(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_read_them() {
        assert_eq!((plain(0), plain(999), plain(20_000)), ("0".into(), "999".into(), "20.000".into()));
        assert_eq!(
            (minutes(1), minutes(59_001), minutes(900_000)),
            ("1 s".into(), "1 min 0 s".into(), "15 min 0 s".into())
        );
    }
}

//! Conversations: sentences that lean on what was said before.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use alfa_domain::CoinTable;
use alfa_language::{Context, Doubt, Intent, Language, Understanding};
use chrono::DateTime;
use chrono_tz::{America::Sao_Paulo, Tz};
use std::sync::LazyLock;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| Language::new(&CoinTable::shipped()));

fn now() -> DateTime<Tz> {
    DateTime::parse_from_rfc3339("2026-11-22T12:00:00-03:00").unwrap().with_timezone(&Sao_Paulo)
}

/// A conversation as the copilot keeps it.
#[derive(Default)]
struct Talk(Context);

impl Talk {
    fn say(&mut self, text: &str) -> Understanding {
        let heard = LANGUAGE.understand(text, now(), &self.0);
        let understood = heard.understood.clone();
        if heard.doubt.is_some() {
            self.0.pending = Some(understood);
            self.0.doubt.clone_from(&heard.doubt);
            return heard;
        }
        match understood.intent {
            Intent::Confirm | Intent::Deny => (self.0.pending, self.0.doubt) = (None, None),
            Intent::AlertCancel if understood.coins == alfa_language::Coins::All => {
                self.0.pending = Some(understood);
                self.0.doubt = None;
            }
            Intent::ExplainSource | Intent::Repeat | Intent::Slower | Intent::Faster | Intent::Stop | Intent::Help => {}
            _ => {
                self.0.last = Some(understood);
                (self.0.pending, self.0.doubt) = (None, None);
            }
        }
        heard
    }

    /// The slots as the contract writes them, those that are empty left out.
    fn slots(&mut self, text: &str) -> String {
        let heard = self.say(text);
        let json = serde_json::to_value(&heard.understood).unwrap();
        let parts: Vec<String> = ["intent", "coins", "quote", "amount", "window", "indicator", "condition"]
            .iter()
            .filter_map(|slot| match &json[slot] {
                serde_json::Value::Null => None,
                serde_json::Value::Array(list) => {
                    Some(list.iter().map(|x| x.as_str().unwrap()).collect::<Vec<_>>().join(","))
                }
                other => Some(other.as_str().unwrap().to_owned()),
            })
            .collect();
        parts.join(" | ")
    }
}

fn talk(turns: &[(&str, &str)]) {
    let mut talk = Talk::default();
    for (said, meant) in turns {
        assert_eq!(talk.slots(said), *meant, "{said}");
    }
}

#[test]
fn the_dialogue_that_leads_to_a_confirmed_deletion() {
    talk(&[
        ("preço do bitcoin", "price | BTC | BRL"),
        ("e o ethereum?", "price | ETH | BRL"),
        ("e em dólar?", "price | ETH | USD"),
        ("me avisa se passar de 4 mil", "alert_create | ETH | USD | price crosses_up 4000"),
        ("apaga todos os alertas", "alert_cancel | *"),
        ("não", "deny"),
        ("quais alertas eu tenho?", "alert_list"),
        ("apaga todos", "alert_cancel | *"),
        ("sim", "confirm"),
        ("de onde veio esse preço?", "explain_source"),
    ]);
}

#[test]
fn windows_extremes_and_days_lean_on_the_coin() {
    talk(&[
        ("quanto subiu a solana hoje?", "change | SOL | BRL | 24h"),
        ("e na semana?", "change | SOL | BRL | 7d"),
        ("e a máxima?", "high_low | SOL | BRL | 24h | max"),
        ("e no mês?", "high_low | SOL | BRL | 30d | max"),
        ("e a cardano?", "high_low | ADA | BRL | 30d | max"),
        ("qual o preço?", "price | ADA | BRL"),
        ("e ontem?", "history_price | ADA | BRL | 2026-11-21"),
        ("e o RSI?", "indicator | ADA | BRL | 1d | rsi(14)"),
        ("e no gráfico de 4 horas?", "indicator | ADA | BRL | 4h | rsi(14)"),
        ("e do bitcoin?", "indicator | BTC | BRL | 4h | rsi(14)"),
        ("mostra o gráfico", "chart | BTC | BRL"),
        ("e o volume?", "volume | BTC | BRL | 24h"),
    ]);
}

#[test]
fn amounts_lean_on_the_conversion() {
    talk(&[
        ("quanto dá meio bitcoin em dólar?", "convert | BTC | USD | 0.5"),
        ("quanto dá isso em reais?", "convert | BTC | BRL | 0.5"),
        ("e dois bitcoins?", "convert | BTC | BRL | 2"),
        ("e cem reais?", "convert_inverse | BTC | BRL | 100"),
        ("e mil dólares?", "convert_inverse | BTC | USD | 1000"),
        ("e em ethereum?", "convert_inverse | ETH | USD | 1000"),
    ]);
}

#[test]
fn the_dollar_itself_is_not_a_price_in_dollars() {
    talk(&[
        ("quanto tá o bitcoin?", "price | BTC | BRL"),
        ("e o dólar?", "fx | USD | BRL"),
        ("e o euro?", "fx | EUR | BRL"),
        ("e o bitcoin?", "price | BTC | BRL"),
    ]);
}

#[test]
fn rankings_and_comparisons_go_on() {
    talk(&[
        ("maiores altas do dia", "top_gainers | * | BRL | 24h"),
        ("e na semana?", "top_gainers | * | BRL | 7d"),
        ("e as quedas?", "top_losers | * | BRL"),
        ("compara bitcoin com solana", "compare | BTC,SOL | BRL"),
        ("e em um ano?", "compare | BTC,SOL | BRL | 1y"),
        ("e com a cardano?", "compare | BTC,ADA | BRL | 1y"),
    ]);
}

#[test]
fn what_is_missing_is_asked_and_filled() {
    let mut talk = Talk::default();
    assert_eq!(talk.say("me avisa se passar de 4 mil").doubt, Some(Doubt::MissingCoin));
    assert_eq!(talk.slots("o ethereum"), "alert_create | ETH | BRL | price crosses_up 4000");

    let mut talk = Talk::default();
    assert_eq!(talk.say("cria um alerta pro bitcoin").doubt, Some(Doubt::MissingCondition));
    assert_eq!(talk.slots("acima de 500 mil"), "alert_create | BTC | BRL | price crosses_up 500000");

    let mut talk = Talk::default();
    assert_eq!(talk.say("me avise quando o ethereum passar de R$20.").doubt, Some(Doubt::CutShort));
    assert_eq!(talk.slots("vinte mil"), "alert_create | ETH | BRL | price crosses_up 20000");

    let mut talk = Talk::default();
    assert_eq!(talk.say("me avise quando o ethereum passar de R$").doubt, Some(Doubt::CutShort));
    assert_eq!(talk.slots("5 mil"), "alert_create | ETH | BRL | price reaches 5000");

    let mut talk = Talk::default();
    assert_eq!(talk.say("compara o bitcoin").doubt, Some(Doubt::MissingSecondCoin));
    assert_eq!(talk.slots("com a solana"), "compare | BTC,SOL | BRL");

    let mut talk = Talk::default();
    assert_eq!(talk.say("qual o preço?").doubt, Some(Doubt::MissingCoin));
    assert_eq!(talk.slots("da cardano"), "price | ADA | BRL");
}

#[test]
fn a_weak_coin_is_confirmed_or_corrected() {
    let mut talk = Talk::default();
    let heard = talk.say("quanto tá a polquedotti");
    assert!(matches!(&heard.doubt, Some(Doubt::WeakCoin { coin, .. }) if coin.as_str() == "DOT"), "{heard:?}");
    assert_eq!(talk.say("sim").understood.intent, Intent::Confirm);

    let mut talk = Talk::default();
    talk.say("quanto tá a polquedotti");
    assert_eq!(talk.slots("não, a cardano"), "price | ADA | BRL");
}

#[test]
fn a_new_request_does_not_answer_the_question_before() {
    let mut talk = Talk::default();
    talk.say("apaga todos os alertas");
    assert_eq!(talk.slots("quanto tá o bitcoin?"), "price | BTC | BRL");
}

#[test]
fn cancel_denies_only_while_something_waits() {
    let mut talk = Talk::default();
    assert_eq!(talk.say("cancela").understood.intent, Intent::Stop);
    talk.say("apaga todos os alertas");
    assert_eq!(talk.say("cancela").understood.intent, Intent::Deny);
    for yes in ["sim", "pode", "isso", "pode apagar", "confirma", "isso mesmo", "claro"] {
        let mut talk = Talk::default();
        talk.say("apaga todos os alertas");
        assert_eq!(talk.say(yes).understood.intent, Intent::Confirm, "{yes}");
    }
    for no in ["não", "deixa", "deixa pra lá", "melhor não", "não, obrigado", "esquece", "de jeito nenhum"] {
        let mut talk = Talk::default();
        talk.say("apaga todos os alertas");
        assert_eq!(talk.say(no).understood.intent, Intent::Deny, "{no}");
    }
}

#[test]
fn doubts_name_what_is_wrong() {
    let doubt = |text: &str| LANGUAGE.understand(text, now(), &Context::default()).doubt;
    assert_eq!(doubt("converte zero reais em bitcoin"), Some(Doubt::AbsurdAmount));
    assert_eq!(doubt("me avise quando o bitcoin passar de 0 reais"), Some(Doubt::AbsurdAmount));
    assert_eq!(doubt("converte 9999999999999999999 reais em bitcoin"), Some(Doubt::AbsurdAmount));
    assert!(matches!(doubt("preço da XKZQW"), Some(Doubt::UnknownCoin { .. })));
    assert_eq!(
        doubt("converte bitcoin em reais").is_some(),
        LANGUAGE.understand("converte bitcoin em reais", now(), &Context::default()).understood.intent
            == Intent::Convert
    );
    assert_eq!(doubt("quanto tá o bitcoin"), None);
}

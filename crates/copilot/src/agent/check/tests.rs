use super::*;
use chrono::DateTime;
use proptest::prelude::*;

fn fact(name: &str, value: &str, unit: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        value: value.parse().unwrap(),
        unit: unit.parse().unwrap(),
        source: "Binance".to_owned(),
        at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        derived_from: Vec::new(),
    }
}

fn market() -> Grounds {
    Grounds::new(
        "quanto dá 0,25 bitcoin?",
        &[],
        &[
            fact("price BTC/BRL", "512340.55", "BRL"),
            fact("price BTC/USD", "94120.5", "USD"),
            fact("change BTC/BRL 24h", "-3.217", "%"),
            fact("change ETH/BRL 7d", "1.1", "%"),
            fact("rsi(14) ETH/BRL 4h", "54.3219", "points"),
            fact("market cap BTC/BRL", "10234567890123.4", "BRL"),
            fact("profit", "-200", "BRL"),
        ],
    )
}

fn invented(reply: &str) -> Vec<String> {
    market().invented(reply)
}

#[test]
fn a_fact_carries_its_exact_and_its_rounded_value() {
    for reply in [
        "O Bitcoin está em R$ 512.340,55.",
        "O Bitcoin está em R$ 512.340.",
        "O Bitcoin está em quinhentos e doze mil, trezentos e quarenta reais e cinquenta e cinco centavos.",
        "São noventa e quatro mil, cento e vinte dólares, ou US$ 94.120,50.",
        "Caiu 3,22% em 24 horas.",
        "Teve queda de três vírgula vinte e dois por cento nas últimas vinte e quatro horas.",
        "A variação foi de -3,22%.",
        "O Bitcoin caiu 3,22% e o Ethereum subiu 1,1% em sete dias.",
        "O RSI de 14 está em 54,3, de 0 a 100.",
        "O RSI(14) marca 54,32 pontos.",
        "Vale dez vírgula dois trilhões de reais.",
        "Você está com prejuízo de R$ 200,00.",
    ] {
        assert!(invented(reply).is_empty(), "{reply}: {:?}", invented(reply));
    }
}

#[test]
fn what_no_fact_carries_is_named() {
    for (reply, number) in [
        ("O Bitcoin está em R$ 600.000.", "R$ 600.000"),
        ("O Bitcoin está em seiscentos mil reais.", "seiscentos mil reais"),
        ("Está perto de 512 mil reais.", "512 mil reais"),
        ("O Bitcoin está em 512.341.", "512.341"),
        ("O Bitcoin está em US$ 512.340,55.", "US$ 512.340,55"),
        ("O Bitcoin está em R$ 94.120,50.", "R$ 94.120,50"),
        ("O Bitcoin subiu 3,22%.", "3,22%"),
        ("O Ethereum caiu 1,1%.", "1,1%"),
        ("Caiu 512.340,55%.", "512.340,55%"),
        ("Custa R$ 3,22.", "R$ 3,22"),
        ("Você lucrou R$ 200,00.", "R$ 200,00"),
        ("O RSI está em 14.", "14"),
        ("O RSI está em 24.", "24"),
        ("Foi em 2 anos.", "2 anos"),
        ("Pode chegar a um milhão.", "um milhão"),
        ("Está em 2026.", "2026"),
        ("Dobrou de preço.", "Dobrou"),
        ("O preço é ٥٠٠.", "٥"),
        ("Está em ５００ mil.", "500 mil"),
        ("Custa 1.2.3 reais.", "1.2.3 reais"),
    ] {
        let found = invented(reply);
        assert!(found.iter().any(|found| found.starts_with(number)), "{reply}: {found:?}");
    }
}

#[test]
fn what_is_no_figure_passes() {
    for reply in [
        "O preço é de 22/11/2026, às 14:32.",
        "Atualizado às 14h32 do dia 22 de novembro de 2026.",
        "O dado é de 2026-11-22.",
        "Vou avisar às nove e quinze.",
        "1. Bitcoin\n2. Ethereum",
        "O Bitcoin é a 1ª e o Ethereum a 2ª.",
        "As duas moedas subiram.",
        "A 1INCH e a Web3 estão na lista.",
        "Para 0,25 bitcoin é preciso saber o preço.",
        "Em 2026 o Bitcoin caiu.",
        "Um Bitcoin vale mais que uma Solana.",
        "Nos últimos sete dias houve alta de 1,1%.",
    ] {
        assert!(invented(reply).is_empty(), "{reply}: {:?}", invented(reply));
    }
    assert!(!invented("O preço é 31/60.").is_empty());
    assert!(!invented("Em 30 dias subiu muito.").is_empty());
}

#[test]
fn a_request_that_changes_data_has_only_numbers_the_user_said() {
    let grounds = Grounds::new("me avisa se passar de 4 mil dólares", &[], &[fact("price ETH/BRL", "20000", "BRL")]);
    let mut request = Understood::bare(Intent::AlertCreate);
    request.condition = Some("price crosses_up 4000".parse().unwrap());
    assert!(grounds.said_by_user(&request));
    request.condition = Some("price crosses_up 20000".parse().unwrap());
    assert!(!grounds.said_by_user(&request));
    request.condition = Some("rsi(14) crosses_up 70".parse().unwrap());
    assert!(grounds.said_by_user(&request));
}

#[test]
fn a_figure_of_one_coin_does_not_carry_a_sentence_about_another() {
    for reply in [
        "O Ethereum está em R$ 512.340,55.",
        "O Dogecoin vale 94.120,50 dólares hoje.",
        "o dogecoin vale 94.120,50 dólares hoje.",
        "O Bitcoin está em R$ 512.340,55. Já o ETH custa R$ 512.340,55.",
        "O Bitcoin Cash está em R$ 512.340,55.",
    ] {
        assert!(!invented(reply).is_empty(), "{reply}");
    }
    for reply in [
        "O Bitcoin está em R$ 512.340,55, contra o Ethereum, que subiu 1,1%.",
        "O BTC está em R$ 512.340,55.",
        "Ele está em R$ 512.340,55.",
        "Daí, pelo que sei e foi lido, está em R$ 512.340,55.",
    ] {
        assert!(invented(reply).is_empty(), "{reply}: {:?}", invented(reply));
    }
}

proptest! {
    #[test]
    fn only_the_price_itself_passes(centavos in 10_000_i64..10_000_000_000, other in 10_000_i64..10_000_000_000) {
        let price = Decimal::new(centavos, 2);
        let said = Decimal::new(other, 2);
        let grounds = Grounds::new("preço do bitcoin", &[], &[fact("price BTC/BRL", &price.to_string(), "BRL")]);
        let passes = grounds.invented(&format!("Está em R$ {}.", said.to_string().replace('.', ","))).is_empty();
        let rounded = if price >= Decimal::from(10_000_000) { price.round_sf(3).unwrap() } else { price.trunc() };
        prop_assert_eq!(passes, said == price || said == rounded);
        let own = format!("Está em R$ {}.", price.to_string().replace('.', ","));
        prop_assert!(grounds.invented(&own).is_empty());
    }

    #[test]
    fn any_reply_is_checked_without_failing(reply in "[ -~áéíóúãõç½٣０º\n]{0,80}") {
        market().invented(&reply);
    }
}

use super::say;
use alfa_domain::CoinTable;

const COINS: &str = "ticker\tname\tcoingecko_id\tgender\tspoken\taliases\tcaution
BTC\tBitcoin\tbitcoin\tm\tbitcóin\t\t
ETH\tEthereum\tethereum\tm\tetérium\t\t
SOL\tSolana\tsolana\tf\t\t\t
USDT\tTether\ttether\tm\ttéder\t\t
XRP\tXRP\tripple\tm\txis érre pê\t\t
1INCH\t1inch\t1inch\tf\tuan intche\t\t
";

fn check(cases: &[(&str, &str)]) {
    let coins = CoinTable::parse(COINS).unwrap();
    for (text, words) in cases {
        assert_eq!(say(text, &coins), *words, "{text}");
    }
}

#[test]
fn amounts_are_said_in_full() {
    check(&[
        ("R$ 1.234,56", "mil, duzentos e trinta e quatro reais e cinquenta e seis centavos"),
        ("R$512.340,55.", "quinhentos e doze mil, trezentos e quarenta reais e cinquenta e cinco centavos."),
        ("US$ 94.120,5", "noventa e quatro mil, cento e vinte dólares e cinquenta centavos"),
        ("€ 10", "dez euros"),
        ("20 mil reais", "vinte mil reais"),
        ("R$ 20 mil", "vinte mil reais"),
        ("R$ 1,5 milhão", "um vírgula cinco milhão de reais"),
        ("R$ 10,2 trilhões", "dez vírgula dois trilhões de reais"),
        ("US$ 2 bi", "dois bilhões de dólares"),
        ("-R$ 5,10", "menos cinco reais e dez centavos"),
        ("1.234,56 reais", "mil, duzentos e trinta e quatro reais e cinquenta e seis centavos"),
        ("600k", "seiscentos mil"),
        ("0,5 BTC", "zero vírgula cinco bitcóin"),
        ("2 SOL", "duas solanas"),
        ("3 BTC", "três bitcóins"),
        ("R$ 0,00001234", "zero vírgula zero zero zero zero um dois três quatro reais"),
        ("o preço em R$ hoje", "o preço em reais hoje"),
        ("R$ 1,00 a R$ 2,00", "um real a dois reais"),
        ("1000000 de reais", "um milhão de reais"),
    ]);
}

#[test]
fn percentages_signs_and_multiples() {
    check(&[
        ("subiu 3,2%", "subiu três vírgula dois por cento"),
        ("-6,64%", "menos seis vírgula sessenta e quatro por cento"),
        ("(+3,42%)", "(mais três vírgula quarenta e dois por cento)"),
        ("±2%", "mais ou menos dois por cento"),
        ("2x o volume", "duas vezes o volume"),
        ("10-20%", "dez a vinte por cento"),
        ("0,5 p.p. a mais", "zero vírgula cinco ponto percentual a mais"),
        ("RSI > 70", "erre ésse i maior que setenta"),
    ]);
}

#[test]
fn dates_and_times() {
    check(&[
        ("25/12/2024", "vinte e cinco de dezembro de dois mil e vinte e quatro"),
        ("2025-12-25", "vinte e cinco de dezembro de dois mil e vinte e cinco"),
        ("01/02", "primeiro de fevereiro"),
        ("12/2024", "dezembro de dois mil e vinte e quatro"),
        ("às 14:05", "às catorze horas e cinco minutos"),
        ("14h30", "catorze horas e trinta minutos"),
        ("8:00", "oito horas"),
        ("1:01", "uma hora e um minuto"),
        ("nas últimas 24h", "nas últimas vinte e quatro horas"),
        (
            "2025-12-25T14:05:00Z",
            "vinte e cinco de dezembro de dois mil e vinte e cinco às catorze horas e cinco minutos",
        ),
        ("25 dez. 2024", "vinte e cinco de dezembro de dois mil e vinte e quatro"),
        ("15m", "quinze minutos"),
        ("22/11/2026 12:00", "vinte e dois de novembro de dois mil e vinte e seis, às doze horas"),
        ("de 1º/01 a 15/01", "de primeiro de janeiro a quinze de janeiro"),
        ("1/3 e 3/4", "um terço e três quartos"),
    ]);
}

#[test]
fn plain_numbers_agree_with_what_they_count() {
    check(&[
        ("2 horas", "duas horas"),
        ("200 moedas", "duzentas moedas"),
        ("2 reais", "dois reais"),
        ("301 unidades", "trezentas e uma unidades"),
        ("200 mil moedas", "duzentas mil moedas"),
        ("2 alertas e 1 moeda", "dois alertas e uma moeda"),
        ("1.234.567", "um milhão, duzentos e trinta e quatro mil, quinhentos e sessenta e sete"),
        ("0.05", "zero vírgula zero cinco"),
        ("3,14", "três vírgula catorze"),
        ("o 1º e a 2ª", "o primeiro e a segunda"),
        ("98765-4321", "nove oito sete seis cinco, quatro três dois um"),
        ("0042", "zero zero quatro dois"),
        ("versão 1.2.3", "versão um ponto dois ponto três"),
        ("média de 200 dias", "média de duzentos dias"),
    ]);
}

#[test]
fn tickers_acronyms_and_abbreviations() {
    check(&[
        ("O BTC/BRL caiu", "O bitcóin em reais caiu"),
        ("Fonte: Binance BTCUSDT", "Fonte: Binance bitcóin em téder"),
        ("RSI e MACD do ETH", "erre ésse i e eme á cê dê do etérium"),
        ("1INCH", "uan intche"),
        ("máx. de 24h, aprox. 5", "máxima de vinte e quatro horas, aproximadamente cinco"),
        ("a CVM e a B3", "a cê vê eme e a bê três"),
        ("século XXI", "século vinte e um"),
        ("a opção B", "a opção bê"),
        ("O Pix do COPOM", "O Pix do COPOM"),
        ("veja https://exemplo.com/a?b=1 agora.", "veja agora."),
        ("RSI(14) | 28", "erre ésse i (catorze), vinte e oito"),
        ("1) BTC; 2) ETH", "um, bitcóin; dois, etérium"),
        ("15% a.a. hoje", "quinze por cento ao ano hoje"),
        ("E o XRP?", "E o xis érre pê?"),
        ("**Bitcoin**: [gráfico](https://x.y)", "Bitcoin: gráfico"),
    ]);
}

#[test]
fn words_stay_as_they_are() {
    for text in [
        "O bitcoin está em quinhentos mil reais, e o ethereum?",
        "Não entendi. Você pode repetir?",
        "bem-vindo (de novo)",
    ] {
        check(&[(text, text)]);
    }
}

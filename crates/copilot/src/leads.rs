//! The first words of an answer: one of few, kept as sound, and spoken while the rest is made.

use alfa_domain::{Coin, Gender};
use alfa_speech::clauses::clauses;

/// Words that end a lead: what follows them differs from answer to answer.
const ENDS: [&str; 11] = [
    " está em ",
    " vale ",
    " subiu ",
    " caiu ",
    " ficou estável ",
    " é de ",
    " foi de ",
    " foram ",
    " ficou entre ",
    " aviso quando ",
    " diga: ",
];
/// Words that begin what differs.
const BEGINNINGS: [&str; 8] =
    [" nas últimas ", " nos últimos ", " no gráfico ", " hoje", " ontem", " desde ", " na última ", " no último "];
/// Leads about no coin.
const OPENINGS: [&str; 27] = [
    "Pela cotação de agora,",
    "Alerta criado: aviso quando",
    "Alerta mudado:",
    "As maiores altas",
    "As maiores quedas",
    "O índice de medo e ganância está em",
    "O mercado inteiro vale",
    "A média móvel",
    "Você tem",
    "Você não tem",
    "Você não tem alertas.",
    "Ainda não há o que repetir.",
    "Não há nada",
    "Eu não dou conselho de compra ou venda;",
    "Eu digo preços e variações de criptomoedas,",
    "Quer mesmo apagar",
    "Apaguei o alerta",
    "Pausei o alerta:",
    "Sua carteira vale",
    "Sua carteira está vazia.",
    "Na sua lista:",
    "Sua lista está vazia.",
    "O dólar está em",
    "Certo.",
    "Certo, não fiz nada.",
    "Adicionei",
    "Mercado simulado.",
];
/// Leads about a coin: the article and name stand for "{o}", "{do}" joins them to "de".
const ABOUT_COIN: [&str; 15] = [
    "{O} está em",
    "{O} subiu",
    "{O} caiu",
    "{O} ficou entre",
    "A máxima {do}",
    "A mínima {do}",
    "O erre ésse i {do}",
    "O eme á cê dê {do}",
    "O á tê erre {do}",
    "As bandas de Bollinger {do}",
    "O estocástico {do}",
    "O volume {do}",
    "O valor de mercado {do} é de",
    "A dominância {do} é de",
    "Este é o gráfico {do}",
];
/// A lead longer than this is not short any more, in bytes.
const LONGEST: usize = 60;

/// The clauses of a text, the first of them its lead.
pub(crate) fn lead_and_clauses(text: &str) -> Vec<String> {
    match lead_end(text) {
        Some(end) => {
            let mut all = vec![text[..end].trim_end().to_owned()];
            all.extend(clauses(&text[end..]));
            all
        }
        None => clauses(text),
    }
}

/// Where the lead ends.
fn lead_end(text: &str) -> Option<usize> {
    let opening = OPENINGS
        .iter()
        .filter(|opening| text.strip_prefix(**opening).is_some_and(|rest| rest.starts_with(' ')))
        .map(|opening| opening.len())
        .max();
    opening.or_else(|| {
        let after = ENDS.iter().filter_map(|end| text.find(end).map(|at| at + end.len()));
        let before = BEGINNINGS.iter().filter_map(|beginning| text.find(beginning));
        after.chain(before).min().filter(|at| {
            let lead = &text[..*at];
            lead.len() <= LONGEST && lead.contains(' ') && !lead.contains([',', '.', ';', '?', '!'])
        })
    })
}

/// The leads of answers about no coin in particular, to be made ready before they are needed.
pub fn common_leads() -> Vec<String> {
    OPENINGS.iter().map(|opening| (*opening).to_owned()).collect()
}

/// The leads of the usual answers about a coin, to be made ready before they are needed; the likeliest first.
pub fn usual_leads(coin: &Coin) -> Vec<String> {
    let (the, of) = match coin.gender {
        Gender::Masculine => ("O", "do"),
        Gender::Feminine => ("A", "da"),
    };
    ABOUT_COIN
        .iter()
        .map(|lead| {
            lead.replace("{O}", &format!("{the} {}", coin.name)).replace("{do}", &format!("{of} {}", coin.name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_spoken_before_the_figure_and_nothing_is_lost() {
        let text = "O Bitcoin está em quinhentos e doze mil reais, alta de dois por cento.";
        let all = lead_and_clauses(text);
        assert_eq!(all[0], "O Bitcoin está em");
        assert_eq!(all.join(" "), text);
        let plain = "Não há nada esperando a sua resposta.";
        assert_eq!(lead_and_clauses(plain).join(" "), plain);
    }

    #[test]
    fn answers_begin_with_the_usual_leads() {
        let coins = alfa_domain::CoinTable::shipped();
        let solana = coins.get(&"SOL".parse().unwrap()).unwrap();
        let leads = [common_leads(), usual_leads(solana)].concat();
        for text in [
            "A Solana está em mil reais.",
            "A Solana subiu dois por cento nos últimos trinta dias, para mil reais.",
            "O erre ésse i da Solana no gráfico diário está em cinquenta, neutro.",
            "A máxima da Solana nos últimos sete dias foi mil reais, em dois de março de dois mil e vinte e seis.",
            "O valor de mercado da Solana é de duzentos bilhões de reais, posição oito.",
            "As maiores altas nas últimas vinte e quatro horas foram Immutable, alta de dez por cento.",
            "A média móvel de duzentos dias da Solana está em mil reais.",
            "Alerta criado: aviso quando a Solana passar de mil reais. Agora a Solana está em novecentos reais.",
            "Pela cotação de agora, meio solana vale quinhentos reais.",
            "Você tem um alerta: quando a Solana cair abaixo de mil reais.",
        ] {
            let all = lead_and_clauses(text);
            assert!(leads.contains(&all[0]), "{all:?}");
            assert_eq!(all.join(" "), text);
        }
    }
}

//! The report as a mail, as text and as simple HTML.

use alfa_copilot::{Problem, Report, ReportLine};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// What comes later is said to.
const LATE: TimeDelta = TimeDelta::minutes(5);

pub(super) struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
}

const END: &str = "A ALFA mostra dados e não recomenda comprar nem vender. Para mudar ou desligar este relatório: na janela da ALFA, em Ajustes → Conta e sincronização; no terminal, com “alfa account report”.";

fn day(due_at: DateTime<Utc>, zone: Tz) -> String {
    due_at.with_timezone(&zone).format("%d/%m/%Y").to_string()
}

/// The figures of the day.
pub(super) fn of(report: &Report, due_at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> Letter {
    let day = day(due_at, zone);
    let late = (now - due_at > LATE)
        .then(|| format!("Este relatório era para as {}.", due_at.with_timezone(&zone).format("%H:%M")));
    let mut text = format!("Suas moedas em {day}\n\n");
    let mut html = format!("<h1>Suas moedas em {day}</h1>\n");
    if let Some(late) = &late {
        text.push_str(&format!("{late}\n\n"));
        html.push_str(&format!("<p>{late}</p>\n"));
    }
    html.push_str("<table cellpadding=\"6\">\n");
    for ReportLine { title, text: figures, source } in &report.lines {
        let from = if source.is_empty() { String::new() } else { format!(" ({source})") };
        text.push_str(&format!("{title}: {figures}{from}\n"));
        html.push_str(&format!(
            "<tr><td><b>{}</b></td><td>{}</td><td><small>{}</small></td></tr>\n",
            escaped(title),
            escaped(figures),
            escaped(source)
        ));
    }
    text.push_str(&format!("\n{END}\n"));
    html.push_str(&format!("</table>\n<p><small>{END}</small></p>\n"));
    Letter { subject: format!("ALFA: suas moedas em {day}"), text, html }
}

/// That there are no figures.
pub(super) fn without(problem: &Problem, due_at: DateTime<Utc>, zone: Tz) -> Letter {
    let (day, hour) = (day(due_at, zone), due_at.with_timezone(&zone).format("%H:%M"));
    let said = format!(
        "O relatório das {hour} não pôde ser feito: por uma hora, nenhuma fonte de preços respondeu. {} O próximo vem amanhã, na sua hora.",
        problem.message
    );
    let html = format!("<p>{}</p>\n<p><small>{END}</small></p>\n", escaped(&said));
    Letter { subject: format!("ALFA: sem relatório em {day}"), text: format!("{said}\n\n{END}\n"), html }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_report_says_so_and_figures_keep_their_sources() {
        let line = ReportLine {
            title: "Bitcoin (BTC)".to_owned(),
            text: "R$ 512.340,55, +2,31% em 24 horas".to_owned(),
            source: "Binance <BTCBRL>, 09:31".to_owned(),
        };
        let report = Report { lines: vec![line], facts: Vec::new() };
        let due_at: DateTime<Utc> = "2026-11-24T11:00:00Z".parse().unwrap();
        let zone = chrono_tz::America::Sao_Paulo;
        let letter = of(&report, due_at, due_at + TimeDelta::minutes(31), zone);
        assert_eq!(letter.subject, "ALFA: suas moedas em 24/11/2026");
        assert!(letter.text.contains("Este relatório era para as 08:00."));
        assert!(letter.text.contains("Bitcoin (BTC): R$ 512.340,55, +2,31% em 24 horas (Binance <BTCBRL>, 09:31)"));
        assert!(letter.html.contains("<small>Binance &lt;BTCBRL&gt;, 09:31</small>"));
        for said in [&letter.text, &letter.html] {
            assert!(said.contains("Ajustes → Conta e sincronização") && said.contains("alfa account report"), "{said}");
        }
        assert!(!of(&report, due_at, due_at, zone).text.contains("era para"));
    }
}

//! The tools as functions for the model: which there are, which slots each takes, and what they mean.
//!
//! The slots are those the language contract gives each intent.

mod arguments;
mod schema;

use alfa_language::Intent;

pub(super) use arguments::{Refused, read};
pub(super) use schema::declarations;

/// Which coins a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CoinSlot {
    /// None.
    Nothing,
    /// From so many to so many.
    Between(usize, usize),
    /// From one to so many, or `*` for all.
    OrAll(usize),
    /// The whole market: no parameter, always `*`.
    Market,
    /// One of the dollar, the euro and USDT.
    Foreign,
}

/// A slot's place in a function and its meaning there.
#[derive(Debug, Clone, Copy)]
struct Slot<Kind> {
    kind: Kind,
    required: bool,
    meaning: &'static str,
}

/// What may stand in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WindowKind {
    /// A lookback, or a date or a month.
    Any,
    /// One day.
    Date,
    /// How long one candle lasts.
    Candles,
    /// A lookback, or with an indicator the candles' timeframe.
    Alert,
}

/// What may stand in a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ConditionKind {
    /// `max` or `min`.
    Extreme,
    /// A comparison, as a question.
    Comparison,
    /// What an alert waits for.
    Alert,
    /// `at PRICE`
    Price,
    /// `every …`
    Time,
}

/// One function.
#[derive(Debug, Clone, Copy)]
struct Function {
    intent: Intent,
    about: &'static str,
    coins: CoinSlot,
    quote: bool,
    amount: Option<Slot<()>>,
    window: Option<Slot<WindowKind>>,
    indicator: Option<Slot<()>>,
    condition: Option<Slot<ConditionKind>>,
}

const MANY: usize = 10;
const PERIOD: &str = "O período de que se fala.";

impl Function {
    const fn new(intent: Intent, about: &'static str, coins: CoinSlot) -> Self {
        Self { intent, about, coins, quote: false, amount: None, window: None, indicator: None, condition: None }
    }

    const fn quoted(self) -> Self {
        Self { quote: true, ..self }
    }

    const fn amount(self, required: bool, meaning: &'static str) -> Self {
        Self { amount: Some(Slot { kind: (), required, meaning }), ..self }
    }

    const fn window(self, kind: WindowKind, required: bool, meaning: &'static str) -> Self {
        Self { window: Some(Slot { kind, required, meaning }), ..self }
    }

    const fn indicator(self, required: bool, meaning: &'static str) -> Self {
        Self { indicator: Some(Slot { kind: (), required, meaning }), ..self }
    }

    const fn condition(self, kind: ConditionKind, required: bool, meaning: &'static str) -> Self {
        Self { condition: Some(Slot { kind, required, meaning }), ..self }
    }
}

/// The functions in the order they are told to the model: all intents but those that steer the dialogue itself.
fn all() -> impl Iterator<Item = Function> {
    use Intent::*;
    [
        Price,
        Convert,
        ConvertInverse,
        Fx,
        Change,
        Compare,
        HighLow,
        HistoryPrice,
        WhatIf,
        Volume,
        MarketCap,
        Dominance,
        FearGreed,
        MarketOverview,
        TopGainers,
        TopLosers,
        Indicator,
        Trend,
        Chart,
        AlertCreate,
        AlertList,
        AlertChange,
        AlertPause,
        AlertCancel,
        WatchAdd,
        WatchRemove,
        WatchList,
        PortfolioValue,
        PortfolioBuy,
        PortfolioSell,
        Schedule,
        Explain,
        ExplainSource,
        Help,
        OutOfScope,
        AdviceRefuse,
    ]
    .into_iter()
    .filter_map(function)
}

/// The function of an intent, if it has one.
fn function(intent: Intent) -> Option<Function> {
    use CoinSlot::{Between, Foreign, Market, Nothing, OrAll};
    let new = |about, coins| Function::new(intent, about, coins);
    Some(match intent {
        Intent::Price => new("Preço atual de uma ou mais moedas.", Between(1, MANY)).quoted(),
        Intent::Convert => new("Quanto vale uma quantia de uma moeda em dinheiro (ou em outra moeda).", Between(1, 1))
            .quoted()
            .amount(true, "Quantas unidades da moeda."),
        Intent::ConvertInverse => new("Quanto de uma moeda se compra com uma quantia de dinheiro.", Between(1, 1))
            .quoted()
            .amount(true, "Quanto dinheiro, em unidades de quote."),
        Intent::Fx => new("Cotação em reais do dólar, do euro ou do USDT.", Foreign)
            .quoted()
            .amount(false, "Quantas unidades da moeda estrangeira, se o usuário disse."),
        Intent::Change => new("Quanto uma ou mais moedas subiram ou caíram em um período.", Between(1, MANY))
            .quoted()
            .window(WindowKind::Any, false, "O período; sem ele, 24h."),
        Intent::Compare => {
            new("Compara duas ou mais moedas.", Between(2, MANY)).quoted().window(WindowKind::Any, false, PERIOD)
        }
        Intent::HighLow => new("Máxima e mínima de uma moeda em um período.", Between(1, 1))
            .quoted()
            .window(WindowKind::Any, false, "O período; sem ele, 24h.")
            .condition(ConditionKind::Extreme, false, "`max` só a máxima, `min` só a mínima; sem ela, as duas."),
        Intent::HistoryPrice => new("Preço que uma moeda teve em um dia passado.", Between(1, 1)).quoted().window(
            WindowKind::Date,
            true,
            "O dia: `AAAA-MM-DD`.",
        ),
        Intent::WhatIf => new("Quanto teria hoje quem investiu uma quantia em uma moeda no passado.", Between(1, 1))
            .quoted()
            .amount(true, "Quanto dinheiro, em unidades de quote.")
            .window(WindowKind::Any, true, "Quando foi: o dia `AAAA-MM-DD`, o mês `AAAA-MM` ou há quanto tempo."),
        Intent::Volume => new("Volume negociado de uma moeda em um período.", Between(1, 1)).quoted().window(
            WindowKind::Any,
            false,
            "O período; sem ele, 24h.",
        ),
        Intent::MarketCap => new("Valor de mercado de moedas ou do mercado inteiro.", OrAll(MANY)).quoted(),
        Intent::Dominance => new("Parte que uma moeda tem do mercado inteiro, em por cento.", Between(1, 1)),
        Intent::FearGreed => new("Índice de medo e ganância do mercado.", Market),
        Intent::MarketOverview => new("Resumo do mercado inteiro.", Market),
        Intent::TopGainers => new("As moedas que mais subiram.", Market)
            .quoted()
            .amount(false, "Quantas moedas, se o usuário disse.")
            .window(WindowKind::Any, false, PERIOD),
        Intent::TopLosers => new("As moedas que mais caíram.", Market)
            .quoted()
            .amount(false, "Quantas moedas, se o usuário disse.")
            .window(WindowKind::Any, false, PERIOD),
        Intent::Indicator => new("Valor de um indicador técnico de uma moeda.", Between(1, 1))
            .quoted()
            .window(WindowKind::Candles, false, "Quanto dura cada candle; sem ele, 1d.")
            .indicator(true, "O indicador.")
            .condition(ConditionKind::Comparison, false, "A comparação que o usuário pergunta, se pergunta uma."),
        Intent::Trend => new("Tendência de uma moeda pelos indicadores, sem previsão.", Between(1, 1)).quoted().window(
            WindowKind::Any,
            false,
            PERIOD,
        ),
        Intent::Chart => new("Mostra o gráfico de moedas na janela.", Between(1, MANY))
            .quoted()
            .window(WindowKind::Any, false, PERIOD)
            .indicator(false, "Indicadores a desenhar junto, se pedidos."),
        Intent::AlertCreate => new(
            "Cria um alerta. Só quando o usuário pede para ser avisado, e só com os valores que ele disse.",
            Between(1, 1),
        )
        .quoted()
        .window(WindowKind::Alert, false, "Período de pct, new_high e new_low; de um indicador, quanto dura o candle.")
        .indicator(false, "Os indicadores que aparecem na condição.")
        .condition(ConditionKind::Alert, true, "O que o alerta espera."),
        Intent::AlertList => new("Lista os alertas do usuário.", Nothing),
        Intent::AlertChange => {
            new("Muda a condição do alerta de uma moeda, com os valores que o usuário disse.", Between(1, 1))
                .quoted()
                .condition(ConditionKind::Alert, true, "A nova condição.")
        }
        Intent::AlertPause => new("Pausa os alertas de uma moeda, ou todos.", OrAll(1)),
        Intent::AlertCancel => new("Apaga os alertas de uma moeda, ou todos. O usuário confirma depois.", OrAll(1)),
        Intent::WatchAdd => new("Põe moedas na lista que o usuário acompanha.", Between(1, MANY)),
        Intent::WatchRemove => new("Tira moedas da lista que o usuário acompanha.", Between(1, MANY)),
        Intent::WatchList => new("A lista que o usuário acompanha, com os preços.", Nothing),
        Intent::PortfolioValue => new("Quanto vale a carteira do usuário.", Nothing),
        Intent::PortfolioBuy => new("Anota uma compra que o usuário fez, com os valores que ele disse.", Between(1, 1))
            .quoted()
            .amount(true, "Quantas unidades da moeda.")
            .condition(ConditionKind::Price, false, "O preço pago, se o usuário disse."),
        Intent::PortfolioSell => new("Anota uma venda que o usuário fez, com os valores que ele disse.", Between(1, 1))
            .quoted()
            .amount(true, "Quantas unidades da moeda.")
            .condition(ConditionKind::Price, false, "O preço recebido, se o usuário disse."),
        Intent::Schedule => {
            new("Agenda uma fala com o preço de moedas, ou sem moedas um resumo do mercado.", Between(0, MANY))
                .quoted()
                .condition(ConditionKind::Time, true, "Quando.")
        }
        Intent::Explain => new("Explica um termo do mercado ou um indicador da pergunta do usuário.", Nothing)
            .indicator(false, "O indicador a explicar, se for um."),
        Intent::ExplainSource => new("De onde vieram os números da última resposta.", Nothing),
        Intent::Help => new("O que a ALFA sabe fazer.", Nothing),
        Intent::OutOfScope => new("A resposta da ALFA ao que não é assunto dela.", Nothing),
        Intent::AdviceRefuse => {
            new("A resposta da ALFA a quem pede conselho, recomendação ou previsão.", Between(0, MANY))
        }
        Intent::Repeat | Intent::Slower | Intent::Faster | Intent::Stop | Intent::Confirm | Intent::Deny => {
            return None;
        }
    })
}

/// The function's name: that of its intent.
pub(super) fn name(intent: Intent) -> String {
    serde_json::to_value(intent).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether calling it leaves something behind.
pub(super) fn changes_data(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::AlertCreate
            | Intent::AlertChange
            | Intent::AlertPause
            | Intent::AlertCancel
            | Intent::WatchAdd
            | Intent::WatchRemove
            | Intent::PortfolioBuy
            | Intent::PortfolioSell
            | Intent::Schedule
    )
}

/// The function with this name.
fn named(called: &str) -> Option<Function> {
    let intent: Intent = serde_json::from_value(called.into()).ok()?;
    function(intent)
}

//! Conversion of an amount, from coin to money and from money to coin.

use super::{ToolResult, Toolbox, currency, one_coin, price_facts};
use crate::Problem;
use crate::composer::Article;
use alfa_domain::{Currency, Unit};
use alfa_language::Understood;
use rust_decimal::Decimal;

/// Its sound is ready before the figures' is.
const OPENING: &str = "Pela cotação de agora, ";

pub(super) async fn convert(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let amount = amount(request)?;
    let quoted = tools.market.quote(coin, &currency).await?;
    let mut composer = tools.composer();
    let given = composer.given_fact("amount", amount, Unit::Money(Currency::Coin(coin.clone())));
    let price = price_facts::with_legs(&mut composer, &quoted);
    let value = price.value.checked_mul(amount).ok_or_else(absurd)?;
    let result = price_facts::derived(
        price_facts::name("convert", coin, &currency),
        value,
        Unit::Money(currency.clone()),
        &[&price, &given],
    );
    composer.say(OPENING).fact(given).say(if amount >= Decimal::TWO { " valem " } else { " vale " });
    composer.fact(result).say(", com ");
    composer.the(coin, Article::The).say(" a ").fact(price).say(".");
    price_facts::caveats(tools, &mut composer, &quoted);
    Ok(composer.finish())
}

pub(super) async fn convert_inverse(tools: &Toolbox, request: &Understood) -> ToolResult {
    let coin = one_coin(request)?;
    let currency = currency(request);
    let amount = amount(request)?;
    let quoted = tools.market.quote(coin, &currency).await?;
    let mut composer = tools.composer();
    let given = composer.given_fact("amount", amount, Unit::Money(currency.clone()));
    let price = price_facts::with_legs(&mut composer, &quoted);
    let value = amount.checked_div(price.value).ok_or_else(absurd)?;
    let result = price_facts::derived(
        price_facts::name("convert_inverse", coin, &currency),
        value,
        Unit::Money(Currency::Coin(coin.clone())),
        &[&given, &price],
    );
    composer.say(OPENING).say("com ").fact(given).say(" você compra ").fact(result).say(", com ");
    composer.the(coin, Article::The).say(" a ").fact(price).say(".");
    price_facts::caveats(tools, &mut composer, &quoted);
    Ok(composer.finish())
}

/// The amount of a request; it must be positive.
pub(super) fn amount(request: &Understood) -> Result<Decimal, Problem> {
    match request.amount {
        Some(amount) if amount > Decimal::ZERO => Ok(amount),
        Some(_) => Err(absurd()),
        None => Err(Problem::new(
            "missing_amount",
            "Faltou dizer a quantia.",
            "Diga, por exemplo: quanto dá meio bitcoin em reais?",
        )),
    }
}

/// An amount that cannot be meant.
pub(crate) fn absurd() -> Problem {
    Problem::new(
        "absurd_amount",
        "Essa quantia não faz sentido.",
        "Repita com um valor maior que zero e menor que um quatrilhão.",
    )
}

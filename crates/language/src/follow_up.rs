//! Sentences that lean on what was said before: "e o ethereum?", "e em dólar?", "5 mil", "sim".

use crate::item::When;
use crate::lexicon::Cue;
use crate::sentence::Sentence;
use crate::time::{day_before, timeframe_of};
use crate::{Coins, Context, Doubt, Intent, Understanding, Understood, slots};
use alfa_domain::{Comparison, Condition, Currency, Left, Right, Span, Window};

/// What a sentence means after the last turn, if it leans on it.
pub(crate) fn lean(s: &Sentence<'_>, own: &Understood, explicit: bool, context: &Context) -> Option<Understood> {
    let last = context.last.as_ref()?;
    let begins = matches!(s.items.word(0), "e" | "mas" | "agora" | "ja") || s.items.len() > 0 && s.items.word(0) == "e";
    let that = s.word(&["isso", "disso", "dele", "dela", "ele", "ela", "nele", "nela", "este", "esse"]);
    let coinless = own.coins.is_empty() && needs_coin(own.intent);
    let paid = own.intent == Intent::Fx
        && s.money().is_some()
        && begins
        && last.coins.list().iter().any(|t| !matches!(t.as_str(), "USD" | "EUR" | "USDT"));
    if !explicit || paid || own.intent == Intent::Fx && !s.explicit_currency() {
        if !(begins || own.coins.is_empty() || own.intent == Intent::OutOfScope || that) {
            return None;
        }
        return elliptic(s, own, last);
    }
    // "quanto dá isso em reais": nothing but another currency or time is new
    let vague = matches!(own.intent, Intent::Price | Intent::Convert | Intent::ConvertInverse | Intent::Fx)
        && own.coins.is_empty();
    let fiat_only = own.intent == Intent::Fx && s.money().is_none() && that;
    if (vague || fiat_only)
        && own.amount.is_none()
        && keeps_question(last.intent)
        && (s.quote().is_some() || s.when().is_some())
    {
        let mut u = last.clone();
        renew(s, &mut u);
        return Some(u);
    }
    if coinless && s.reading.stranger.is_none() && !last.coins.is_empty() {
        return Some(inherit_coins(s, own, last));
    }
    None
}

fn needs_coin(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::Price
            | Intent::Convert
            | Intent::ConvertInverse
            | Intent::Change
            | Intent::HighLow
            | Intent::HistoryPrice
            | Intent::WhatIf
            | Intent::Volume
            | Intent::Indicator
            | Intent::Trend
            | Intent::Chart
            | Intent::AlertCreate
            | Intent::WatchAdd
            | Intent::WatchRemove
            | Intent::PortfolioBuy
            | Intent::PortfolioSell
            | Intent::Compare
    )
}

fn keeps_question(intent: Intent) -> bool {
    needs_coin(intent) || matches!(intent, Intent::Fx | Intent::MarketCap | Intent::TopGainers | Intent::TopLosers)
}

/// The request stands on its own but for the coin, and the currency that goes with it.
fn inherit_coins(s: &Sentence<'_>, own: &Understood, last: &Understood) -> Understood {
    let mut u = own.clone();
    let many = matches!(
        own.intent,
        Intent::Price | Intent::Change | Intent::Compare | Intent::Chart | Intent::WatchAdd | Intent::WatchRemove
    );
    let inherited: Vec<_> =
        last.coins.list().iter().filter(|t| !matches!(t.as_str(), "USD" | "EUR")).cloned().collect();
    let coins = if many { inherited } else { inherited.into_iter().take(1).collect() };
    u.coins = Coins::List(coins);
    let said = s.quote().is_some() || s.money().is_some();
    if u.quote.is_some() && !said && last.quote.is_some() {
        u.quote.clone_from(&last.quote);
    }
    u
}

/// Puts what the sentence names in place of what the last question named.
fn renew(s: &Sentence<'_>, u: &mut Understood) {
    if let Some(quote) = s.quote()
        && u.quote.is_some()
    {
        u.quote = Some(quote);
    }
    set_time(s, u);
}

fn set_time(s: &Sentence<'_>, u: &mut Understood) {
    if let Some(timeframe) = s.timeframe() {
        if !u.indicator.is_empty() {
            u.window = Some(Span::Timeframe(timeframe));
            return;
        }
        if let Some(window) = slots::fill(s, Intent::Change).window {
            u.window = Some(window);
        }
        return;
    }
    let Some(when) = s.when() else { return };
    let Some(window) = s.window() else { return };
    match u.intent {
        Intent::Indicator => {
            if let When::Back(window) = when
                && let Some(timeframe) = timeframe_of(window)
            {
                u.window = Some(Span::Timeframe(timeframe));
            }
        }
        Intent::Price => match when {
            When::Back(Window::Hours(24)) => {}
            When::Back(_) => {
                u.intent = Intent::Change;
                u.window = Some(Span::Lookback(window));
            }
            _ => {
                u.intent = Intent::HistoryPrice;
                u.window = slots::fill(s, Intent::HistoryPrice).window;
                u.coins = Coins::List(u.coins.list().iter().take(1).cloned().collect());
            }
        },
        Intent::HistoryPrice => {
            u.window = day_before(s.today, window).map(|d| Span::Lookback(Window::Date(d))).or(u.window);
        }
        Intent::Convert | Intent::ConvertInverse | Intent::Fx | Intent::MarketCap => {}
        _ => u.window = Some(Span::Lookback(window)),
    }
}

/// "e o ethereum?", "e em dólar?", "e na semana?", "e cem reais?".
fn elliptic(s: &Sentence<'_>, own: &Understood, last: &Understood) -> Option<Understood> {
    if !s.is_bare() && s.coins().is_empty() {
        return None;
    }
    let mut u = last.clone();
    let coins = s.coins();
    let mut renewed = false;
    // an amount makes it a conversion, whatever was asked
    if let Some(amount) = s.coin_amount() {
        u = slots::fill(s, Intent::Convert);
        u.amount = Some(amount.normalize());
        if s.quote().is_none() && last.quote.is_some() {
            u.quote.clone_from(&last.quote);
        }
        return Some(u);
    }
    let foreign = s.money().is_some_and(|(_, c)| c.is_fiat());
    if (s.money().is_some() || s.number().is_some())
        && !matches!(last.intent, Intent::AlertCreate | Intent::TopGainers | Intent::TopLosers)
    {
        let (amount, currency) = match s.money() {
            Some((amount, currency)) => (amount, Some(currency)),
            None => (s.number()?, None),
        };
        u.amount = Some(amount.normalize());
        if !coins.is_empty() {
            u.coins = Coins::List(coins.into_iter().take(1).collect());
        }
        return match (last.intent, currency) {
            (Intent::Convert | Intent::ConvertInverse | Intent::WhatIf, None) => Some(u),
            (Intent::Fx, c)
                if c.as_ref().is_none_or(|c| last.coins.first().is_some_and(|t| t.as_str() == c.code())) =>
            {
                Some(u)
            }
            (Intent::WhatIf, Some(c)) => {
                u.quote = Some(c);
                Some(u)
            }
            (_, c) if !u.coins.is_empty() && (foreign || c.is_some()) => {
                let quote = c.or(last.quote.clone());
                Some(Understood {
                    intent: Intent::ConvertInverse,
                    quote,
                    amount: u.amount,
                    coins: first_coin(&u.coins),
                    ..Understood::bare(Intent::ConvertInverse)
                })
            }
            _ => None,
        };
    }
    if (matches!(last.intent, Intent::TopGainers | Intent::TopLosers))
        && let Some(number) = s.number()
    {
        u.amount = Some(number.normalize());
        renewed = true;
    }
    if !coins.is_empty() {
        if !keeps_question(last.intent)
            && !matches!(last.intent, Intent::Dominance | Intent::AlertCancel | Intent::AlertPause)
        {
            return None;
        }
        u.coins = match last.intent {
            Intent::Compare if coins.len() == 1 => {
                Coins::List(last.coins.first().cloned().into_iter().chain(coins).collect())
            }
            Intent::TopGainers | Intent::TopLosers => {
                u = Understood { intent: Intent::Change, ..Understood::bare(Intent::Change) };
                u.quote.clone_from(&last.quote);
                u.window = last.window.or(Some(Span::Lookback(Window::Hours(24))));
                Coins::List(coins)
            }
            Intent::Price
            | Intent::Change
            | Intent::Compare
            | Intent::Chart
            | Intent::WatchAdd
            | Intent::WatchRemove
            | Intent::MarketCap => Coins::List(coins),
            Intent::Fx => {
                return Some(Understood {
                    quote: Some(Currency::Brl),
                    coins: Coins::List(coins),
                    ..Understood::bare(Intent::Price)
                });
            }
            _ => Coins::List(coins.into_iter().take(1).collect()),
        };
        renewed = true;
    }
    if own.intent == Intent::Fx && s.quote().is_some() && last.intent == Intent::Fx {
        u.coins.clone_from(&own.coins);
        return Some(u);
    }
    if !keeps_question(last.intent) && !renewed {
        return None;
    }
    renewed |= s.quote().is_some() || s.when().is_some() || s.timeframe().is_some();
    renew(s, &mut u);
    renewed.then_some(u)
}

fn first_coin(coins: &Coins) -> Coins {
    Coins::List(coins.first().cloned().into_iter().collect())
}

/// The answer to a question of ours: the slot that was missing, a yes, a no.
pub(crate) fn answer(s: &Sentence<'_>, own: &Understood, explicit: bool, context: &Context) -> Option<Understanding> {
    let pending = context.pending.as_ref()?;
    let done =
        |understood: Understood, doubt: Option<Doubt>| Some(Understanding { understood, doubt, follow_up: true });
    let no = s.has(Cue::No) && s.only(&[Cue::No, Cue::Thanks, Cue::Yes, Cue::Stop]) && first_is_no(s);
    if no {
        return done(Understood::bare(Intent::Deny), None);
    }
    if s.has(Cue::Yes) && s.only(&[Cue::Yes, Cue::Thanks]) || own.intent == Intent::Confirm {
        return done(Understood::bare(Intent::Confirm), None);
    }
    if s.has(Cue::Stop) && s.only(&[Cue::Stop]) {
        return done(Understood::bare(Intent::Deny), None);
    }
    let doubt = context.doubt.as_ref()?;
    let coins = s.coins();
    let leans = !explicit
        || matches!(
            own.intent,
            Intent::OutOfScope | Intent::ConvertInverse | Intent::Convert | Intent::Price | Intent::Fx | Intent::Deny
        ) && s.is_bare_answer();
    let mut u = pending.clone();
    match doubt {
        Doubt::MissingCoin | Doubt::WeakCoin { .. } | Doubt::UnknownCoin { .. } if !coins.is_empty() && leans => {
            u.coins = Coins::List(if takes_many(u.intent) { coins } else { coins.into_iter().take(1).collect() });
            if let Some(quote) = s.quote()
                && u.quote.is_some()
            {
                u.quote = Some(quote);
            }
        }
        Doubt::MissingSecondCoin if !coins.is_empty() && leans => {
            let mut list = u.coins.list().to_vec();
            list.extend(coins.into_iter().filter(|c| !u.coins.list().contains(c)));
            u.coins = Coins::List(list);
        }
        Doubt::MissingAmount | Doubt::AbsurdAmount | Doubt::CutShort | Doubt::MissingCondition
            if u.intent == Intent::AlertCreate || u.intent == Intent::AlertChange =>
        {
            if !(leans || own.intent == Intent::AlertCreate && own.coins.is_empty()) {
                return None;
            }
            let stated = crate::condition::stated(s.items, &s.found, true)?;
            let filled = slots::fill(s, Intent::AlertCreate);
            u.condition = Some(match (&u.condition, stated.bare, &stated.condition) {
                (
                    Some(Condition::Compare { left, comparison, repeat, until, .. }),
                    true,
                    Condition::Compare { left: Left::Price, right: right @ Right::Number(_), .. },
                ) => Condition::Compare {
                    left: *left,
                    comparison: *comparison,
                    right: *right,
                    repeat: *repeat,
                    until: *until,
                },
                (_, true, Condition::Compare { left, right, repeat, until, .. }) => Condition::Compare {
                    left: *left,
                    comparison: cut_way(),
                    right: *right,
                    repeat: *repeat,
                    until: *until,
                },
                _ => stated.condition.clone(),
            });
            u.indicator = filled.indicator;
            u.window = filled.window.or(u.window);
            if let Some(quote) = stated.quote.or(s.quote()) {
                u.quote = Some(quote);
            }
        }
        Doubt::MissingAmount | Doubt::AbsurdAmount | Doubt::CutShort if leans => {
            let number = s.coin_amount().or_else(|| s.money().map(|(n, _)| n)).or_else(|| s.number())?;
            u.amount = Some(number.normalize());
            if let Some((_, currency)) = s.money()
                && matches!(u.intent, Intent::ConvertInverse | Intent::WhatIf)
            {
                u.quote = Some(currency);
            }
        }
        _ => return None,
    }
    let doubt = slots::still_missing(&u);
    done(u, doubt)
}

fn cut_way() -> Comparison {
    // how it was to be reached was lost with the figure: either side counts
    Comparison::Reaches
}

fn takes_many(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::Price
            | Intent::Change
            | Intent::Compare
            | Intent::Chart
            | Intent::WatchAdd
            | Intent::WatchRemove
            | Intent::MarketCap
    )
}

fn first_is_no(s: &Sentence<'_>) -> bool {
    let no = s.found.at(Cue::No).map_or(usize::MAX, |r| r.start);
    let yes = s.found.at(Cue::Yes).map_or(usize::MAX, |r| r.start);
    no <= yes
}

impl Sentence<'_> {
    /// Only what is named counts: "o ethereum", "5 mil reais", "era a solana".
    fn is_bare_answer(&self) -> bool {
        self.is_bare() || self.unknown() == 0 && self.items.len() <= 6 && !self.any(&[Cue::Notify, Cue::AlertNoun])
    }

    /// The dollar itself is asked for ("e o dólar?"), not a price in dollars ("e em dólar?").
    fn explicit_currency(&self) -> bool {
        self.money().is_some()
            || self.currencies().any(|(i, _)| !matches!(self.items.before(i), "em" | "para" | "pra" | "por"))
    }
}

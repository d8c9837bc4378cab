//! Dates, times of day, and codes written with marks.

use super::scan::{Read, Scan};
use super::tables::{MONTHS, PARTS, SHORT_MONTHS};
use crate::aloud::{cardinal, digits};
use alfa_domain::Gender;
use chrono::{Datelike, NaiveDate};

impl Scan<'_> {
    /// `25/12/2024`, `25/12`, `12/2024`, `25/dez/2024`, `2025-12-25`, `2025-12-25T14:05:00Z`.
    pub(super) fn date(&self, at: usize) -> Option<Read> {
        let (first_end, first) = self.digits_at(at)?;
        // "1º/01"
        let first_end = if first == "1" && self.at(first_end) == Some('º') { first_end + 1 } else { first_end };
        let mark = self.at(first_end).filter(|c| matches!(c, '/' | '-' | '.'))?;
        if mark == '/'
            && let Some(read) = self.date_with_short_month(first_end + 1, &first)
        {
            return Some(read);
        }
        let (second_end, second) = self.digits_at(first_end + 1)?;
        if self.at(second_end) == Some(mark)
            && let Some((third_end, third)) = self.digits_at(second_end + 1)
        {
            let date = if first.len() == 4 && second.len() == 2 && third.len() == 2 {
                day(&third, &second, &first)
            } else if first.len() <= 2 && second.len() <= 2 && (third.len() == 4 || (third.len() == 2 && mark == '/')) {
                day(&first, &second, &third)
            } else {
                None
            }?;
            let words = full_date(date);
            // the time of an instant follows
            if self.at(third_end) == Some('T')
                && let Some(time) = self.time(third_end + 1)
            {
                let zone = if self.at(time.end) == Some('Z') { time.end + 1 } else { self.past_offset(time.end) };
                return Some(Read::new(zone, format!("{words} às {}", time.words)));
            }
            let next = self.past_spaces(third_end);
            if next > third_end
                && let Some(time) = self.time(next)
            {
                return Some(Read::new(time.end, format!("{words}, às {}", time.words)));
            }
            return self.ends(third_end).then(|| Read::new(third_end, words));
        }
        if mark != '/' || !self.ends(second_end) {
            return None;
        }
        if second.len() == 4 && first.len() <= 2 {
            let month = MONTHS.get(first.parse::<usize>().ok()?.checked_sub(1)?)?;
            return Some(Read::new(
                second_end,
                format!("{month} de {}", cardinal(second.parse::<i64>().ok()?, Gender::Masculine)),
            ));
        }
        if (first.as_str(), second.as_str()) == ("24", "7") {
            return None;
        }
        if first.len() == 1 && (second.len() == 1 || second == "10") && self.before(first_end) != Some('º') {
            return fraction(&first, &second).map(|words| Read::new(second_end, words));
        }
        // any leap year will do: 29/02 may be meant
        let date = day(&first, &second, "2024")?;
        Some(Read::new(second_end, day_and_month(date)))
    }

    fn date_with_short_month(&self, at: usize, first: &str) -> Option<Read> {
        let (end, word) = self.word_at(at);
        let month = short_month(&word)?;
        let day_number: u32 = first.parse().ok().filter(|d| (1..=31).contains(d))?;
        let words = format!("{} de {}", day_words(day_number), MONTHS[month]);
        if self.at(end) == Some('/')
            && let Some((year_end, year)) = self.digits_at(end + 1)
        {
            return Some(Read::new(year_end, format!("{words} de {}", cardinal(full_year(&year)?, Gender::Masculine))));
        }
        Some(Read::new(end, words))
    }

    /// `14:05`, `14:05:30`, `14h30`, `14h30min`, `14:00h`.
    pub(super) fn time(&self, at: usize) -> Option<Read> {
        let (end, hour) = self.digits_at(at)?;
        let hour: u8 = (hour.len() <= 2).then(|| hour.parse().ok()).flatten().filter(|h| *h <= 24)?;
        let mark = self.at(end).filter(|c| matches!(c, ':' | 'h' | 'H'))?;
        let (mut end, minute) = self.digits_at(end + 1)?;
        let minute: u8 = (minute.len() == 2).then(|| minute.parse().ok()).flatten().filter(|m| *m < 60)?;
        let mut words = vec![count(hour, "hora", Gender::Feminine)];
        if minute > 0 {
            words.push(count(minute, "minuto", Gender::Masculine));
        }
        if mark == ':' {
            if self.at(end) == Some(':')
                && let Some((second_end, second)) = self.digits_at(end + 1)
                && second.len() == 2
                && let Ok(second @ 0..60) = second.parse::<u8>()
            {
                end = second_end;
                if second > 0 {
                    words.push(count(second, "segundo", Gender::Masculine));
                }
                // fractions of a second are not said
                if self.at(end) == Some('.')
                    && let Some((fraction_end, _)) = self.digits_at(end + 1)
                {
                    end = fraction_end;
                }
            }
            if matches!(self.at(end), Some('h')) && self.ends(end + 1) {
                end += 1;
            }
        } else if self.starts_with(end, "min") {
            end += 3;
        }
        let last = words.pop()?;
        Some(Read::new(end, if words.is_empty() { last } else { format!("{} e {last}", words.join(", ")) }))
    }

    /// Telephone numbers, CPF, CNPJ, CEP: seven digits or more with a hyphen among them are said one by one. Two years are a range.
    pub(super) fn code_with_marks(&self, at: usize) -> Option<Read> {
        let mut end = self.run_of(at, |c| c.is_ascii_digit());
        let mut groups = vec![self.chars[at..end].iter().collect::<String>()];
        let mut marks = String::new();
        while let Some(mark @ ('-' | '.' | '/')) = self.at(end)
            && let Some((next_end, group)) = self.digits_at(end + 1)
        {
            marks.push(mark);
            groups.push(group);
            end = next_end;
        }
        let years =
            groups.len() == 2 && groups.iter().all(|g| g.len() == 4 && (g.starts_with("19") || g.starts_with("20")));
        let total: usize = groups.iter().map(String::len).sum();
        if !marks.ends_with('-') || years || total < 7 || !self.ends(end) || groups.iter().any(|g| g.len() > 5) {
            return None;
        }
        let said: Vec<String> = groups.iter().map(|group| digits(group)).collect();
        Some(Read::new(end, said.join(", ")))
    }

    fn digits_at(&self, at: usize) -> Option<(usize, String)> {
        let end = self.run_of(at, |c| c.is_ascii_digit());
        (end > at).then(|| (end, self.chars[at..end].iter().collect()))
    }

    fn past_offset(&self, at: usize) -> usize {
        let offset = matches!(self.at(at), Some('+' | '-'))
            && self.digits_at(at + 1).is_some_and(|(end, hours)| {
                hours.len() == 2
                    && self.at(end) == Some(':')
                    && self.digits_at(end + 1).is_some_and(|(_, m)| m.len() == 2)
            });
        if offset { at + 6 } else { at }
    }
}

/// The month of an abbreviation such as "dez", counted from zero.
pub(super) fn short_month(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    SHORT_MONTHS.iter().position(|month| *month == word)
}

/// "1/3" → "um terço".
fn fraction(over: &str, under: &str) -> Option<String> {
    let (over, under): (u8, usize) = (over.parse().ok()?, under.parse().ok()?);
    let part = PARTS.get(under.checked_sub(2)?)?;
    if over == 0 || usize::from(over) >= under {
        return None;
    }
    Some(match (over, under) {
        (1, 2) => (*part).to_owned(),
        _ => count(over, part, Gender::Masculine),
    })
}

fn day(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(full_year(year)?).ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn full_year(year: &str) -> Option<i64> {
    let number: i64 = year.parse().ok()?;
    Some(match year.len() {
        2 if number < 80 => 2000 + number,
        2 => 1900 + number,
        _ => number,
    })
}

fn full_date(date: NaiveDate) -> String {
    format!("{} de {}", day_and_month(date), cardinal(date.year(), Gender::Masculine))
}

fn day_and_month(date: NaiveDate) -> String {
    format!("{} de {}", day_words(date.day()), MONTHS[date.month0() as usize])
}

fn day_words(day: u32) -> String {
    if day == 1 { "primeiro".to_owned() } else { cardinal(day, Gender::Masculine) }
}

fn count(value: u8, noun: &str, gender: Gender) -> String {
    format!("{} {noun}{}", cardinal(value, gender), if value < 2 { "" } else { "s" })
}

//! On the way into an account: signed in, and the key to its data still to come.

use super::rotation::ring_by_phrase;
use super::{Account, CloudError, Keeping, Session};
use crate::paths::Paths;
use alfa_copilot::Problem;
use alfa_sync::{BadPhrase, DataKey, KeyRing, Phrase, PublicKey, WrappedKey};

/// So many of the phrase's words are asked for after it was shown.
pub const ASKED: usize = 3;

/// Somebody who is signed in and cannot read the account's data yet.
#[derive(Debug)]
pub struct SigningIn {
    server: String,
    email: String,
    keeping: Keeping,
    session: Session,
    wanted: Wanted,
}

/// The account's data keys, and what the next one is sealed for.
#[derive(Debug, Clone)]
pub struct OpenedKeys {
    keys: KeyRing,
    phrase_key: Option<PublicKey>,
}

impl OpenedKeys {
    fn of(keys: impl Into<KeyRing>, phrase: &Phrase) -> Self {
        Self { keys: keys.into(), phrase_key: phrase.private_key().public().ok() }
    }
}

/// Where the account's key comes from.
#[derive(Debug)]
enum Wanted {
    /// From the phrase of the user, which opens this.
    Phrase(WrappedKey),
    /// It is made here: the account has none yet.
    New(NewPhrase),
}

/// A phrase that is shown once.
#[derive(Debug)]
pub struct NewPhrase {
    key: DataKey,
    phrase: Phrase,
    asked: [usize; ASKED],
}

impl NewPhrase {
    fn make() -> Result<Self, Problem> {
        let (key, phrase) = (DataKey::new().map_err(no_random)?, Phrase::new().map_err(of_phrase)?);
        let mut bytes = [0; ASKED];
        getrandom::fill(&mut bytes).map_err(no_random)?;
        // one of each part, so that no part is skipped
        let part = phrase.words().len() / ASKED;
        let asked = std::array::from_fn(|index| index * part + usize::from(bytes[index]) % part.max(1) + 1);
        Ok(Self { key, phrase, asked })
    }

    /// Its words, in order.
    pub fn words(&self) -> Vec<&'static str> {
        self.phrase.words()
    }

    /// The places of the words that are asked for, counted from 1.
    pub fn asked(&self) -> [usize; ASKED] {
        self.asked
    }

    /// Whether this word was typed for that place.
    ///
    /// # Errors
    /// `phrase_not_written_down`
    pub fn is_word(&self, place: usize, typed: &str) -> Result<(), Problem> {
        let word = place.checked_sub(1).and_then(|index| self.words().get(index).copied());
        if word.is_some_and(|word| Phrase::is_word(word, typed)) {
            return Ok(());
        }
        Err(Problem::new(
            "phrase_not_written_down",
            format!("A palavra {place} não é essa."),
            "Confira o que anotou. Sem as palavras certas, um computador novo não lê os seus dados.",
        ))
    }
}

fn signed_in_to(other: &Account) -> Problem {
    Problem::new(
        "already_signed_in",
        format!("Este computador está na conta {} em {}.", other.email, other.server),
        "Saia dela antes, com “alfa account sign-out”; os dados daqui passam então para a conta em que entrar.",
    )
}

impl SigningIn {
    /// Whether somebody may sign in to this account here: the session can be kept, and the data is no other account's. Asked before
    /// anything is typed, shown or made; with an empty address where the browser will say whose it is.
    ///
    /// # Errors
    /// `no_keyring`, `already_signed_in`
    pub async fn allowed(paths: &Paths, server: &str, email: &str, keeping: Keeping) -> Result<(), Problem> {
        Account::can_keep(paths, keeping).await?;
        // what cannot be read is replaced
        let before = Account::load(paths).await.unwrap_or_default();
        let same = |before: &Account| email.is_empty() || before.email.eq_ignore_ascii_case(email);
        match before.filter(|before| before.server != server || !same(before)) {
            Some(other) => Err(signed_in_to(&other)),
            None => Ok(()),
        }
    }

    /// With this session, which is ended where it leads nowhere: a device without the key can do nothing, and shall not stand in the list. It may be of
    /// another account than was asked for, where the user typed its address in the browser.
    ///
    /// # Errors
    /// `already_signed_in`, as [`Session::wrapped_key`], `no_random`
    pub async fn with(paths: &Paths, session: Session, server: &str, keeping: Keeping) -> Result<Self, Problem> {
        let email = session.email().to_owned();
        let wanted = async {
            // by now the address may be another one and the account the same
            let other = |before: &Account| before.user_id != session.user_id() && before.email != email;
            let before = Account::load(paths).await.unwrap_or_default();
            if let Some(other) = before.filter(|before| before.server != server || other(before)) {
                return Err(signed_in_to(&other));
            }
            match session.wrapped_key().await? {
                Some(wrapped) => Ok(Wanted::Phrase(wrapped)),
                None => NewPhrase::make().map(Wanted::New),
            }
        };
        match wanted.await {
            Ok(wanted) => Ok(Self { server: server.to_owned(), email, keeping, session, wanted }),
            Err(problem) => {
                let _ = session.sign_out().await;
                Err(problem)
            }
        }
    }

    /// The account's address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The phrase to be shown; none where the user has one already, and is asked for it.
    pub fn new_phrase(&self) -> Option<&NewPhrase> {
        match &self.wanted {
            Wanted::New(phrase) => Some(phrase),
            Wanted::Phrase(_) => None,
        }
    }

    /// The account's keys: opened by the phrase the user has, or, where it was shown, the new one, which is put into the account. The phrase
    /// may be asked for again after it was wrong.
    ///
    /// # Errors
    /// `bad_phrase`, `wrong_phrase`; `key_exists` where another device was faster with a new one; [`CloudError`].
    pub async fn keys(&self, typed: &str) -> Result<OpenedKeys, Problem> {
        let user = self.session.user_id();
        match &self.wanted {
            Wanted::Phrase(wrapped) => {
                let phrase = Phrase::parse(typed).map_err(of_phrase)?;
                let first = DataKey::unwrap(wrapped, &phrase, user).map_err(|_| {
                    Problem::new(
                        "wrong_phrase",
                        "Esta frase de recuperação é de outra conta.",
                        "Confira as palavras que anotou para esta conta.",
                    )
                })?;
                let ring = ring_by_phrase(first.into(), &self.session.keys().await?, &phrase, user)?;
                Ok(OpenedKeys::of(ring, &phrase))
            }
            Wanted::New(NewPhrase { key, phrase, .. }) => {
                let wrapped = key.wrap(phrase, user).map_err(no_random)?;
                match self.session.put_wrapped_key(&wrapped).await {
                    Ok(()) => Ok(OpenedKeys::of(key.clone(), phrase)),
                    // it came through, only its answer did not
                    Err(_) if self.session.wrapped_key().await?.is_some_and(|put| key.is_of(&put, user)) => {
                        Ok(OpenedKeys::of(key.clone(), phrase))
                    }
                    Err(CloudError::Problem { code, .. }) if code == "key_exists" => Err(Problem::new(
                        "key_exists",
                        "Outro dispositivo acabou de criar a frase de recuperação desta conta; a que apareceu aqui não vale.",
                        "Entre de novo e digite a frase do outro dispositivo.",
                    )),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    /// In the account from now on. This computer stands in its list once.
    ///
    /// # Errors
    /// As [`Account::save`]; the session has ended then.
    pub async fn finish(&self, paths: &Paths, opened: OpenedKeys) -> Result<Account, Problem> {
        let before = Account::load(paths).await.unwrap_or_default();
        let OpenedKeys { keys, phrase_key } = opened;
        // a server that was restored may have lost keys that this computer has
        let newer = before.as_ref().filter(|before| before.user_id == self.session.user_id());
        let newer = newer.map(|before| &before.keys).filter(|before| before.version() > keys.version());
        let keys = newer.cloned().unwrap_or(keys);
        let mut account = Account::new(&self.server, &self.email, &self.session, keys, self.keeping);
        account.phrase_key = phrase_key;
        if let Err(problem) = account.save(paths).await {
            self.give_up().await;
            return Err(problem);
        }
        if let Err(problem) = account.show_own_key(&self.session, paths).await {
            // the first round does it
            tracing::info!(code = %problem.code, "this computer's public key is not at the cloud yet");
        }
        if let Some(before) = before
            && let Ok(session) = before.session().await
        {
            let _ = session.sign_out().await;
        }
        Ok(account)
    }

    /// Leaves it.
    pub async fn give_up(&self) {
        let _ = self.session.sign_out().await;
    }
}

/// This computer's name, as the list of devices shows it where the user gives none.
pub fn device_name() -> String {
    let name = std::fs::read_to_string("/etc/hostname").ok().or_else(|| std::env::var("COMPUTERNAME").ok());
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "computador".to_owned())
}

fn of_phrase(error: BadPhrase) -> Problem {
    let message = match error {
        BadPhrase::Count(count) => format!("A frase de recuperação tem 24 palavras; vieram {count}."),
        BadPhrase::Word(place) => format!("A palavra {place} não existe na lista."),
        BadPhrase::Checksum => {
            "As palavras existem, mas não formam uma frase: uma está trocada ou fora do lugar.".to_owned()
        }
        BadPhrase::Random => return no_random(error),
    };
    Problem::new("bad_phrase", message, "Confira as palavras que anotou e tente de novo.")
}

fn no_random(error: impl std::fmt::Display) -> Problem {
    Problem::new("no_random", format!("O sistema não dá números aleatórios: {error}."), "Reinicie o computador.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_each_part_is_asked_for_and_only_that_word_will_do() {
        for _ in 0..50 {
            let phrase = NewPhrase::make().unwrap();
            let [first, second, third] = phrase.asked();
            assert!((1..=8).contains(&first) && (9..=16).contains(&second) && (17..=24).contains(&third));
            for place in phrase.asked() {
                let word = phrase.words()[place - 1];
                phrase.is_word(place, &format!(" {} ", word.to_uppercase())).unwrap();
                assert_eq!(phrase.is_word(place, "satoshi").unwrap_err().code, "phrase_not_written_down");
                assert!(phrase.is_word(place, "").is_err());
            }
            assert!(phrase.is_word(0, "abacate").is_err() && phrase.is_word(25, "abacate").is_err());
        }
    }
}

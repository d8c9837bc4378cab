//! API keys: set, tested and forgotten, never shown.

use super::view::{LlmTest, SecretKept, SecretState};
use super::{Resident, Subject};
use crate::secrets::{Location, Secret};
use alfa_copilot::Problem;
use secrecy::SecretString;
use std::time::Instant;

impl Resident {
    /// Which keys are set, and where they are kept.
    pub async fn secrets(&self) -> Result<Vec<SecretState>, Problem> {
        let secrets = &self.app().secrets;
        let state = async |name: Secret| {
            let found = secrets.get(name).await.map(|(_, location)| match location {
                Location::Environment => SecretKept::Environment,
                Location::Keyring => SecretKept::System,
                Location::Memory(_) => SecretKept::Memory,
            });
            SecretState { name, set: found.is_some(), kept: found }
        };
        Ok(futures::future::join_all(Secret::ALL.into_iter().map(state)).await)
    }

    /// Keeps a key.
    pub async fn set_secret(&self, name: Secret, value: String) -> Result<(), Problem> {
        let value = value.trim();
        if value.is_empty() || value.chars().any(char::is_control) {
            return Err(Problem::new(
                "bad_secret",
                "A chave está vazia ou tem caracteres que não servem.",
                "Cole a chave de novo.",
            ));
        }
        self.app().secrets.set(name, SecretString::from(value)).await;
        self.renew_keys().await
    }

    /// Forgets a key.
    pub async fn forget_secret(&self, name: Secret) -> Result<(), Problem> {
        // without a keyring it was in memory only, and is gone from there
        let _ = self.app().secrets.delete(name).await;
        self.renew_keys().await
    }

    async fn renew_keys(&self) -> Result<(), Problem> {
        let _changing = self.changing.lock().await;
        let app = self.app();
        let renewed = app.renewed(app.settings.clone()).await?;
        self.renew(renewed).await;
        // channels have keys of their own
        self.watch_alerts().await;
        self.changed(&[Subject::Settings]);
        Ok(())
    }

    /// Asks the language model for a word.
    pub async fn test_llm(&self) -> Result<LlmTest, Problem> {
        let app = self.app();
        let Some(agent) = app.responder.agent() else {
            return Err(Problem::new(
                "no_llm",
                "O modelo de linguagem está desligado ou sem chave.",
                "Ligue-o e guarde a chave; um servidor seu pode não precisar dela.",
            ));
        };
        let began = Instant::now();
        agent.probe().await.map_err(|error| {
            Problem::new(
                "llm_failed",
                format!("O modelo não respondeu: {error}."),
                "Confira o endereço, o nome do modelo e a chave.",
            )
        })?;
        Ok(LlmTest { model: agent.model().to_owned(), millis: began.elapsed().as_secs_f64() * 1_000.0 })
    }
}

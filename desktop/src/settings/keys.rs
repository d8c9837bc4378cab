//! The dotted names of the settings, how each is read and written, and what it means in Portuguese.

use super::values::{Settings, address};
use rust_decimal::Decimal;
use std::str::FromStr;

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In quotes.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Switch,
}

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// Its dotted name: "llm.model".
    pub name: &'static str,
    /// How it is written.
    pub kind: Kind,
    /// What it does and what may stand there, in Portuguese.
    pub description: &'static str,
    read: fn(&Settings) -> String,
    write: fn(&mut Settings, &str) -> Result<(), String>,
}

impl Key {
    /// Its value as text; empty where the system chooses.
    pub fn value(&self, settings: &Settings) -> String {
        (self.read)(settings)
    }

    /// Sets its value from text.
    ///
    /// # Errors
    /// What may stand there, in Portuguese.
    pub fn set(&self, settings: &mut Settings, text: &str) -> Result<(), String> {
        (self.write)(settings, text.trim())
    }
}

/// The setting of a dotted name.
pub fn key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// All settings, in the order they are shown.
pub static KEYS: &[Key] = &[
    Key {
        name: "voice",
        kind: Kind::Text,
        description: "A voz das respostas: kokoro:pf_dora (neste computador), system, openai:NOME, elevenlabs:ID ou alfa (na nuvem da ALFA; alfa:NOME escolhe a voz).",
        read: |settings| settings.voice.clone(),
        write: |settings, text| named(text).map(|value| settings.voice = value),
    },
    Key {
        name: "speed",
        kind: Kind::Number,
        description: "O ritmo da voz, de 0.5 (devagar) a 2 (depressa); 1 é o normal.",
        read: |settings| settings.speed.to_string(),
        write: |settings, text| {
            let speed: f32 = text.replace(',', ".").parse().map_err(|_| SPEED.to_owned())?;
            if !(0.5..=2.0).contains(&speed) {
                return Err(SPEED.to_owned());
            }
            settings.speed = speed;
            Ok(())
        },
    },
    Key {
        name: "recognizer",
        kind: Kind::Text,
        description: "O que reconhece a fala: whisper:MODELO (neste computador), openai:MODELO ou alfa (na nuvem da ALFA).",
        read: |settings| settings.recognizer.clone(),
        write: |settings, text| named(text).map(|value| settings.recognizer = value),
    },
    Key {
        name: "hosted_turns",
        kind: Kind::Switch,
        description: "Responde as perguntas faladas na nuvem da ALFA, com a conta deste computador: true ou false.",
        read: |settings| settings.hosted_turns.to_string(),
        write: |settings, text| switch(text).map(|value| settings.hosted_turns = value),
    },
    Key {
        name: "microphone",
        kind: Kind::Text,
        description: "O nome do microfone; vazio usa o do sistema.",
        read: |settings| settings.microphone.clone().unwrap_or_default(),
        write: |settings, text| {
            settings.microphone = chosen(text);
            Ok(())
        },
    },
    Key {
        name: "speaker",
        kind: Kind::Text,
        description: "O nome do alto-falante; vazio usa o do sistema.",
        read: |settings| settings.speaker.clone().unwrap_or_default(),
        write: |settings, text| {
            settings.speaker = chosen(text);
            Ok(())
        },
    },
    Key {
        name: "market",
        kind: Kind::Text,
        description: "De onde vêm os preços: live (as corretoras), replay:PASTA (dados gravados) ou um endereço http.",
        read: |settings| settings.market.to_string(),
        write: |settings, text| text.parse().map(|value| settings.market = value),
    },
    Key {
        name: "keep_recordings",
        kind: Kind::Switch,
        description: "Guarda as gravações das perguntas já respondidas: true ou false.",
        read: |settings| settings.keep_recordings.to_string(),
        write: |settings, text| switch(text).map(|value| settings.keep_recordings = value),
    },
    Key {
        name: "time_zone",
        kind: Kind::Text,
        description: "O fuso horário, por exemplo America/Manaus; vazio usa o do sistema.",
        read: |settings| settings.time_zone.map(|zone| zone.name().to_owned()).unwrap_or_default(),
        write: |settings, text| {
            settings.time_zone = match text {
                "" => None,
                name => Some(name.parse().map_err(|_| "use um nome como America/Sao_Paulo".to_owned())?),
            };
            Ok(())
        },
    },
    Key {
        name: "hotkey",
        kind: Kind::Text,
        description: "A tecla de falar da janela, por exemplo Ctrl+Shift+Space.",
        read: |settings| settings.hotkey.clone(),
        write: |settings, text| named(text).map(|value| settings.hotkey = value),
    },
    Key {
        name: "hotkey_mode",
        kind: Kind::Text,
        description: "Como a tecla de falar é usada: hold (segurar) ou toggle (apertar para começar e para terminar).",
        read: |settings| settings.hotkey_mode.to_string(),
        write: |settings, text| text.parse().map(|value| settings.hotkey_mode = value),
    },
    Key {
        name: "microphone_open",
        kind: Kind::Switch,
        description: "Deixa o microfone aberto entre as perguntas, para não perder o começo da fala: true ou false.",
        read: |settings| settings.microphone_open.to_string(),
        write: |settings, text| switch(text).map(|value| settings.microphone_open = value),
    },
    Key {
        name: "theme",
        kind: Kind::Text,
        description: "As cores da janela: system (as do sistema), light ou dark.",
        read: |settings| settings.window.theme.clone(),
        write: |settings, text| one_of(text, &["system", "light", "dark"]).map(|value| settings.window.theme = value),
    },
    Key {
        name: "language",
        kind: Kind::Text,
        description: "A língua da janela: pt-BR ou en. As respostas são sempre em português.",
        read: |settings| settings.window.language.clone(),
        write: |settings, text| one_of(text, &["pt-BR", "en"]).map(|value| settings.window.language = value),
    },
    Key {
        name: "speak_alerts",
        kind: Kind::Switch,
        description: "Fala os alertas que têm a voz entre os seus canais: true ou false.",
        read: |settings| settings.window.speak_alerts.to_string(),
        write: |settings, text| switch(text).map(|value| settings.window.speak_alerts = value),
    },
    Key {
        name: "autostart",
        kind: Kind::Switch,
        description: "Começa junto com o sistema: true ou false.",
        read: |settings| settings.window.autostart.to_string(),
        write: |settings, text| switch(text).map(|value| settings.window.autostart = value),
    },
    Key {
        name: "start_hidden",
        kind: Kind::Switch,
        description: "Começa na bandeja, sem abrir a janela: true ou false.",
        read: |settings| settings.window.start_hidden.to_string(),
        write: |settings, text| switch(text).map(|value| settings.window.start_hidden = value),
    },
    Key {
        name: "llm.mode",
        kind: Kind::Text,
        description: "Se o modelo de linguagem ajuda: auto (quando há chave) ou off.",
        read: |settings| settings.llm.mode.to_string(),
        write: |settings, text| text.parse().map(|value| settings.llm.mode = value),
    },
    Key {
        name: "llm.base_url",
        kind: Kind::Text,
        description: "O endereço do modelo de linguagem, de qualquer serviço compatível com o da OpenAI.",
        read: |settings| settings.llm.base_url.clone(),
        write: |settings, text| address(text).map(|value| settings.llm.base_url = value),
    },
    Key {
        name: "llm.model",
        kind: Kind::Text,
        description: "O nome do modelo de linguagem nesse serviço.",
        read: |settings| settings.llm.model.clone(),
        write: |settings, text| named(text).map(|value| settings.llm.model = value),
    },
    Key {
        name: "llm.turn_limit_usd",
        kind: Kind::Number,
        description: "Quanto uma pergunta pode custar no máximo, em dólares.",
        read: |settings| settings.llm.turn_limit_usd.to_string(),
        write: |settings, text| dollars(text).map(|value| settings.llm.turn_limit_usd = value),
    },
    Key {
        name: "llm.day_limit_usd",
        kind: Kind::Number,
        description: "Quanto um dia pode custar no máximo, em dólares.",
        read: |settings| settings.llm.day_limit_usd.to_string(),
        write: |settings, text| dollars(text).map(|value| settings.llm.day_limit_usd = value),
    },
    Key {
        name: "notify.webhook_url",
        kind: Kind::Text,
        description: "O endereço que recebe os alertas (webhook); vazio desliga.",
        read: |settings| settings.notify.webhook_url.clone(),
        write: |settings, text| address_or_empty(text).map(|value| settings.notify.webhook_url = value),
    },
    Key {
        name: "notify.telegram_chat",
        kind: Kind::Text,
        description: "A conversa em que o seu bot do Telegram escreve: um número ou @canal; vazio desliga.",
        read: |settings| settings.notify.telegram_chat.clone(),
        write: |settings, text| named_or_empty(text).map(|value| settings.notify.telegram_chat = value),
    },
    Key {
        name: "notify.email_to",
        kind: Kind::Text,
        description: "Para quem vão os e-mails dos alertas; vazio desliga.",
        read: |settings| settings.notify.email_to.clone(),
        write: |settings, text| mail_or_empty(text).map(|value| settings.notify.email_to = value),
    },
    Key {
        name: "notify.email_from",
        kind: Kind::Text,
        description: "De quem são os e-mails; vazio usa o endereço de destino.",
        read: |settings| settings.notify.email_from.clone(),
        write: |settings, text| mail_or_empty(text).map(|value| settings.notify.email_from = value),
    },
    Key {
        name: "notify.smtp_host",
        kind: Kind::Text,
        description: "O servidor de e-mail, por exemplo smtp.exemplo.com.br.",
        read: |settings| settings.notify.smtp_host.clone(),
        write: |settings, text| named_or_empty(text).map(|value| settings.notify.smtp_host = value),
    },
    Key {
        name: "notify.smtp_port",
        kind: Kind::Number,
        description: "A porta do servidor de e-mail: 465 ou 587, em geral.",
        read: |settings| settings.notify.smtp_port.to_string(),
        write: |settings, text| {
            let port: u16 = text.parse().map_err(|_| "use uma porta, de 1 a 65535".to_owned())?;
            if port == 0 {
                return Err("use uma porta, de 1 a 65535".to_owned());
            }
            settings.notify.smtp_port = port;
            Ok(())
        },
    },
    Key {
        name: "notify.smtp_user",
        kind: Kind::Text,
        description: "O usuário no servidor de e-mail; vazio envia sem senha.",
        read: |settings| settings.notify.smtp_user.clone(),
        write: |settings, text| named_or_empty(text).map(|value| settings.notify.smtp_user = value),
    },
];

const SPEED: &str = "use um número de 0.5 a 2";

fn named(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("não pode ficar vazio".to_owned()) } else { Ok(text.to_owned()) }
}

/// Text without white space, or nothing.
fn named_or_empty(text: &str) -> Result<String, String> {
    if text.contains(char::is_whitespace) { Err("não pode ter espaços".to_owned()) } else { Ok(text.to_owned()) }
}

/// An address of http or https, or nothing.
fn address_or_empty(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { address(text) }
}

/// A mail address, or nothing.
fn mail_or_empty(text: &str) -> Result<String, String> {
    let is_mail = text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    if text.is_empty() || is_mail { Ok(text.to_owned()) } else { Err("use um endereço de e-mail".to_owned()) }
}

fn chosen(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn one_of(text: &str, words: &[&str]) -> Result<String, String> {
    if words.contains(&text) { Ok(text.to_owned()) } else { Err(format!("use {}", words.join(" ou "))) }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "true" | "sim" => Ok(true),
        "false" | "não" | "nao" => Ok(false),
        _ => Err("use true ou false".to_owned()),
    }
}

fn dollars(text: &str) -> Result<Decimal, String> {
    let wrong = || "use um valor em dólares, por exemplo 0.05".to_owned();
    let amount = Decimal::from_str(&text.replace(',', ".")).map_err(|_| wrong())?;
    if amount.is_sign_negative() { Err(wrong()) } else { Ok(amount) }
}

//! The channels the user set up.

use super::{Announcement, Teller, Untold};
use crate::audio::Speaker;
use crate::engines::DesktopEngines;
use crate::problems::of_channel;
use crate::secrets::{Secret, Secrets};
use crate::settings::{NotifySettings, Settings};
use crate::speaker_sink::speaker_sink;
use alfa_copilot::turn::Engines;
use alfa_copilot::{Events, Problem, speak_text};
use alfa_domain::{Channel, Firing};
use alfa_notify::{Guard, Mail, MailSettings, NotifyError, Telegram, Tls, Webhook};
use alfa_speech::SpeakOptions;
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The channels beyond this computer that are set up. One that is set up wrongly is told of when it should tell.
pub async fn channels(settings: &Settings, secrets: &Secrets) -> Vec<Arc<dyn Teller>> {
    let notify = &settings.notify;
    let mut all: Vec<Arc<dyn Teller>> = Vec::new();
    if !notify.webhook_url.is_empty() {
        let secret = secrets.get(Secret::Webhook).await.map(|(secret, _)| secret);
        // the neighbours of the user's computer are the user's
        let webhook = Webhook::new(&notify.webhook_url, secret, Guard::Anywhere);
        all.push(Arc::new(Far { channel: Channel::Webhook, way: webhook.map(Way::Webhook) }));
    }
    if !notify.telegram_chat.is_empty() {
        let bot = match secrets.get(Secret::Telegram).await {
            Some((token, _)) => Telegram::new(token, &notify.telegram_chat),
            None => Err(NotifyError::Unauthorized),
        };
        all.push(Arc::new(Far { channel: Channel::Telegram, way: bot.map(Way::Telegram) }));
    }
    if !notify.email_to.is_empty() {
        let password = secrets.get(Secret::Smtp).await.map(|(password, _)| password);
        let way = Mail::new(mail_settings(notify, password)).map(|mail| Way::Mail(Box::new(mail)));
        all.push(Arc::new(Far { channel: Channel::Email, way }));
    }
    all
}

fn mail_settings(notify: &NotifySettings, password: Option<secrecy::SecretString>) -> MailSettings {
    let login = password.filter(|_| !notify.smtp_user.is_empty()).map(|password| (notify.smtp_user.clone(), password));
    let here = matches!(notify.smtp_host.as_str(), "localhost" | "127.0.0.1" | "::1");
    let tls = match notify.smtp_port {
        465 => Tls::Implicit,
        // a server on this computer, such as one that passes mail on
        _ if here => Tls::None,
        _ => Tls::Start,
    };
    let from = if notify.email_from.is_empty() { &notify.email_to } else { &notify.email_from };
    MailSettings {
        host: notify.smtp_host.clone(),
        port: notify.smtp_port,
        tls,
        login,
        from: from.clone(),
        to: notify.email_to.clone(),
    }
}

enum Way {
    Webhook(Webhook),
    Telegram(Telegram),
    Mail(Box<Mail>),
}

/// A channel beyond this computer.
struct Far {
    channel: Channel,
    way: Result<Way, NotifyError>,
}

#[async_trait]
impl Teller for Far {
    fn channel(&self) -> Channel {
        self.channel
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        let told = match &self.way {
            Ok(Way::Webhook(webhook)) => webhook.tell(firing).await,
            Ok(Way::Telegram(bot)) => bot.tell(&firing.text).await,
            Ok(Way::Mail(mail)) => {
                let subject = format!("ALFA: seu alerta de {} disparou", firing.coin);
                mail.tell(&firing.id.to_string(), &subject, &firing.text).await
            }
            Err(error) => Err(error.clone()),
        };
        told.map_err(|error| Untold { again: error.passes(), problem: of_channel(&error) })
    }
}

/// Says aloud what is to be told.
pub struct VoiceTeller {
    engines: Arc<DesktopEngines>,
    speaker: Option<String>,
    options: SpeakOptions,
}

impl VoiceTeller {
    /// Speaks by these engines to the named speaker, or the system's.
    pub fn new(engines: Arc<DesktopEngines>, speaker: Option<String>, options: SpeakOptions) -> Self {
        Self { engines, speaker, options }
    }

    async fn say(&self, text: &str) -> Result<(), Problem> {
        let speaker = Speaker::open(self.speaker.as_deref()).await?;
        let voice = self.engines.synthesizer().await?;
        let (sink, cancel) = (speaker_sink(&speaker), CancellationToken::new());
        speak_text(text, &voice, self.options, &sink, &Events::silent(), &cancel).await.map_err(Problem::from)
    }
}

#[async_trait]
impl Teller for VoiceTeller {
    fn channel(&self) -> Channel {
        Channel::Voice
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        // a voice that cannot speak now would speak of the past later: the notification is there for that
        self.say(&firing.spoken).await.map_err(|problem| Untold { problem, again: false })
    }

    async fn announce(&self, announcement: &Announcement) -> Result<(), Untold> {
        self.say(&announcement.spoken).await.map_err(|problem| Untold { problem, again: false })
    }
}

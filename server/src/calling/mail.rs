//! Calls by mail: that an alert waits, at which site and how far it has gone, with the way to it. Of nobody anything.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr as _;
use std::time::{Duration, SystemTime};

use axum::http::Uri;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use policy::Reach;
use wire::call::{Failure, Reason};
use wire::{CallId, Timestamp};

use super::failing::{failed, of_mail};
use super::{News, Said};

/// From connecting to the server's answer.
const WITHIN: Duration = Duration::from_secs(15);

/// Where mail is handed in, from whom and to whom it goes.
#[derive(Clone)]
pub struct Mail {
    host: String,
    port: u16,
    security: Security,
    login: Option<Credentials>,
    from: Mailbox,
    to: Vec<Mailbox>,
}

/// How what is said to the server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS before anything is said that matters; without it nothing is (RFC 3207).
    StartTls,
    /// None: the server is on this machine.
    Loopback,
}

/// Why mail cannot be sent so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMail {
    /// It is no address of a server.
    #[error(
        "a mail server is like smtps://mail.example, or smtp://mail.example:587 where it begins TLS itself"
    )]
    Server,
    /// The login is in the address, where it would be seen in the list of processes.
    #[error("the login goes into --mail-login and UMBRAL_MAIL_PASSWORD, not into the address")]
    Login,
    /// An address that is none.
    #[error("{0} is no mail address")]
    Address(String),
    /// There is nobody to write to.
    #[error("name at least one address to write to")]
    Nobody,
}

impl Mail {
    /// Mail by the server at `smtps://host:465` or, where it begins TLS itself, `smtp://host:587`.
    ///
    /// # Errors
    /// [`BadMail`]; the server is asked nothing yet.
    pub fn by(
        server: &str,
        login: Option<(String, String)>,
        from: &str,
        to: &[String],
    ) -> Result<Self, BadMail> {
        let uri = Uri::from_str(server).map_err(|_| BadMail::Server)?;
        let authority = uri.authority().ok_or(BadMail::Server)?;
        if authority.as_str().contains('@') {
            return Err(BadMail::Login);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let here = host.parse::<IpAddr>().is_ok_and(|number| number.is_loopback());
        let (security, usual) = match uri.scheme_str() {
            Some("smtps") => (Security::Tls, 465),
            Some("smtp") if here => (Security::Loopback, 25),
            Some("smtp") => (Security::StartTls, 587),
            _ => return Err(BadMail::Server),
        };
        let mailbox = |text: &str| text.parse().map_err(|_| BadMail::Address(text.to_owned()));
        let to = to.iter().map(|text| mailbox(text)).collect::<Result<Vec<Mailbox>, _>>()?;
        if to.is_empty() {
            return Err(BadMail::Nobody);
        }
        let login = login.map(|(name, password)| Credentials::new(name, password));
        let port = authority.port_u16().unwrap_or(usual);
        Ok(Self { host, port, security, login, from: mailbox(from)?, to })
    }

    /// The server's name.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// How many addresses it goes to.
    pub(super) fn recipients(&self) -> u32 {
        u32::try_from(self.to.len()).unwrap_or(u32::MAX)
    }

    /// Hands one message in, to all addresses; why not, where the server does not take it.
    pub(super) async fn send(&self, message: Message) -> Result<(), Failure> {
        let why = |error| of_mail(&error);
        let transport = match self.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&self.host).map_err(why)?,
            Security::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&self.host).map_err(why)?
            }
            Security::Loopback => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host),
        };
        let transport = transport.port(self.port).timeout(Some(WITHIN));
        let transport = match &self.login {
            Some(login) => transport.credentials(login.clone()),
            None => transport,
        };
        let sending = transport.build::<Tokio1Executor>();
        let sent = tokio::time::timeout(WITHIN * 2, sending.send(message)).await;
        sent.map_err(|_| failed(Reason::TooSlow))?.map(drop).map_err(why)
    }

    /// What is written of a call; sent again it is the same message, by its identifier.
    pub(super) fn message(
        &self,
        call: CallId,
        said: &Said,
        site: &str,
        made_at: Timestamp,
    ) -> Result<Message, lettre::error::Error> {
        let [english, spanish] = subject(said.news);
        let [reach_english, reach_spanish] = reach(said.reach);
        let domain = self.from.email.domain();
        let written = u64::try_from(made_at.0).unwrap_or_default();
        let mut message = Message::builder()
            .from(self.from.clone())
            .message_id(Some(format!("<{call}@{domain}>")))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(written))
            .subject(format!("Umbral: {english} ({site})"))
            .header(ContentType::TEXT_PLAIN);
        for to in &self.to {
            message = message.to(to.clone());
        }
        // Where the operator has not said what people type, they know it.
        let way = match said.open.as_str() {
            "" => ".".to_owned(),
            origin => format!(": {origin}/alerts"),
        };
        let body = format!(
            "{english}: {site}. {reach_english}\nOpen Umbral{way}\n\n\
             {spanish}: {site}. {reach_spanish}\nAbra Umbral{way}\n",
        );
        message.body(body)
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let login = self.login.is_some();
        f.debug_struct("Mail")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("login", &login)
            .finish()
    }
}

fn subject(news: News) -> [&'static str; 2] {
    match news {
        News::Raised => ["An alert waits", "Espera una alerta"],
        News::Further => ["Nobody has acknowledged an alert", "Nadie ha confirmado una alerta"],
        News::TakenBack => ["An alert was taken back", "Se retiró una alerta"],
    }
}

/// How far the alert has gone.
fn reach(reach: Reach) -> [&'static str; 2] {
    match reach {
        Reach::Site => ["It is with the site.", "Está en el sitio."],
        Reach::Supervisors => ["It is with the site's supervisors.", "Está con los supervisores del sitio."],
        Reach::ProgrammeManagers => {
            ["It is with the programme managers.", "Está con los responsables del programa."]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(server: &str) -> Result<Mail, BadMail> {
        Mail::by(server, None, "umbral@site.example", &["shift@site.example".into()])
    }

    #[test]
    fn mail_is_handed_in_over_tls_but_on_this_machine() {
        for (server, security, port) in [
            ("smtps://mail.example", Security::Tls, 465),
            ("smtp://mail.example", Security::StartTls, 587),
            ("smtp://mail.example:2525", Security::StartTls, 2525),
            ("smtp://10.0.0.7", Security::StartTls, 587),
            ("smtp://127.0.0.1:1025", Security::Loopback, 1025),
            ("smtp://[::1]", Security::Loopback, 25),
        ] {
            let mail = by(server).unwrap();
            assert_eq!((mail.security, mail.port), (security, port), "{server}");
        }
        assert_eq!(by("mail.example").unwrap_err(), BadMail::Server);
        assert_eq!(by("https://mail.example").unwrap_err(), BadMail::Server);
        assert_eq!(by("smtps://name:secret@mail.example").unwrap_err(), BadMail::Login);
    }

    #[test]
    fn an_address_that_is_none_is_named() {
        let to = ["not an address".to_owned()];
        let wrong = Mail::by("smtps://mail.example", None, "umbral@site.example", &to).unwrap_err();
        assert_eq!(wrong, BadMail::Address("not an address".into()));
        assert_eq!(
            Mail::by("smtps://mail.example", None, "umbral@site.example", &[]).unwrap_err(),
            BadMail::Nobody
        );
    }

    #[test]
    fn the_password_is_in_no_log() {
        let login = Some(("umbral".to_owned(), "hunter2".to_owned()));
        let to = ["shift@site.example".to_owned()];
        let mail = Mail::by("smtps://mail.example", login, "umbral@site.example", &to).unwrap();
        assert!(!format!("{mail:?}").contains("hunter2"));
    }
}

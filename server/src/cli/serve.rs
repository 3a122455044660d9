//! `umbral serve`: the app and its API.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use server::calling::{Calling, Mail};
use server::config::Config;
use server::matchers::Layout;
use server::outbound::{Address, Reach};
use server::tls::{Identity, Tls};
use server::{demo, serve};

use super::begin::link;
use super::matcher::Nats;
use super::{Data, Outcome, log_to_stderr, open, site_services, words};

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8470)]
    port: u16,
    /// The address to listen on. Beyond this machine only over TLS: this program's, or that of a proxy in front.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// What people type, where it is not this machine's own: https://umbral.example
    #[arg(long, value_name = "ORIGIN")]
    public_origin: Option<String>,
    /// The certificate to answer with, and those that lead from it to a root (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "self_signed")]
    tls_certificate: Option<PathBuf>,
    /// Its private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Makes a certificate of its own for a site network, and prints its fingerprint for people to check.
    #[arg(long)]
    self_signed: bool,
    /// The folder of the built app.
    #[arg(long, value_name = "DIR")]
    assets: Option<PathBuf>,
    /// Makes the demo programme if the database is empty, and prints sign-in links for its tour.
    #[arg(long)]
    demo: bool,
    /// Lets the demo's desks use scanners behind a MOSIP secure biometric interface on the same computer, if their
    /// certificates lead to this root (PEM). Without it they may not.
    #[arg(long, value_name = "FILE", requires = "demo")]
    demo_sbi_root: Option<PathBuf>,
    /// The file that signed checkpoints of the audit log are added to, every minute: on another machine.
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    /// The address that checkpoints are posted to, every minute, as JSON: https://witness.example/umbral
    #[arg(long, value_name = "URL")]
    checkpoint_url: Option<String>,
    /// Lets the address be in this network, or on this machine (there without TLS too).
    #[arg(long, requires = "checkpoint_url")]
    checkpoint_url_nearby: bool,
    /// A push service that may be asked to call devices when an alert waits: its host name. Give each that your browsers
    /// use (fcm.googleapis.com, updates.push.services.mozilla.com, web.push.apple.com); without one no device is called.
    #[arg(long = "push-host", value_name = "HOST", requires = "push_contact")]
    push_hosts: Vec<String>,
    /// Whom a push service can write to about this server: it@umbral.example
    #[arg(long, value_name = "MAIL")]
    push_contact: Option<String>,
    /// Lets push services be in this network, or on this machine (there without TLS too).
    #[arg(long, requires = "push_hosts")]
    push_nearby: bool,
    /// The address that is told when an alert waits, as JSON that names nobody: a gateway for mail or radio.
    #[arg(long, value_name = "URL")]
    alert_hook: Option<String>,
    /// Lets that address be in this network, or on this machine (there without TLS too).
    #[arg(long, requires = "alert_hook")]
    alert_hook_nearby: bool,
    /// The server that mail is handed in at when an alert waits: smtps://mail.example, or smtp://mail.example:587 where it
    /// begins TLS itself. The mail names the site and nobody.
    #[arg(long, value_name = "URL", requires_all = ["mail_from", "mail_to"])]
    mail_server: Option<String>,
    /// Who that mail is from: umbral@site.example
    #[arg(long, value_name = "MAIL", requires = "mail_server")]
    mail_from: Option<String>,
    /// To whom it goes; several are given one by one.
    #[arg(long, value_name = "MAIL", requires = "mail_server")]
    mail_to: Vec<String>,
    /// The name that the mail server knows this one by; the password is in the environment: UMBRAL_MAIL_PASSWORD
    #[arg(long, value_name = "NAME", requires = "mail_server")]
    mail_login: Option<String>,
    /// Searches under way at once; who comes then is told when to come back.
    #[arg(long, default_value_t = Config::SEARCH_PLACES)]
    search_places: usize,
    #[command(flatten)]
    nats: Nats,
    /// Into how many parts lists are cut for matchers: several times as many as there are matchers, so that what a lost
    /// one held is shared by all others.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=256))]
    parts: u16,
    /// How many matchers hold each part.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=16))]
    replicas: u16,
    /// Writes the log as JSON.
    #[arg(long)]
    log_json: bool,
}

impl Serve {
    pub(super) async fn run(self) -> Outcome {
        log_to_stderr(self.log_json);
        if self.public_origin.as_deref().is_some_and(|origin| !is_origin(origin)) {
            return Err("--public-origin is like https://umbral.example, without a path".into());
        }
        let reach = if self.checkpoint_url_nearby { Reach::Nearby } else { Reach::Public };
        let checkpoint_address = self
            .checkpoint_url
            .as_deref()
            .map(|url| Address::parse(url, reach))
            .transpose()
            .map_err(|why| format!("--checkpoint-url: {why}"))?;
        let calling = self.calling()?;
        let tls = self.tls()?;
        let layout = Layout { parts: self.parts, replicas: self.replicas };
        let secure = self.public_origin.as_deref().is_some_and(|origin| origin.starts_with("https://"));
        if tls.is_some() && !secure {
            return Err(
                "with a certificate say what people type: --public-origin https://umbral.example".into()
            );
        }
        if !self.bind.is_loopback() && !secure {
            return Err(format!(
                "{} is beyond this machine, where nothing goes without TLS: give --tls-certificate and --tls-key, \
                 or --self-signed, or put a proxy with TLS in front and name it with --public-origin https://...",
                self.bind
            ));
        }
        let config = Config {
            matchers: self.nats.cluster()?.map(|cluster| (cluster, layout)),
            assets: self.assets,
            public_origin: self.public_origin,
            checkpoints: self.checkpoints,
            checkpoint_address,
            calling,
            search_places: self.search_places,
            ..self.data.config()
        };
        let public = config.public_origin.clone();
        let service = Arc::new(open(config).await?);
        if self.demo {
            service.make_demo(|progress| println!("{progress}")).await.map_err(words)?;
            let root = self.demo_sbi_root.as_deref().map(site_services::certificate).transpose()?;
            service.set_demo_sbi_root(root).await.map_err(words)?;
        }
        service.prepare().await.map_err(words)?;

        let (listener, local) = serve::listen(SocketAddr::new(self.bind, self.port)).await.map_err(words)?;
        let local = format!("{}://{local}", if tls.is_some() { "https" } else { "http" });
        // Browsers know no passkeys for an address in numbers.
        let address = public.unwrap_or_else(|| local.replace("http://127.0.0.1:", "http://localhost:"));
        if self.demo {
            println!("\nUmbral answers at {address}\nSign in once with each of these links (24 hours):");
            for account in service.accounts().await.map_err(words)? {
                if demo::TOUR.contains(&account.name.as_str()) {
                    println!("  {:<16} {}", account.name, link(&service, &account, &address).await?);
                }
            }
            println!();
        }
        if let Some(tls) = &tls {
            println!("certificate SHA-256 {}", tls.fingerprint);
        }
        println!("ready {local}");
        serve::serve(service, listener, tls).await.map_err(words)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Serve {
    /// How people are called to the screen.
    fn calling(&self) -> Result<Calling, String> {
        let reach = if self.alert_hook_nearby { Reach::Nearby } else { Reach::Public };
        let hook = self.alert_hook.as_deref().map(|url| Address::parse(url, reach)).transpose();
        Ok(Calling {
            push_hosts: self.push_hosts.clone(),
            push_nearby: self.push_nearby,
            contact: self.push_contact.as_ref().map(|mail| format!("mailto:{mail}")).unwrap_or_default(),
            hook: hook.map_err(|why| format!("--alert-hook: {why}"))?,
            mail: self.mail()?,
        })
    }

    /// By whom an alert is mailed, if it is.
    fn mail(&self) -> Result<Option<Mail>, String> {
        let Some(server) = &self.mail_server else { return Ok(None) };
        let password = || {
            std::env::var("UMBRAL_MAIL_PASSWORD")
                .map_err(|_| "--mail-login wants UMBRAL_MAIL_PASSWORD".to_owned())
        };
        let login = self.mail_login.clone().map(|name| Ok::<_, String>((name, password()?))).transpose()?;
        let from = self.mail_from.as_deref().unwrap_or_default();
        Mail::by(server, login, from, &self.mail_to).map(Some).map_err(|why| format!("mail: {why}"))
    }

    /// What to answer TLS with, if this program does.
    fn tls(&self) -> Result<Option<Tls>, String> {
        let identity = match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Identity { certificate: certificate.clone(), key: key.clone() },
            _ if self.self_signed => {
                let origin = self.public_origin.as_deref().unwrap_or_default();
                let host = origin.trim_start_matches("https://");
                let host = host.split_once(':').map_or(host, |(name, _)| name);
                std::fs::create_dir_all(&self.data.data).map_err(|error| error.to_string())?;
                Identity::self_signed(&self.data.data, host).map_err(words)?
            }
            _ => return Ok(None),
        };
        identity.open().map(Some).map_err(words)
    }
}

fn is_origin(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .is_some_and(|host| !host.is_empty() && !host.contains('/'))
}

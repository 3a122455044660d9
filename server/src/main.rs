//! The `umbral` command line.

mod site_services;

use std::io::IsTerminal as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use fingerprint::FingerPosition;
use policy::{Country, SitePolicy};
use raster::Ppi;
use server::audit::Checkpoints;
use server::clock::Clock;
use server::config::Config;
use server::enrol::print_from_file;
use server::explain::explain;
use server::matchers::matcher::Matcher as MatcherProcess;
use server::matchers::{Cluster, Layout};
use server::outbound::{Address, Reach};
use server::tls::{Identity, Tls};
use server::vault::KeySource;
use server::watch::{NewEntry, Particulars};
use server::{Account, Error, Service, Subject, demo, serve};
use wire::biography::Biography;
use wire::import::{Flaw, Verdict, VerdictKind};
use wire::purge::Preview;
use wire::session::{Role, Scope};

/// Who stands in the audit log for what is done from here.
const COMMAND_LINE: &str = "command line";

/// Umbral: biometric capture and hit review in the browser.
#[derive(Parser)]
#[command(name = "umbral", version)]
struct Umbral {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the app and its API.
    Serve(Serve),
    /// Begins a programme in an empty data folder: a site, an administrator, and the link that lets them enrol.
    Begin(Begin),
    /// Prints a fresh one-time sign-in link, valid for 24 hours. The server may be running.
    Link(Link),
    /// Puts people on a watchlist from image files, each file one new person of one finger, position unknown.
    Enrol(Enrol),
    /// Puts a folder of prints on a watchlist by its sheet: first says what would be accepted and what not, and why.
    Import(Import),
    /// Shows what the engine sees in a print, and in its comparison with a second one, step by step.
    Explain(Explain),
    /// Holds parts of the lists and searches them for servers that were started with --nats.
    Matcher(Matcher),
    /// The audit log.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// The master key, while the server runs.
    Key {
        #[command(subcommand)]
        command: Key,
    },
    /// Says which capture services on their own computers the desks of a site may use, in place of what was said
    /// before; with none named, none. The server may be running.
    SiteServices(site_services::SiteServices),
    /// Erases records whose time is over, as the server does by itself: announced first, done a day later.
    Purge(Purge),
    /// A person who is held.
    Subject {
        #[command(subcommand)]
        command: About,
    },
}

#[derive(Args, Clone)]
struct Data {
    /// The data folder: database, sealed images and, unless UMBRAL_MASTER_KEY, UMBRAL_MASTER_KEY_COMMAND or
    /// UMBRAL_MASTER_KEY_FILE says otherwise, the master key.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The PostgreSQL database, where it is not to be SQLite in the data folder:
    /// postgres://user:password@host/database?sslmode=verify-full. It must be there; its tables are made.
    #[arg(long, value_name = "URL", env = "UMBRAL_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The bucket of an S3 store for the sealed images, where they are not to lie in the data folder:
    /// s3://bucket/prefix?endpoint=https://s3.example&region=eu-west-1. Who may use it is in AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY.
    #[arg(long, value_name = "URL", env = "UMBRAL_BLOBS")]
    blobs: Option<String>,
}

#[derive(Args)]
struct Serve {
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

/// How servers and matchers reach each other.
#[derive(Args)]
struct Nats {
    /// NATS with JetStream, over which servers and matchers speak: tls://nats.example:4222, and without TLS on this
    /// machine alone. What they say is sealed under their own key all the same.
    #[arg(long, value_name = "URL", env = "UMBRAL_NATS", hide_env_values = true)]
    nats: Option<String>,
    /// The file that says to NATS who this is (a JWT with its key), where NATS asks.
    #[arg(long, value_name = "FILE", env = "UMBRAL_NATS_CREDENTIALS", requires = "nats")]
    nats_credentials: Option<PathBuf>,
    /// The file with the key that servers and matchers share (64 hexadecimal digits); made by whoever is first on this
    /// machine, to be copied to the others. Whoever has it can ask for every template.
    #[arg(long, value_name = "FILE", env = "UMBRAL_MATCHER_KEY_FILE", requires = "nats")]
    matcher_key: Option<PathBuf>,
}

impl Nats {
    fn cluster(self) -> Result<Option<Cluster>, String> {
        let Some(nats) = self.nats else { return Ok(None) };
        let key = self.matcher_key.ok_or("with --nats, say where the shared key is: --matcher-key FILE")?;
        Ok(Some(Cluster { nats, credentials: self.nats_credentials, key: KeySource::File(key) }))
    }
}

#[derive(Args)]
struct Matcher {
    #[command(flatten)]
    nats: Nats,
    /// What it is called; each process needs a name of its own, so without one it takes a random one.
    #[arg(long)]
    name: Option<String>,
    /// Threads that share a search; without it, as many as there are processors.
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    /// Writes the log as JSON.
    #[arg(long)]
    log_json: bool,
}

#[derive(Args)]
struct Begin {
    #[command(flatten)]
    data: Data,
    /// The country of the site (ISO 3166-1 alpha-2).
    #[arg(long)]
    country: Country,
    /// That country's name, as the question about citizenship says it.
    #[arg(long)]
    country_name: String,
    /// The site's name.
    #[arg(long)]
    site: String,
    /// Nobody younger is recorded.
    #[arg(long, default_value_t = 14)]
    minimum_age: u8,
    /// The administrator's name, as others see it.
    #[arg(long, default_value = "Administrator 1")]
    administrator: String,
    /// Where the server will answer: https://umbral.example
    #[arg(long)]
    address: String,
}

#[derive(Args)]
struct Link {
    #[command(flatten)]
    data: Data,
    /// Whose: "Reviewer 3".
    #[arg(long)]
    account: String,
    /// Where the server answers: http://127.0.0.1:8470
    #[arg(long)]
    address: String,
}

#[derive(Args)]
struct Enrol {
    #[command(flatten)]
    data: Data,
    /// The country that keeps the list (ISO 3166-1 alpha-2); not needed where the programme has one.
    #[arg(long)]
    country: Option<Country>,
    /// The list's name; it is made if it is not there.
    #[arg(long)]
    list: String,
    /// Why they are on it, as an alert says it.
    #[arg(long)]
    category: String,
    /// Who puts them there.
    #[arg(long)]
    source: String,
    /// The criterion they meet.
    #[arg(long)]
    criterion: String,
    /// Days until the entries no longer count.
    #[arg(long)]
    expires_days: u32,
    /// 1 (least) to 4.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    severity: u8,
    /// What the officer is to do, whom to call.
    #[arg(long, default_value = "Call the shift commander before you act.")]
    instructions: String,
    /// The second person, who stands for the entries; without one they are drafts, to be validated in the app.
    #[arg(long, default_value = "")]
    validator: String,
    /// Pixels per inch, for files that do not say.
    #[arg(long)]
    ppi: Option<u16>,
    /// Image files: PNG, TIFF, BMP, JPEG, PGM.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Args)]
struct Import {
    #[command(flatten)]
    data: Data,
    /// The country that keeps the list (ISO 3166-1 alpha-2); not needed where the programme has one.
    #[arg(long)]
    country: Option<Country>,
    /// The list's name. It must be there, with its categories.
    #[arg(long)]
    list: String,
    /// The sheet, in CSV or JSON; else sheet.csv in the folder.
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// The second person, who stands for the entries; without one they are drafts, to be validated in the app.
    #[arg(long, default_value = "")]
    validator: String,
    /// Enrols them; without it, the folder is only looked at. The same again goes on where it was cut off. Whoever was
    /// looked at and not enrolled is forgotten after a month.
    #[arg(long)]
    apply: bool,
    /// Enrols the others although some are refused or there already.
    #[arg(long, requires = "apply")]
    leave_out: bool,
    /// The folder of images (PNG, TIFF, BMP, JPEG, PGM) and minutiae records (ISO/IEC 19794-2, ANSI INCITS 378).
    folder: PathBuf,
}

#[derive(Args)]
struct Explain {
    /// The print's image file.
    probe: PathBuf,
    /// Another print to compare it with.
    reference: Option<PathBuf>,
    /// Where the pictures, explanation.json and index.html go; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Pixels per inch, whatever the files say; where nobody says, 500 are assumed.
    #[arg(long)]
    ppi: Option<u16>,
}

#[derive(Subcommand)]
enum Audit {
    /// Recomputes the chain; fails if a line was altered, removed, reordered or added.
    Verify(Verify),
    /// Prints a signed checkpoint of the log as it stands.
    Checkpoint(Data),
    /// Prints the public key of the checkpoints: write it down where the server is not.
    Key(Data),
}

#[derive(Args)]
struct Verify {
    #[command(flatten)]
    data: Data,
    /// Checkpoints that were exported before, one in each line: they show a log whose end was cut off.
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    /// The key they are signed with, as `umbral audit key` printed it once; else the key that the data folder holds.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
}

#[derive(Subcommand)]
enum Key {
    /// Makes a new master key and wraps every data key with it; the old one still opens.
    Rotate(Data),
    /// Lets go of every master key but the newest: backups from before the rotation do not open any more.
    Retire(Data),
}

#[derive(Args)]
struct Purge {
    #[command(flatten)]
    data: Data,
    /// Only says what would be erased, what is kept though it is due, and why.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Subcommand)]
enum About {
    /// Forgets a person: the data key, the rows and the images. Prints a certificate of identifiers and hashes.
    Erase(Erase),
}

#[derive(Args)]
struct Erase {
    #[command(flatten)]
    data: Data,
    /// Why, as the log will say it.
    #[arg(long)]
    reason: String,
    /// encounter/ID or entry/ID
    subject: Subject,
}

/// What ends a command: words for the person who gave it.
type Outcome = Result<ExitCode, String>;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Umbral::parse().command {
        Command::Serve(command) => command.run().await,
        Command::Begin(command) => command.run().await,
        Command::Link(command) => command.run().await,
        Command::Enrol(command) => command.run().await,
        Command::Import(command) => command.run().await,
        Command::Explain(command) => command.run(),
        Command::Matcher(command) => command.run().await,
        Command::Audit { command } => command.run().await,
        Command::Key { command } => command.run().await,
        Command::SiteServices(command) => command.run().await,
        Command::Purge(command) => command.run().await,
        Command::Subject { command: About::Erase(command) } => command.run().await,
    };
    outcome.unwrap_or_else(|words| {
        eprintln!("umbral: {words}");
        ExitCode::FAILURE
    })
}

impl Data {
    fn config(self) -> Config {
        Config {
            database: self.database,
            blobs: self.blobs,
            ..Config::in_folder(self.data).with_environment()
        }
    }

    /// Opens a data folder that must be there: a mistyped path is not to become a new programme.
    async fn open_existing(self) -> Result<Service, String> {
        let there = match self.database {
            None => self.data.join("umbral.db").exists(),
            Some(_) => self.data.is_dir(),
        };
        if !there {
            return Err(format!("{} holds no programme: start the server on it first", self.data.display()));
        }
        open(self.config()).await
    }
}

async fn open(config: Config) -> Result<Service, String> {
    Service::open(config, Clock::System).await.map_err(words)
}

fn words(error: Error) -> String {
    error.to_string()
}

impl Serve {
    async fn run(self) -> Outcome {
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

impl Begin {
    async fn run(self) -> Outcome {
        let folder = self.data.data.clone();
        let service = open(self.data.config()).await?;
        if !service.accounts().await.map_err(words)?.is_empty() {
            return Err(format!("{} holds a programme already", folder.display()));
        }
        let policy = SitePolicy {
            minimum_age: self.minimum_age,
            notice_languages: notice::LANGUAGES.iter().map(|language| language.tag.to_owned()).collect(),
            ..SitePolicy::usual(self.country, self.country_name)
        };
        let site = service.add_site(&self.site, policy, COMMAND_LINE).await.map_err(words)?;
        let role = (Role::Administrator, Scope::Programme);
        let account =
            service.add_account(&self.administrator, role, site.id, COMMAND_LINE).await.map_err(words)?;
        println!("{}", link(&service, &account, self.address.trim_end_matches('/')).await?);
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Link {
    async fn run(self) -> Outcome {
        let service = self.data.open_existing().await?;
        let accounts = service.accounts().await.map_err(words)?;
        let Some(account) = accounts.iter().find(|account| account.name == self.account) else {
            let names: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
            return Err(format!("there is no account {:?}; there are: {}", self.account, names.join(", ")));
        };
        println!("{}", link(&service, account, self.address.trim_end_matches('/')).await?);
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn link(service: &Service, account: &Account, address: &str) -> Result<String, String> {
    let secret = service.issue_link(account, COMMAND_LINE).await.map_err(words)?;
    Ok(format!("{address}/enter#{secret}"))
}

impl Enrol {
    async fn run(self) -> Outcome {
        let ppi = match self.ppi {
            None => None,
            Some(value) => Some(Ppi::try_from(value)?),
        };
        let service = self.data.open_existing().await?;
        let country = keeper(&service, self.country).await?;
        let now = Clock::System.now();
        let mut people = Vec::new();
        for file in &self.files {
            let print = print_from_file(file, FingerPosition::Unknown, ppi)
                .map_err(|error| format!("{}: {error}. Nobody was enrolled.", file.display()))?;
            people.push(NewEntry {
                particulars: Particulars {
                    subject: String::new(),
                    biography: Biography::default(),
                    category: self.category.clone(),
                    severity: self.severity,
                    instructions: self.instructions.clone(),
                    sources: vec![self.source.clone()],
                    criterion: self.criterion.clone(),
                    evidence_at: Some(now),
                    validator: self.validator.clone(),
                },
                expires_at: Some(now.plus_seconds(i64::from(self.expires_days) * 86_400)),
                prints: vec![print],
            });
        }
        for id in service.enrol(country, &self.list, people, COMMAND_LINE).await.map_err(words)? {
            println!("{id}");
        }
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    async fn run(self) -> Outcome {
        let path = self.sheet.unwrap_or_else(|| self.folder.join("sheet.csv"));
        let sheet = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let service = self.data.open_existing().await?;
        let country = keeper(&service, self.country).await?;
        let of = (self.folder.as_path(), &sheet[..]);
        let progress = |done, all| eprintln!("looked at {done} of {all} people");
        let import =
            service.look_at_import(country, &self.list, of, COMMAND_LINE, progress).await.map_err(words)?;
        let mut left_out = 0;
        for line in &import.lines {
            let person = &line.person;
            left_out += usize::from(line.verdict.kind() != VerdictKind::Accepted);
            match (&line.verdict, line.entry) {
                (Verdict::Accepted { .. }, Some(entry)) => {
                    println!("{person}: in already, entry {}", entry.reference());
                }
                (Verdict::Accepted { prints }, None) => println!("{person}: accepted, {prints} prints"),
                (Verdict::Refused { row, flaw }, _) => {
                    println!("{person}: refused, row {row}, {}: {}", flaw.field(), remedy(*flaw));
                }
                (Verdict::OnTheList { reference, score, .. }, _) => {
                    println!("{person}: looks like entry {reference} of the list (score {:.0})", score.get());
                }
                (Verdict::InTheSheet { other, score }, _) => {
                    println!("{person}: looks like {other} of the same sheet (score {:.0})", score.get());
                }
            }
        }
        println!("{} to be enrolled, {left_out} left out", import.waiting());
        if !self.apply {
            return Ok(ExitCode::SUCCESS);
        }
        if left_out > 0 && !self.leave_out {
            return Err("nobody was enrolled: mend the sheet, or enrol the others with --leave-out".into());
        }
        let progress = |done, all| eprintln!("enrolled {done} of {all} people");
        let by = (COMMAND_LINE, self.validator.as_str());
        let enrolled = service.import(&import, by, progress).await.map_err(words)?;
        println!("{enrolled} enrolled");
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// What to do about a flaw of a row, at the command line.
fn remedy(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Differs => "rows of one person must say the same but for the print",
        Flaw::Category => "the list has no such category: use one of its own, by its name",
        Flaw::Source => "name the source: who vouches for this person",
        Flaw::FurtherSource => "this category asks for more sources: part them by semicolons",
        Flaw::Criterion => "name the criterion that the person meets",
        Flaw::EvidenceDay => "write the day of the evidence as 2026-05-31",
        Flaw::EvidenceAhead => "the evidence cannot be of the future: check its day",
        Flaw::ExpiryDay => "write the day from which it no longer counts as 2027-05-31",
        Flaw::Expired => "this day is over: give one that lies ahead",
        Flaw::TooLong => "a text has at most 2,000 characters",
        Flaw::TooManyPrints => "a person has at most 20 prints",
        Flaw::Finger => "the finger is an FGP code: 1 to 10, or 0 where it is not known",
        Flaw::Ppi => "the pixels per inch are out of bounds",
        Flaw::NoPpi => {
            "the file does not say its resolution: give its pixels per inch, 500 for most scanners"
        }
        Flaw::NoFile => "the folder has no such file",
        Flaw::Outside => "name a file of the folder, without a path that leads out of it",
        Flaw::Unread => "it is neither an image nor a minutiae record that can be read",
        Flaw::NoPrint => "no print with minutiae was found in it",
    }
}

/// Whose list it is: said, or plain where the programme has one country.
async fn keeper(service: &Service, said: Option<Country>) -> Result<Country, String> {
    let countries = service.countries().await.map_err(words)?;
    match (said, &countries[..]) {
        (Some(country), _) if countries.contains(&country) => Ok(country),
        (None, [only]) => Ok(*only),
        _ => {
            let names: Vec<String> = countries.iter().map(ToString::to_string).collect();
            Err(format!("say whose list it is with --country; there are: {}", names.join(", ")))
        }
    }
}

impl Explain {
    fn run(self) -> Outcome {
        let ppi = self.ppi.map(Ppi::try_from).transpose()?;
        let explained = explain(&self.probe, self.reference.as_deref(), ppi, &self.out)
            .map_err(|error| error.to_string())?;
        for (file, findings) in &explained.findings {
            println!("{file}");
            findings.iter().for_each(|sentence| println!("  {sentence}"));
        }
        println!("open {}", explained.page.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Audit {
    async fn run(self) -> Outcome {
        match self {
            Self::Verify(command) => command.run().await,
            Self::Key(data) => {
                let service = data.open_existing().await?;
                println!("{}", service.checkpoint_key());
                service.close().await;
                Ok(ExitCode::SUCCESS)
            }
            Self::Checkpoint(data) => {
                let service = data.open_existing().await?;
                let checkpoint = service.checkpoint().await.map_err(words)?;
                service.close().await;
                let checkpoint = checkpoint.ok_or("the log has no line yet")?;
                println!("{}", serde_json::to_string(&checkpoint).map_err(|error| error.to_string())?);
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Verify {
    async fn run(self) -> Outcome {
        let service = self.data.open_existing().await?;
        let key = self.key.unwrap_or_else(|| service.checkpoint_key());
        let checkpoints = match self.checkpoints {
            None => Checkpoints::default(),
            Some(path) => {
                let text =
                    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                Checkpoints::read(&text, &key).map_err(|error| error.to_string())?
            }
        };
        let verification = service.verify_audit_against(&checkpoints).await.map_err(words)?;
        service.close().await;
        match verification.broken_at {
            None => {
                println!(
                    "the chain holds: {} lines, newest {}, {} checkpoints agree",
                    verification.events,
                    verification.head.map(|hash| hash.to_string()).unwrap_or_default(),
                    checkpoints.count()
                );
                Ok(ExitCode::SUCCESS)
            }
            Some(line) => Err(format!(
                "the chain is broken at line {line}; the {} lines before it hold",
                verification.events
            )),
        }
    }
}

impl Matcher {
    async fn run(self) -> Outcome {
        log_to_stderr(self.log_json);
        let cluster = self.nats.cluster()?.ok_or("say where NATS is: --nats tls://nats.example:4222")?;
        let name = self.name.unwrap_or_else(|| uuid::Uuid::now_v7().simple().to_string());
        if name.is_empty() || !name.chars().all(|each| each.is_ascii_alphanumeric() || each == '-') {
            return Err("--name is letters, digits and hyphens".into());
        }
        let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = self.threads.map_or_else(processors, NonZero::get);
        let matcher =
            MatcherProcess::open(&cluster, name, threads).await.map_err(|error| error.to_string())?;
        matcher.run(serve::asked_to_stop()).await.map_err(|error| error.to_string())?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Key {
    async fn run(self) -> Outcome {
        let (Self::Rotate(data) | Self::Retire(data)) = &self;
        let service = data.clone().open_existing().await?;
        let (wrapped, then) = match self {
            Self::Rotate(_) => (
                service.rotate_master_key(COMMAND_LINE).await,
                "the old key still opens; once every server has been used since, let go of it: umbral key retire",
            ),
            Self::Retire(_) => (
                service.retire_master_keys(COMMAND_LINE).await,
                "the old key is gone: make a fresh backup, earlier ones do not open any more",
            ),
        };
        let wrapped = wrapped.map_err(words)?;
        service.close().await;
        println!("{wrapped} data keys wrapped anew; {then}");
        Ok(ExitCode::SUCCESS)
    }
}

impl Erase {
    async fn run(self) -> Outcome {
        let service = self.data.open_existing().await?;
        let certificate = service.erase(self.subject, &self.reason, COMMAND_LINE).await.map_err(words)?;
        service.close().await;
        println!("{}", serde_json::to_string_pretty(&certificate).map_err(|error| error.to_string())?);
        eprintln!(
            "backups made before still open with the master key: umbral key rotate, then umbral key retire"
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Purge {
    async fn run(self) -> Outcome {
        let service = self.data.open_existing().await?;
        if self.dry_run {
            for (country, preview) in service.purge_dry_run().await.map_err(words)? {
                print_dry_run(country, &preview)?;
            }
        } else {
            let certificates = service.purge_due(COMMAND_LINE, |_| true).await.map_err(words)?;
            for certificate in &certificates {
                let text = serde_json::to_string_pretty(certificate).map_err(|error| error.to_string())?;
                println!("{text}");
            }
            eprintln!("{} purges done; what is due now is announced and erased in a day", certificates.len());
        }
        service.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn print_dry_run(country: Country, preview: &Preview) -> Result<(), String> {
    fn word(value: impl serde::Serialize) -> Result<String, String> {
        let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }
    for (verb, records) in [("erase", &preview.erase), ("keep", &preview.kept)] {
        for due in records {
            let (class, rule) = (word(due.class)?, word(due.ruling.rule)?);
            println!("{country} {verb} {} {class} {rule} version {}", due.record, due.ruling.version);
        }
    }
    for (class, number) in &preview.counts {
        println!("{country} would erase {number} of class {}", word(class)?);
    }
    println!("{country} would erase {}, would keep {}", preview.erase.len(), preview.kept.len());
    Ok(())
}

fn is_origin(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .is_some_and(|host| !host.is_empty() && !host.contains('/'))
}

fn log_to_stderr(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if json {
        log.json().init();
    } else {
        log.init();
    }
}

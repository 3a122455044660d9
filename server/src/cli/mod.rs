//! The `umbral` command line: one file for each family of commands.

mod audit;
mod begin;
mod explain;
mod forget;
mod keys;
mod lists;
mod matcher;
mod serve;
mod site_services;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use server::clock::Clock;
use server::config::Config;
use server::{Error, Service};

use audit::Audit;
use begin::{Begin, Link};
use explain::Explain;
use forget::{About, Purge};
use keys::Key;
use lists::{Enrol, Import};
use matcher::Matcher;
use serve::Serve;
use site_services::SiteServices;

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
    Serve(Box<Serve>),
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
    SiteServices(SiteServices),
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

/// What ends a command: words for the person who gave it.
type Outcome = Result<ExitCode, String>;

/// Does what the command line says.
pub(crate) async fn run() -> ExitCode {
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

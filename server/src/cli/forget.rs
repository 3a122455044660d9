//! `umbral purge` and `umbral subject erase`: forgetting.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use policy::Country;
use server::Subject;
use wire::purge::Preview;

use super::{COMMAND_LINE, Data, Outcome, words};

#[derive(Args)]
pub(super) struct Purge {
    #[command(flatten)]
    data: Data,
    /// Only says what would be erased, what is kept though it is due, and why.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Subcommand)]
pub(super) enum About {
    /// Forgets a person: the data key, the rows and the images. Prints a certificate of identifiers and hashes.
    Erase(Erase),
}

#[derive(Args)]
pub(super) struct Erase {
    #[command(flatten)]
    data: Data,
    /// Why, as the log will say it.
    #[arg(long)]
    reason: String,
    /// encounter/ID or entry/ID
    subject: Subject,
}

impl Erase {
    pub(super) async fn run(self) -> Outcome {
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
    pub(super) async fn run(self) -> Outcome {
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

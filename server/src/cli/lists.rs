//! `umbral enrol` and `umbral import`: people on watchlists.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use fingerprint::FingerPosition;
use policy::Country;
use raster::Ppi;
use server::Service;
use server::clock::Clock;
use server::enrol::print_from_file;
use server::watch::{NewEntry, Particulars};
use wire::biography::Biography;
use wire::import::{Flaw, Verdict, VerdictKind};

use super::{COMMAND_LINE, Data, Outcome, words};

#[derive(Args)]
pub(super) struct Enrol {
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
pub(super) struct Import {
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

impl Enrol {
    pub(super) async fn run(self) -> Outcome {
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
    pub(super) async fn run(self) -> Outcome {
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
        Flaw::Names => "at most 10 names, parted by semicolons, each of at most 120 characters",
        Flaw::Born => "write the date of birth as 1990-05-04, 1990-05, 1990 or about 1990",
        Flaw::Birthplace => "a birthplace has at most 120 characters",
        Flaw::TooManyPrints => "a person has at most 20 prints",
        Flaw::Finger => "the finger is an FGP code: 1 to 10, or 0 where it is not known",
        Flaw::Ppi => "the pixels per inch are out of bounds",
        Flaw::NoPpi => {
            "the file does not say its resolution: give its pixels per inch, 500 for most scanners"
        }
        Flaw::NoFile => "the folder has no such file",
        Flaw::TooLarge => "a file has at most 12 MiB",
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

//! The demo programme: two sites of a country that does not exist, and a watchlist of people who never lived.

use std::sync::atomic::{AtomicUsize, Ordering};

use fingerprint::{FingerPosition, Quality};
use policy::{Alerting, Approach, CaptureRules, Category, Country, Sequence, SitePolicy};
use raster::Ppi;
use synthetic::{Conditions, Difficulty, Master, Person, impression, template};
use wire::Timestamp;
use wire::biography::Biography;
use wire::demo::{LISTED_BY_TEMPLATE, LISTED_WITH_IMAGES};
use wire::session::{Role, Scope};
use wire::watchlist::Terms;

use crate::enrol::print_from_image;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::accounts;
use crate::watch::{NewEntry, NewPrint, Particulars};

/// The demo's sites.
pub(crate) const SITES: [&str; 2] = ["Northgate", "Harbour Road"];
/// The demo's watchlist.
pub const LIST: &str = "Demo wanted persons";
/// For whom a start of the demo prints sign-in links.
pub const TOUR: [&str; 4] = ["Officer 14", "Reviewer 3", "Reviewer 7", "Administrator 1"];

/// The fingers that the listed people's prints are of.
const ON_FILE: [FingerPosition; 4] = [
    FingerPosition::RightIndex,
    FingerPosition::RightMiddle,
    FingerPosition::LeftIndex,
    FingerPosition::LeftMiddle,
];

/// Who answers for the demo's list, and vouches for its entries.
const PROSECUTOR: &str = "Public prosecutor of Valdoria (demo)";
/// Who stands in the audit log for it.
pub(crate) const MAKER: &str = "server";
const DAY_SECONDS: i64 = 86_400;

/// Category, severity, criterion, instructions: what a made-up person can be wanted for.
const CATEGORIES: [(&str, u8, &str, &str); 4] = [
    (
        "Wanted for people smuggling",
        3,
        "Arrest warrant in force, issued by a court",
        "Keep the person in sight. Call the duty officer of the court liaison on extension 100 before you say \
         anything of this alert to the person.",
    ),
    (
        "Wanted for armed robbery",
        4,
        "Arrest warrant in force, issued by a court",
        "May be armed. Do not approach alone: call the shift commander on extension 110 at once.",
    ),
    (
        "Escaped from custody",
        3,
        "Sentence not served, confirmed by the prison service",
        "Call the prison service's desk on extension 120 and wait for its officers.",
    ),
    (
        "Reported missing",
        1,
        "Missing person report, confirmed by the family within the last year",
        "The person is not wanted for anything. Tell them that their family is looking for them, and ask whether \
         they agree to be put in touch (extension 130).",
    ),
];

impl Service {
    /// Makes the demo programme, if there is nobody yet; whether it did. `progress` is told what is being done.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`].
    pub async fn make_demo(&self, progress: impl Fn(&str) + Send + Sync) -> Result<bool, Error> {
        if accounts::any(&mut *self.storage.read().await?).await? {
            return Ok(false);
        }
        progress("making the demo programme: sites and accounts");
        self.make_sites_and_accounts().await?;

        let now = self.clock.now();
        let with_images: Vec<u64> = LISTED_WITH_IMAGES.collect();
        let by_template: Vec<u64> = LISTED_BY_TEMPLATE.collect();
        progress(&format!("drawing the prints of {} people", with_images.len()));
        let mut people = in_parallel(with_images, move |seed| entry(seed, now, drawn(seed))).await?;
        progress(&format!("making the templates of {} more people", by_template.len()));
        people.extend(in_parallel(by_template, move |seed| entry(seed, now, templated(seed))).await?);
        progress("sealing them into the watchlist");
        self.make_list(Country::MADE_UP, terms(), MAKER).await?;
        self.enrol(Country::MADE_UP, LIST, people, MAKER).await?;
        Ok(true)
    }

    async fn make_sites_and_accounts(&self) -> Result<(), Error> {
        let policy = SitePolicy {
            links_suffice: true,
            alerting: Alerting { phone: "555 0100".to_owned(), ..Alerting::default() },
            notice_languages: notice::LANGUAGES.iter().map(|language| language.tag.to_owned()).collect(),
            ..SitePolicy::usual(Country::MADE_UP, "Valdoria")
        };
        let north = self.add_site(SITES[0], policy.clone(), MAKER).await?.id;
        // A site where minutes count.
        let rapid = CaptureRules { sequence: Sequence::TwoIndexes, ..policy.capture };
        let south = self.add_site(SITES[1], SitePolicy { capture: rapid, ..policy }, MAKER).await?.id;
        for (name, role, site) in [
            ("Officer 14", Role::Officer, north),
            ("Officer 21", Role::Officer, south),
            ("Reviewer 3", Role::Reviewer, north),
            ("Reviewer 7", Role::Reviewer, south),
            ("Supervisor 2", Role::Supervisor, north),
            ("Watchlist manager 1", Role::WatchlistManager, north),
            ("Watchlist manager 2", Role::WatchlistManager, south),
            ("Programme manager 1", Role::ProgrammeManager, north),
            ("Programme manager 2", Role::ProgrammeManager, south),
            ("Auditor 1", Role::Auditor, north),
            ("Administrator 1", Role::Administrator, north),
        ] {
            self.add_account(name, (role, Scope::usual(role)), site, MAKER).await?;
        }
        Ok(())
    }
}

/// What the demo's watchlist is: one category takes two sources, and nobody is in it yet.
fn terms() -> Terms {
    let held = CATEGORIES.map(|(name, severity, _, instructions)| Category {
        name: name.to_owned(),
        severity,
        approach: if severity == 1 { Approach::Help } else { Approach::Caution },
        phone: String::new(),
        instructions: instructions.to_owned(),
        sources: 1,
        validation_days: 365,
    });
    let gang = Category::usual().into_iter().filter(|category| category.sources == 2);
    Terms {
        name: LIST.to_owned(),
        owner: PROSECUTOR.to_owned(),
        legal_basis: "Code of criminal procedure of Valdoria, article 12 (demo)".to_owned(),
        categories: held.into_iter().chain(gang).collect(),
    }
}

/// The same made-up reasons for the same seed.
fn entry(seed: u64, now: Timestamp, prints: Vec<NewPrint>) -> NewEntry {
    let kind = usize::try_from(seed).unwrap_or_default() % CATEGORIES.len();
    let (category, severity, criterion, instructions) = CATEGORIES[kind];
    let days = i64::try_from(seed % 200).unwrap_or_default();
    NewEntry {
        particulars: Particulars {
            subject: format!("Made-up person {seed}"),
            biography: Biography::default(),
            category: category.to_owned(),
            severity,
            instructions: instructions.to_owned(),
            sources: vec![PROSECUTOR.to_owned()],
            criterion: criterion.to_owned(),
            evidence_at: Some(now.plus_seconds(-(30 + days) * DAY_SECONDS)),
            validator: "Watchlist manager (demo)".to_owned(),
        },
        expires_at: Some(now.plus_seconds((180 + days) * DAY_SECONDS)),
        prints,
    }
}

/// One clean impression of each finger on file, as a scanner would have given it.
fn drawn(seed: u64) -> Vec<NewPrint> {
    ON_FILE
        .iter()
        .filter_map(|&position| {
            let finger = Person { seed }.finger(position);
            // The reference impression is of its own seed, so that no capture in the demo is the same image.
            let conditions = Conditions::draw(finger.0 ^ 0xF11E, Difficulty::Good);
            let grey = impression(&Master::grow(finger), &conditions);
            print_from_image(&grey, position, grey.ppi.unwrap_or(Ppi::P500)).ok()
        })
        .collect()
}

/// The templates of each finger on file; their images are not held, which the bench has to show too.
fn templated(seed: u64) -> Vec<NewPrint> {
    ON_FILE
        .iter()
        .map(|&position| {
            let template = template(Person { seed }.finger(position));
            NewPrint {
                position,
                quality: Quality { score: 80, reasons: vec![] },
                ppi: Ppi::P500,
                width: u32::from(template.width()),
                height: u32::from(template.height()),
                template,
                image: None,
            }
        })
        .collect()
}

/// `work` on every item, on all cores, in order.
async fn in_parallel<T: Send + 'static>(
    items: Vec<u64>,
    work: impl Fn(u64) -> T + Send + Sync + 'static,
) -> Result<Vec<T>, Error> {
    Ok(tokio::task::spawn_blocking(move || {
        let next = AtomicUsize::new(0);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    scope.spawn(|| {
                        std::iter::from_fn(|| {
                            let at = next.fetch_add(1, Ordering::Relaxed);
                            items.get(at).map(|&item| (at, work(item)))
                        })
                        .collect::<Vec<_>>()
                    })
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| match worker.join() {
                    Ok(done) => done,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        });
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    })
    .await?)
}

//! A small programme to try the rules on.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::http::StatusCode;
use capture::Impression;
use fingerprint::{FingerPosition, Quality};
use policy::{Age, Answers, Country, SitePolicy};
use raster::{Grey, Ppi};
use server::clock::Clock;
use server::config::Config;
use server::enrol::print_from_bytes;
use server::watch::{NewEntry, NewPrint, Particulars};
use server::{Account, Service, router};
use sha2::{Digest, Sha256 as Hasher};
use synthetic::{Conditions, Difficulty, Person, template, template_under};
use tempfile::TempDir;
use wire::agreement::{Agreement, Covers, NewAgreement};
use wire::biography::Biography;
use wire::encounter::{FingerCapture, Manifest, Manner, Notice, Receipt, Source};
use wire::hit::QueueItem;
use wire::session::{Role, Scope, Site};
use wire::watchlist::{EntryDraft, EntryView, EntryWords, PrintFile, WatchlistView};
use wire::{AgreementId, Bytes, CaptureId, EncounterId, EntryId, HitId, ListId, Sha256, SiteId, Timestamp};

use crate::browser::Browser;
use crate::database;

/// The people on the list "Wanted"; the first has images on file.
pub const LISTED: std::ops::RangeInclusive<u64> = 1..=12;
/// Somebody on no list.
pub const STRANGER: u64 = 9001;
/// Where everything begins.
pub const START: Timestamp = Timestamp(1_795_000_000_000);
pub const FINGERS: [FingerPosition; 2] = [FingerPosition::RightIndex, FingerPosition::LeftIndex];

pub const OFFICER: &str = "Officer 14";
pub const COLLEAGUE: &str = "Officer 15";
pub const ELSEWHERE: &str = "Officer 21";
pub const REVIEWER_3: &str = "Reviewer 3";
pub const REVIEWER_7: &str = "Reviewer 7";
pub const SUPERVISOR: &str = "Supervisor 2";
pub const MANAGER_1: &str = "Watchlist manager 1";
pub const MANAGER_2: &str = "Watchlist manager 2";
pub const AUDITOR: &str = "Auditor 1";
pub const PROGRAMME_MANAGER: &str = "Programme manager 1";
pub const ADMINISTRATOR: &str = "Administrator 1";
const ACCOUNTS: [(&str, Role); 11] = [
    (OFFICER, Role::Officer),
    (COLLEAGUE, Role::Officer),
    (ELSEWHERE, Role::Officer),
    (REVIEWER_3, Role::Reviewer),
    (REVIEWER_7, Role::Reviewer),
    (SUPERVISOR, Role::Supervisor),
    (MANAGER_1, Role::WatchlistManager),
    (MANAGER_2, Role::WatchlistManager),
    (PROGRAMME_MANAGER, Role::ProgrammeManager),
    (AUDITOR, Role::Auditor),
    (ADMINISTRATOR, Role::Administrator),
];

/// A programme in a folder of its own, at a time of its own.
pub struct Programme {
    pub folder: TempDir,
    pub clock: Clock,
    pub service: Arc<Service>,
    pub router: Router,
    pub north: Site,
    pub south: Site,
    pub listed: Vec<EntryId>,
}

pub fn site_policy() -> SitePolicy {
    SitePolicy {
        version: 3,
        links_suffice: true,
        decide_within_minutes: [30; 4],
        ..SitePolicy::usual(Country::MADE_UP, "Valdoria")
    }
}

pub fn particulars() -> Particulars {
    Particulars {
        subject: "Somebody Listed".into(),
        biography: Biography::default(),
        category: "Wanted for smuggling".into(),
        severity: 3,
        instructions: "Call extension 100.".into(),
        sources: vec!["Prosecutor".into()],
        criterion: "Arrest warrant".into(),
        evidence_at: Some(START.plus_seconds(-86_400)),
        validator: "Manager 1".into(),
    }
}

/// A listed person by template; with `image`, each print has one.
pub fn listed(seed: u64, image: bool) -> NewEntry {
    let prints = FINGERS
        .iter()
        .map(|&position| {
            let template = template(Person { seed }.finger(position));
            NewPrint {
                position,
                quality: Quality { score: 90, reasons: vec![] },
                ppi: Ppi::P500,
                width: 40,
                height: 60,
                template,
                image: image.then(|| picture(seed * 100 + u64::from(position.code()))),
            }
        })
        .collect();
    NewEntry { particulars: particulars(), expires_at: Some(START.plus_seconds(90 * 86_400)), prints }
}

/// What a manager writes of a person, with prints as a scanner would have given them.
pub fn draft(person: u64) -> EntryDraft {
    EntryDraft {
        words: EntryWords {
            subject: "Somebody Else".into(),
            biography: Biography::default(),
            category: "Wanted for smuggling".into(),
            instructions: String::new(),
            sources: vec!["Border police".into()],
            criterion: "Arrest warrant".into(),
            evidence_at: Some(START.plus_seconds(-86_400)),
            expires_at: Some(START.plus_seconds(200 * 86_400)),
        },
        keep: vec![],
        add: vec![PrintFile { position: FINGERS[0], ppi: None, file: Bytes(drawn_print(person, 7)) }],
    }
}

/// A print of a person's first finger, as a scanner would have given it.
fn drawn_print(person: u64, impression: u64) -> Vec<u8> {
    type Drawn = HashMap<(u64, u64), Vec<u8>>;
    static DRAWN: LazyLock<Mutex<Drawn>> = LazyLock::new(Mutex::default);
    let mut drawn = DRAWN.lock().unwrap();
    let draw = || {
        let master = synthetic::Master::grow(Person { seed: person }.finger(FINGERS[0]));
        let mut grey = synthetic::impression(&master, &Conditions::perfect(impression));
        grey.ppi = Some(Ppi::P500);
        raster::encode_png(&grey).unwrap()
    };
    drawn.entry((person, impression)).or_insert_with(draw).clone()
}

/// A PNG of 40 x 60 pixels that no other number gives.
pub fn picture(number: u64) -> Vec<u8> {
    let pixels: Vec<u8> = (0..2400u64).map(|at| (number.wrapping_mul(at + 7) >> 3) as u8).collect();
    raster::encode_png(&Grey::new(40, 60, Some(Ppi::P500), pixels).unwrap()).unwrap()
}

pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256::from_digest(&Hasher::digest(bytes).into())
}

impl Programme {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A programme whose configuration `change` has had a hand in.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::under(change, site_policy()).await
    }

    /// A programme whose sites have this policy.
    pub async fn under(change: impl FnOnce(&mut Config), policy: SitePolicy) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = database::config(folder.path()).await;
        change(&mut config);
        let clock = Clock::manual(START);
        let service = Arc::new(Service::open(config, clock.clone()).await.unwrap());
        let north = service.add_site("Northgate", policy.clone(), "test").await.unwrap();
        let south = service.add_site("Harbour Road", policy, "test").await.unwrap();
        for (name, role) in ACCOUNTS {
            let site = if name == ELSEWHERE || name == REVIEWER_7 { &south } else { &north };
            service.add_account(name, (role, Scope::usual(role)), site.id, "test").await.unwrap();
        }
        let people = LISTED.map(|seed| listed(seed, seed == 1)).collect();
        let listed = service.enrol(Country::MADE_UP, "Wanted", people, "test").await.unwrap();
        let router = router(Arc::clone(&service));
        Self { folder, clock, service, router, north, south, listed }
    }

    /// The list "Wanted".
    pub async fn list(&self) -> ListId {
        let lists: Vec<WatchlistView> = self.browser(MANAGER_1).await.get("/api/watchlists").await.json();
        lists.iter().find(|list| list.terms.name == "Wanted").unwrap().id
    }

    /// A draft that lacks nothing, by this manager.
    pub async fn draft(&self, manager: &Browser, person: u64) -> EntryView {
        let path = format!("/api/watchlists/{}/entries", self.list().await);
        manager.post(&path, &draft(person)).await.json()
    }

    /// An entry that two people have made active.
    pub async fn published(&self, person: u64) -> EntryView {
        let (first, second) = (self.browser(MANAGER_1).await, self.browser(MANAGER_2).await);
        let id = self.draft(&first, person).await.summary.id;
        second.post(&format!("/api/entries/{id}/validation"), &()).await.json::<EntryView>();
        first.post(&format!("/api/entries/{id}/publication"), &()).await.json()
    }

    /// Adds an account unless there is one of that name.
    pub async fn ensure_account(&self, name: &str, role: Role, site: SiteId) {
        let known = self.service.accounts().await.unwrap();
        if known.iter().all(|account| account.name != name) {
            self.service.add_account(name, (role, Scope::usual(role)), site, "test").await.unwrap();
        }
    }

    /// A fresh agreement by which the programme's own country shares its lists with that of `taker`.
    pub async fn agreement(&self, taker: &Site) -> AgreementId {
        let new = NewAgreement {
            taker: taker.policy.host_country,
            covers: Covers::Lists,
            expires_at: self.clock.now().plus_seconds(3600),
            reason: "memorandum 7".into(),
        };
        let manager = self.browser(PROGRAMME_MANAGER).await;
        manager.post("/api/agreements", &new).await.json::<Agreement>().id
    }

    pub async fn account(&self, name: &str) -> Account {
        self.service.accounts().await.unwrap().into_iter().find(|account| account.name == name).unwrap()
    }

    pub async fn link(&self, name: &str) -> String {
        self.service.issue_link(&self.account(name).await, "test").await.unwrap()
    }

    /// Nobody's browser.
    pub fn stranger(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The browser of somebody signed in.
    pub async fn browser(&self, name: &str) -> Browser {
        let token = self.link(name).await;
        let mut browser = self.stranger();
        let answer = browser.post("/api/session", &serde_json::json!({ "token": token })).await;
        browser.keep_cookie(&answer);
        browser
    }

    /// What a device would seal of this person, and the images it speaks of. Another `capture` is another
    /// impression of the same fingers.
    pub fn manifest(&self, person: u64, capture: u64) -> (Manifest, Vec<Vec<u8>>) {
        let now = self.clock.now();
        let images: Vec<Vec<u8>> = FINGERS
            .iter()
            .map(|position| picture(person * 1000 + capture * 20 + u64::from(position.code())))
            .collect();
        let fingers = FINGERS
            .iter()
            .zip(&images)
            .map(|(&position, image)| {
                let finger = Person { seed: person }.finger(position);
                let conditions = Conditions::draw(finger.0 ^ capture, Difficulty::Good);
                FingerCapture {
                    id: CaptureId::new(),
                    position,
                    taken_at: now,
                    source: Source::File { format: "png".into() },
                    impression: Impression::Unknown,
                    taking: None,
                    slap: None,
                    quality: Quality { score: 70, reasons: vec![] },
                    template: Bytes(template_under(finger, &conditions).to_bytes()),
                    ppi: Ppi::P500,
                    width: 40,
                    height: 60,
                    image: sha256(image),
                }
            })
            .collect();
        let manifest = Manifest {
            id: EncounterId::new(),
            site: self.north.id,
            started_at: now.plus_seconds(-60),
            sealed_at: now,
            permission: Answers::new(false, Age::Adult),
            policy_version: 3,
            notice: Notice {
                language: "es".into(),
                version: 1,
                manner: Manner::OnScreen,
                given_at: now.plus_seconds(-50),
            },
            sequence: None,
            exceptions: vec![],
            fingers,
            slaps: vec![],
            biography: Biography::default(),
            photographs: vec![],
            preliminary: None,
        };
        (manifest, images)
    }

    /// The same of somebody whose prints came from images: synthetic templates and those read from images differ.
    pub fn manifest_as_read(&self, person: u64) -> Manifest {
        let (mut manifest, _) = self.manifest(person, 1);
        let print = print_from_bytes(&drawn_print(person, 8), FINGERS[0], None).unwrap();
        manifest.fingers[0].template = Bytes(print.template.to_bytes());
        manifest
    }

    /// An encounter with somebody on the list, sent with its images; the hit it opened.
    pub async fn hit_on(&self, officer: &Browser, person: u64) -> (Receipt, HitId) {
        let (manifest, images) = self.manifest(person, 1);
        let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
        for image in images {
            let path = format!("/api/encounters/{}/parts/{}", manifest.id, sha256(&image));
            assert_eq!(officer.put(&path, image).await.status, StatusCode::NO_CONTENT);
        }
        let queue: Vec<QueueItem> = self.browser(REVIEWER_3).await.get("/api/hits").await.json();
        let item = queue.iter().find(|item| item.reference == manifest.id.reference()).unwrap();
        (receipt, item.id)
    }

    /// All that is stored, as it lies there: the files of the data folder and, where the database is elsewhere, that.
    pub async fn stored(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let mut all = self.raw_files();
        all.extend(database::raw_columns(self.folder.path()).await);
        all
    }

    /// The raw content of every file in the data folder.
    pub fn raw_files(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = std::fs::read(&path).unwrap();
                    files.push((path, content));
                }
            }
        }
        files
    }
}

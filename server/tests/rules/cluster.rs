//! Lists held by `umbral matcher` processes: what they find, and what is said when one is lost. NATS with JetStream must
//! be there: `cargo xtask cluster` starts it and sets `UMBRAL_TEST_NATS`, and `UMBRAL_CLUSTER_PEOPLE` for figures.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fingerprint::{FingerPosition, Quality};
use policy::{Country, SitePolicy};
use raster::Ppi;
use server::matchers::{Cluster, Layout};
use server::vault::KeySource;
use server::watch::{NewEntry, NewPrint};
use server::{Service, router};
use synthetic::{Conditions, Difficulty, Person, template, template_under};
use wire::encounter::{EncounterStatus, Manifest, Receipt};
use wire::list::SearchAnswer;
use wire::watchlist::EntryView;
use wire::{Bytes, CaptureId};

use crate::browser::Browser;
use crate::database;
use crate::programme::{MANAGER_1, OFFICER, Programme, listed, picture, sha256, site_policy};

const LAYOUT: Layout = Layout { parts: 12, replicas: 1 };
/// The numbers of those enrolled begin here, far from whom the other rules know.
const FIRST: u64 = 100_000;

/// A running matcher; killed with the value.
struct Matcher(Child);

impl Matcher {
    fn start(name: &str, nats: &str, key: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_umbral"));
        command.args(["matcher", "--threads", "1", "--name", name, "--nats", nats, "--matcher-key"]).arg(key);
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn resident_mib(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    }
}

impl Drop for Matcher {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A listed person with all ten fingers.
pub fn listed_with_ten(seed: u64) -> NewEntry {
    let mut entry = listed(seed, false);
    entry.prints = FingerPosition::TEN
        .into_iter()
        .map(|position| NewPrint {
            position,
            quality: Quality { score: 90, reasons: vec![] },
            ppi: Ppi::P500,
            width: 40,
            height: 60,
            template: template(Person { seed }.finger(position)),
            image: None,
        })
        .collect();
    entry
}

/// What a device would send of all ten fingers of a person.
fn manifest_of_ten(programme: &Programme, person: u64, capture: u64) -> Manifest {
    let (mut manifest, _) = programme.manifest(person, capture);
    let print = manifest.fingers.remove(0);
    manifest.fingers = FingerPosition::TEN
        .into_iter()
        .map(|position| {
            let mut print = print.clone();
            let finger = Person { seed: person }.finger(position);
            let conditions = Conditions::draw(finger.0 ^ capture, Difficulty::Good);
            print.id = CaptureId::new();
            print.position = position;
            print.template = Bytes(template_under(finger, &conditions).to_bytes());
            print.image = sha256(&picture(person * 1000 + capture * 20 + u64::from(position.code())));
            print
        })
        .collect();
    manifest
}

/// One search by a new encounter, and how long it took.
async fn search(browser: &Browser, manifest: &Manifest) -> (Receipt, Duration) {
    let mut manifest = manifest.clone();
    manifest.id = wire::EncounterId::new();
    let started = Instant::now();
    let receipt: Receipt = browser.post("/api/encounters", &manifest).await.json();
    (receipt, started.elapsed())
}

/// Waits until every part is searched; how long that took.
async fn whole_again(browser: &Browser, manifest: &Manifest) -> Duration {
    let started = Instant::now();
    while !search(browser, manifest).await.0.encounter.answer.incomplete.is_empty() {
        assert!(started.elapsed() < Duration::from_secs(240), "the matchers do not hold everything");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    started.elapsed()
}

fn percentile(times: &mut [Duration], part: f64) -> f64 {
    times.sort();
    times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0
}

/// Says that what is not searched is never "no match", and that what is found is what one process finds in there.
fn is_honest(receipt: &Receipt, alone: &SearchAnswer) {
    let (status, answer) = (receipt.encounter.status, &receipt.encounter.answer);
    if answer.incomplete.is_empty() {
        assert_eq!((&answer.leads, &answer.not_compared), (&alone.leads, &alone.not_compared));
    } else {
        assert!(matches!(status, EncounterStatus::Incomplete | EncounterStatus::UnderReview), "{status:?}");
        assert!(answer.incomplete.iter().all(|part| part.searched < part.of && part.of == 12));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn matchers_find_what_one_process_finds_and_what_a_lost_one_held_is_never_no_match() {
    let Ok(nats) = std::env::var("UMBRAL_TEST_NATS") else {
        println!("skipped: UMBRAL_TEST_NATS does not say where NATS is");
        return;
    };
    let number = |name: &str, usual: u64| {
        std::env::var(name).ok().map_or(usual, |value| value.parse().expect("it is a number"))
    };
    let (people, searches) = (number("UMBRAL_CLUSTER_PEOPLE", 600), number("UMBRAL_CLUSTER_SEARCHES", 12));
    let keys = tempfile::tempdir().unwrap();
    let key = keys.path().join("matcher.key");
    let cluster = Cluster { nats: nats.clone(), credentials: None, key: KeySource::File(key.clone()) };
    // Low enough that strangers are leads too: more to compare.
    let policy = SitePolicy { lead_threshold: 30, ..site_policy() };
    let programme = Programme::under(|config| config.matchers = Some((cluster, LAYOUT)), policy).await;
    let librarian = tokio::spawn(Arc::clone(&programme.service).answer_matchers());
    for from in (FIRST..FIRST + people).step_by(500) {
        let listed = (from..(from + 500).min(FIRST + people)).map(listed_with_ten).collect();
        programme.service.enrol(Country::MADE_UP, "Wanted", listed, "test").await.unwrap();
    }
    let officer = programme.browser(OFFICER).await;
    let alone = Service::open(database::config(programme.folder.path()).await, programme.clock.clone()).await;
    let alone = officer.at(router(Arc::new(alone.unwrap())));
    let probes: Vec<Manifest> = (0..searches)
        .map(|turn| manifest_of_ten(&programme, FIRST + turn * (people * 2 / searches).max(1), 1))
        .collect();

    let (nobody, _) = search(&officer, &probes[0]).await;
    assert_eq!(nobody.encounter.status, EncounterStatus::Incomplete, "nobody is there");
    assert_eq!(
        (nobody.encounter.answer.incomplete[0].searched, nobody.encounter.answer.searched[0].people),
        (0, 0)
    );

    let mut matchers: Vec<Matcher> =
        ["one", "two", "three"].iter().map(|name| Matcher::start(name, &nats, &key)).collect();
    let loaded = whole_again(&officer, &probes[0]).await;
    let memory: Vec<f64> = matchers.iter().filter_map(Matcher::resident_mib).collect();

    let (mut by_one, mut by_three, mut alone_found) = (Vec::new(), Vec::new(), Vec::new());
    search(&alone, &probes[0]).await;
    for probe in &probes {
        let (one, took) = search(&alone, probe).await;
        by_one.push(took);
        let (three, took) = search(&officer, probe).await;
        by_three.push(took);
        assert!(three.encounter.answer.incomplete.is_empty(), "every part is there");
        is_honest(&three, &one.encounter.answer);
        alone_found.push(one.encounter.answer);
    }
    let leads: usize = alone_found.iter().map(|answer| answer.leads.len()).sum();
    assert!(leads as u64 >= searches / 3, "half of those searched for are listed: {leads}");

    // One is killed while searches go on.
    drop(matchers.remove(1));
    let lost = Instant::now();
    let (mut during, mut incomplete) = (Vec::new(), 0);
    let recovered = loop {
        let turn = during.len() % probes.len();
        let (receipt, took) = search(&officer, &probes[turn]).await;
        during.push(took);
        is_honest(&receipt, &alone_found[turn]);
        match receipt.encounter.answer.incomplete.first() {
            Some(part) => {
                assert!(part.searched > 0, "two are still there");
                incomplete += 1;
            }
            None => break lost.elapsed(),
        }
        assert!(lost.elapsed() < Duration::from_secs(240), "the others do not take over");
    };
    assert!(incomplete > 0, "it was noticed");

    // Another joins; nothing is missing meanwhile.
    matchers.push(Matcher::start("four", &nats, &key));
    let joined = Instant::now();
    let mut while_joining = Vec::new();
    while joined.elapsed() < Duration::from_secs(8) {
        let turn = while_joining.len() % probes.len();
        let (receipt, took) = search(&officer, &probes[turn]).await;
        assert!(receipt.encounter.answer.incomplete.is_empty(), "a part was let go of too early");
        is_honest(&receipt, &alone_found[turn]);
        while_joining.push(took);
    }
    let memory_of_joined = matchers.last().and_then(Matcher::resident_mib);

    // The very next search after a change finds by it.
    let manager = programme.browser(MANAGER_1).await;
    let sought = alone_found.iter().position(|answer| !answer.leads.is_empty()).unwrap();
    let best = alone_found[sought].leads[0].entry;
    let why = serde_json::json!({ "reason": "the warrant was lifted" });
    manager.post(&format!("/api/entries/{best}/withdrawal"), &why).await.json::<EntryView>();
    let (after, _) = search(&officer, &probes[sought]).await;
    assert!(after.encounter.answer.incomplete.is_empty());
    assert!(after.encounter.answer.leads.iter().all(|lead| lead.entry != best));

    matchers.clear();
    let (none, _) = search(&officer, &probes[0]).await;
    assert_eq!(
        (none.encounter.status, none.encounter.answer.incomplete[0].searched),
        (EncounterStatus::Incomplete, 0)
    );
    librarian.abort();

    let joined_mib = memory_of_joined.map_or("-".into(), |mib| format!("{mib:.0}"));
    println!("{people} people x 10 fingers, 3 matchers of one thread each, {} parts", LAYOUT.parts);
    println!("  every part held after {:.1} s; resident {memory:.0?} MiB", loaded.as_secs_f64());
    println!("  an encounter with its search, ms            p50      p95   searches");
    for (what, times) in [
        ("one process, two threads", &mut by_one),
        ("three matchers", &mut by_three),
        ("while one is lost", &mut during),
        ("while another joins", &mut while_joining),
    ] {
        let (half, most) = (percentile(times, 0.5), percentile(times, 0.95));
        println!("  {what:<36} {half:>10.1} {most:>8.1} {:>10}", times.len());
    }
    println!("  {searches} searches, {leads} leads: the same leads with the same scores");
    println!(
        "  whole again {:.1} s after one was killed; {incomplete} answers said what was missing",
        recovered.as_secs_f64()
    );
    println!("  the one that joined holds {joined_mib} MiB after 8 s");
}

//! Devices follow lists by their changes.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, header};
use fingerprint::FingerPosition;
use gallery::{PersonId, Shard};
use policy::{Category, Country};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::json;
use server::Subject;
use server::watch::{NewEntry, NewPrint};
use wire::audit::AuditEvent;
use wire::list::{
    Changes, Following, ListInfo, ListKey, SIGNATURE_HEADER, signed_statement, take_severities,
};
use wire::watchlist::{ChangeStep, EntryDraft, EntryView, Holder, WatchlistView};
use wire::{Code, EntryId, ListId, Timestamp};

use crate::browser::{Answer, Browser};
use crate::programme::{
    AUDITOR, MANAGER_1, MANAGER_2, OFFICER, Programme, draft, listed, sha256, site_policy,
};

/// A device that follows one list.
struct Device {
    browser: Browser,
    key: String,
    list: ListInfo,
    shard: Shard,
    severities: BTreeMap<EntryId, u8>,
}

impl Device {
    async fn with_a_copy(programme: &Programme) -> Self {
        let browser = programme.browser(OFFICER).await;
        let key = browser.get("/api/lists/key").await.json::<ListKey>().key;
        let list = browser.get("/api/lists").await.json::<Vec<ListInfo>>().remove(0);
        let answer = browser.get(&format!("/api/lists/{}/copy", list.id)).await;
        let number = |name: &str| answer.headers[name].to_str().unwrap().parse::<i64>().unwrap();
        let list = ListInfo {
            version: number("umbral-list-version").cast_unsigned(),
            as_of: Timestamp(number("umbral-list-as-of")),
            ..list
        };
        assert!(is_signed(&key, &answer, Some(&list)));
        let mut bytes = answer.body;
        let severities = take_severities(&mut bytes).unwrap().into_iter().collect();
        Self { browser, key, list, shard: Shard::from_bytes(bytes).unwrap(), severities }
    }

    async fn ask(&self, more: &str) -> Answer {
        let path = format!("/api/lists/{}/changes?since={}{more}", self.list.id, self.list.version);
        self.browser.get(&path).await
    }

    /// Applies what changed; how many pages that were.
    async fn follow(&mut self) -> usize {
        let (mut pages, mut more) = (0, String::new());
        loop {
            let answer = self.ask(&more).await;
            assert!(is_signed(&self.key, &answer, None));
            let page = page(&answer);
            pages += 1;
            self.apply(&page);
            match page.next {
                Some(next) => more = format!("&version={}&entry={}", next.version, next.entry),
                None => {
                    self.list = page.list;
                    return pages;
                }
            }
        }
    }

    fn apply(&mut self, page: &Changes) {
        for entry in &page.left {
            self.shard.remove(&PersonId(entry.0.into_bytes()));
            self.severities.remove(entry);
        }
        for entered in &page.entered {
            let prints: Vec<_> = entered
                .prints
                .iter()
                .map(|(position, template)| {
                    (*position, fingerprint::Template::from_bytes(&template.0).unwrap())
                })
                .collect();
            self.shard.insert(PersonId(entered.entry.0.into_bytes()), &prints);
            self.severities.insert(entered.entry, entered.severity);
        }
    }
}

fn page(answer: &Answer) -> Changes {
    match answer.json() {
        Following::Changes(page) => page,
        Following::FarBehind => unreachable!("the device is not far behind"),
    }
}

fn is_signed(key: &str, answer: &Answer, copy_of: Option<&ListInfo>) -> bool {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let signature = hex(answer.headers[SIGNATURE_HEADER].to_str().unwrap());
    let statement = signed_statement(copy_of, &sha256(&answer.body));
    UnparsedPublicKey::new(&ED25519, hex(key)).verify(&statement, &signature).is_ok()
}

async fn enrol(programme: &Programme, seeds: std::ops::Range<u64>) -> Vec<EntryId> {
    let people = seeds.map(|seed| listed(seed, false)).collect();
    programme.service.enrol(Country::MADE_UP, "Wanted", people, "test").await.unwrap()
}

async fn withdraw(programme: &Programme, id: EntryId) {
    let manager = programme.browser(MANAGER_1).await;
    let why = json!({ "reason": "the warrant was lifted" });
    let answer = manager.post(&format!("/api/entries/{id}/withdrawal"), &why).await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

#[tokio::test]
async fn a_device_that_follows_holds_what_a_fresh_copy_holds() {
    let programme = Programme::new().await;
    let mut device = Device::with_a_copy(&programme).await;
    let entered = enrol(&programme, 3000..3005).await;
    withdraw(&programme, programme.listed[2]).await;
    withdraw(&programme, entered[1]).await;
    programme.service.erase(Subject::Entry(programme.listed[7]), "court order", "test").await.unwrap();

    assert_eq!(device.follow().await, 1);
    let fresh = Device::with_a_copy(&programme).await;
    assert_eq!(device.list, fresh.list);
    assert_eq!(device.severities, fresh.severities);
    assert_eq!(device.shard.people(), 12 + 5 - 3);
    assert_eq!(fresh.shard.people(), 14);
    assert!(!device.severities.contains_key(&programme.listed[7]), "an erased person leaves devices too");
    assert_eq!(device.follow().await, 1, "again changes nothing");
    assert_eq!(device.severities, fresh.severities);
}

#[tokio::test]
async fn changes_come_in_pages_that_may_break_off_and_go_on() {
    let programme = Programme::new().await;
    enrol(&programme, 4000..4300).await;
    let mut device = Device::with_a_copy(&programme).await;
    enrol(&programme, 4300..4430).await;
    // The link breaks after the first page, while the list goes on changing.
    let first = page(&device.ask("").await);
    assert_eq!((first.entered.len(), first.since), (100, device.list.version));
    device.apply(&first);
    withdraw(&programme, first.entered[0].entry).await;
    let next = first.next.unwrap();
    let more = format!("&version={}&entry={}", next.version, next.entry);
    let last = page(&device.ask(&more).await);
    assert_eq!((last.entered.len(), last.left.len(), last.next), (30, 1, None));
    device.apply(&last);
    device.list = last.list;
    let fresh = Device::with_a_copy(&programme).await;
    assert_eq!((device.list, device.severities), (fresh.list, fresh.severities));
}

#[tokio::test]
async fn a_device_far_behind_is_told_to_take_a_whole_copy() {
    let programme = Programme::new().await;
    let mut device = Device::with_a_copy(&programme).await;
    enrol(&programme, 5000..5250).await;
    assert_eq!(device.ask("").await.json::<Following>(), Following::FarBehind);
    device.list.version = 0;
    assert_eq!(device.ask("").await.json::<Following>(), Following::FarBehind, "nothing is held");
    device.list.version = 99;
    let refused = device.ask("").await.problem();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("since")));
}

#[tokio::test]
async fn a_page_with_any_bit_changed_is_not_signed_any_more() {
    let programme = Programme::new().await;
    let device = Device::with_a_copy(&programme).await;
    withdraw(&programme, programme.listed[0]).await;
    let mut answer = device.ask("").await;
    assert!(is_signed(&device.key, &answer, None));
    for at in 0..answer.body.len() {
        answer.body[at] ^= 1;
        assert!(!is_signed(&device.key, &answer, None), "byte {at}");
        answer.body[at] ^= 1;
    }
    assert!(!is_signed(&device.key, &answer, Some(&device.list)), "nor is it a copy");
}

#[tokio::test]
async fn changes_hold_templates_pseudonyms_and_severities_and_nothing_else_and_come_compressed() {
    let programme = Programme::new().await;
    let device = Device::with_a_copy(&programme).await;
    enrol(&programme, 6000..6020).await;
    let plain = device.ask("").await;
    for word in ["smuggling", "Prosecutor", "extension 100", "Somebody Listed", "Arrest"] {
        assert!(!plain.text().contains(word), "a page of changes holds no {word}");
    }
    let path = format!("/api/lists/{}/changes?since={}", device.list.id, device.list.version);
    let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    let packed = device.browser.send(request).await;
    assert_eq!(packed.headers[header::CONTENT_ENCODING], "gzip");
    assert!(packed.body.len() * 10 < plain.body.len() * 9, "{} {}", packed.body.len(), plain.body.len());
}

#[tokio::test]
async fn a_hundred_changed_people_of_ten_fingers_are_one_page_of_some_hundred_kilobytes() {
    let programme = Programme::new().await;
    let device = Device::with_a_copy(&programme).await;
    let people = (6100..6200).map(ten_fingers).collect();
    programme.service.enrol(Country::MADE_UP, "Wanted", people, "test").await.unwrap();
    let plain = device.ask("").await;
    assert_eq!(page(&plain).entered.len(), 100);
    let path = format!("/api/lists/{}/changes?since={}", device.list.id, device.list.version);
    let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    let packed = device.browser.send(request).await;
    println!(
        "100 changed entries of ten fingers: {} bytes, {} compressed",
        plain.body.len(),
        packed.body.len()
    );
    assert!(packed.body.len() < 500_000, "{}", packed.body.len());
}

fn ten_fingers(seed: u64) -> NewEntry {
    let mut person = listed(seed, false);
    let one = person.prints.remove(0);
    person.prints = (1..=10)
        .map(|code| {
            let position = FingerPosition::try_from(code).unwrap();
            NewPrint {
                position,
                quality: one.quality.clone(),
                ppi: one.ppi,
                width: one.width,
                height: one.height,
                template: synthetic::template(synthetic::Person { seed }.finger(position)),
                image: None,
            }
        })
        .collect();
    person
}

#[tokio::test]
async fn an_active_entry_that_is_put_into_another_category_reaches_devices_with_its_new_severity() {
    let programme = Programme::new().await;
    let (first, second) = (programme.browser(MANAGER_1).await, programme.browser(MANAGER_2).await);
    let list = programme.list().await;
    let mut terms = first.get("/api/watchlists").await.json::<Vec<WatchlistView>>().remove(0).terms;
    terms.owner = "Prosecutor".into();
    terms.legal_basis = "Statute 7".into();
    terms.categories.push(Category { name: "Escaped".into(), severity: 4, ..terms.categories[0].clone() });
    first.put_json(&format!("/api/watchlists/{list}"), &terms).await.json::<WatchlistView>();
    let entry = programme.published(6300).await;
    let id = entry.summary.id;
    let mut device = Device::with_a_copy(&programme).await;
    assert_eq!(device.severities[&id], 3);

    let mut words = draft(6300).words;
    words.category = "Escaped".into();
    words.instructions = "Call extension 200.".into();
    let keep = entry.prints_held.iter().map(|print| print.id).collect();
    let path = format!("/api/entries/{id}");
    first.put_json(&path, &EntryDraft { words, keep, add: vec![] }).await.json::<EntryView>();
    device.follow().await;
    assert!(!device.severities.contains_key(&id), "what nobody has validated is on no device");
    second.post(&format!("{path}/validation"), &()).await.json::<EntryView>();
    first.post(&format!("{path}/publication"), &()).await.json::<EntryView>();
    device.follow().await;
    assert_eq!(device.severities[&id], 4);
}

#[tokio::test]
async fn a_category_that_weighs_more_or_says_something_else_does_so_for_its_active_entries_at_once() {
    let programme = Programme::new().await;
    let (manager, list) = (programme.browser(MANAGER_1).await, programme.list().await);
    let mut terms = manager.get("/api/watchlists").await.json::<Vec<WatchlistView>>().remove(0).terms;
    terms.owner = "Prosecutor".into();
    terms.legal_basis = "Statute 7".into();
    let path = format!("/api/watchlists/{list}");
    manager.put_json(&path, &terms).await.json::<WatchlistView>();
    let plain = programme.published(6400).await.summary.id;
    let mut with_own = draft(6401);
    with_own.words.instructions = "Call nobody but extension 7.".into();
    let entries = format!("{path}/entries");
    let own = manager.post(&entries, &with_own).await.json::<EntryView>().summary.id;
    let second = programme.browser(MANAGER_2).await;
    second.post(&format!("/api/entries/{own}/validation"), &()).await.json::<EntryView>();
    manager.post(&format!("/api/entries/{own}/publication"), &()).await.json::<EntryView>();
    let read = async |id| manager.get(&format!("/api/entries/{id}")).await.json::<EntryView>();
    let words_of_own = read(own).await.words.instructions;
    assert_ne!(words_of_own, terms.categories[0].instructions);
    let mut device = Device::with_a_copy(&programme).await;
    assert_eq!((device.severities[&plain], device.severities[&own]), (3, 3));

    terms.categories[0].severity = 4;
    terms.categories[0].instructions = "Call extension 300.".into();
    let changed = manager.put_json(&path, &terms).await.json::<WatchlistView>();
    assert_eq!(changed.version, device.list.version + 1, "one version, whoever many entries it reaches");
    device.follow().await;
    assert_eq!((device.severities[&plain], device.severities[&own]), (4, 4));
    assert_eq!(read(plain).await.words.instructions, "Call extension 300.");
    assert_eq!(read(own).await.words.instructions, words_of_own, "its own");
    let history = read(plain).await.history;
    assert!(
        history.iter().any(|change| change.step == ChangeStep::Category && change.version == changed.version)
    );
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let line = log.iter().find(|line| line.action == "list.change").unwrap();
    assert!(
        line.detail.contains("severity 3 before, 4 now, other instructions; 14 entries"),
        "{}",
        line.detail
    );

    // What reaches no entry makes no version.
    terms.owner = "Prosecutor general".into();
    let same = manager.put_json(&path, &terms).await.json::<WatchlistView>();
    assert_eq!(same.version, changed.version);
}

#[tokio::test]
async fn a_device_in_contact_that_lacks_changes_for_an_hour_is_marked() {
    let programme = Programme::new().await;
    let list = programme.list().await;
    let mut device = Device::with_a_copy(&programme).await;
    let holder = async || {
        let manager = programme.browser(MANAGER_1).await;
        manager.get(&format!("/api/watchlists/{list}/holders")).await.json::<Vec<Holder>>().remove(0)
    };
    assert_eq!((holder().await.behind, holder().await.behind_since), (0, None));
    let since = programme.clock.now();
    enrol(&programme, 7100..7102).await;
    for minutes in (0..60).step_by(5) {
        let holder = holder().await;
        let told = (holder.behind, holder.behind_since, holder.far_behind);
        assert_eq!(told, (2, Some(since), false), "after {minutes} minutes");
        programme.clock.advance_seconds(300);
        device.browser.get("/api/session").await;
    }
    assert!(holder().await.far_behind);
    device.follow().await;
    assert_eq!((holder().await.behind, holder().await.far_behind), (0, false));
}

#[tokio::test]
async fn what_a_sites_rules_keep_on_the_server_does_not_reach_its_devices() {
    let mut rules = site_policy();
    rules.devices.withheld_severities = [3].into();
    let programme = Programme::under(|_| {}, rules).await;
    let mut device = Device::with_a_copy(&programme).await;
    assert_eq!((device.shard.people(), device.severities.len()), (0, 0), "all are of severity 3");
    let mut mild = listed(8000, false);
    mild.particulars.category = "Re-entry ban".into();
    mild.particulars.severity = 2;
    let ids = programme
        .service
        .enrol(Country::MADE_UP, "Wanted", vec![mild, listed(8001, false)], "test")
        .await
        .unwrap();
    device.follow().await;
    assert_eq!(device.severities, [(ids[0], 2)].into());

    let mut rules = site_policy();
    rules.devices.fields.clear();
    let device = Device::with_a_copy(&Programme::under(|_| {}, rules).await).await;
    assert!(device.shard.people() == 12 && device.severities.values().all(|severity| *severity == 0));
}

#[tokio::test]
async fn managers_see_which_device_holds_which_version() {
    let programme = Programme::new().await;
    let list = programme.list().await;
    let holders = async |list: ListId| {
        let manager = programme.browser(MANAGER_1).await;
        manager.get(&format!("/api/watchlists/{list}/holders")).await.json::<Vec<Holder>>()
    };
    assert_eq!(holders(list).await, []);
    let mut device = Device::with_a_copy(&programme).await;
    let [holder] = &holders(list).await[..] else { panic!("one device") };
    assert_eq!((holder.account.as_str(), holder.site.as_str(), holder.version), (OFFICER, "Northgate", 1));
    enrol(&programme, 7000..7001).await;
    assert_eq!(holders(list).await[0].version, 1, "until it asks");
    device.follow().await;
    assert_eq!(holders(list).await[0].version, 2);
    device.browser.delete("/api/session").await;
    assert_eq!(holders(list).await, [], "a session that is over holds nothing");
}

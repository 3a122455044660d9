//! What managers do with lists and entries, and what time does.

use axum::http::StatusCode;
use policy::{Category, EntryState, EntryStep, Missing};
use serde_json::json;
use wire::Code;
use wire::audit::AuditEvent;
use wire::encounter::{EncounterStatus, EncounterView, Receipt};
use wire::hit::Finding;
use wire::list::ListInfo;
use wire::watchlist::{
    ChangeStep, EntriesFound, EntryDraft, EntryPage, EntryView, EntryWords, Terms, WatchlistView,
};

use crate::browser::Browser;
use crate::programme::{
    AUDITOR, LISTED, MANAGER_1, MANAGER_2, OFFICER, Programme, REVIEWER_3, REVIEWER_7, draft,
};

const DAY: i64 = 86_400;

/// Whether a search at this moment leads to somebody.
async fn found(programme: &Programme, officer: &Browser, person: u64) -> bool {
    let by_template = programme.manifest(person, 1).0;
    let manifest = if LISTED.contains(&person) { by_template } else { programme.manifest_as_read(person) };
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    !receipt.encounter.answer.leads.is_empty()
}

fn step(id: wire::EntryId, step: &str) -> String {
    format!("/api/entries/{id}/{step}")
}

#[tokio::test]
async fn an_entry_is_searched_once_a_second_person_has_validated_it_and_it_is_published() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (first, second) = (programme.browser(MANAGER_1).await, programme.browser(MANAGER_2).await);
    let entry = programme.draft(&first, 710).await;
    let id = entry.summary.id;
    assert_eq!((entry.summary.state, &entry.missing[..]), (EntryState::Draft, &[][..]));
    assert_eq!(entry.may, [EntryStep::Revise, EntryStep::Withdraw], "not one's own validation");
    assert!(!found(&programme, &officer, 710).await);

    let own = first.post(&step(id, "validation"), &()).await;
    assert_eq!((own.status, own.code()), (StatusCode::FORBIDDEN, Code::NotAllowed));
    assert_eq!(first.post(&step(id, "publication"), &()).await.code(), Code::Conflict, "not validated yet");

    let entry: EntryView = second.post(&step(id, "validation"), &()).await.json();
    assert_eq!(entry.summary.state, EntryState::Validated);
    assert_eq!(entry.validator.as_deref(), Some(MANAGER_2));
    assert_eq!(entry.summary.valid_until, Some(programme.clock.now().plus_seconds(365 * DAY)));
    assert!(!found(&programme, &officer, 710).await);

    let entry: EntryView = first.post(&step(id, "publication"), &()).await.json();
    assert_eq!(entry.summary.state, EntryState::Active);
    assert!(found(&programme, &officer, 710).await);

    let steps: Vec<_> = entry.history.iter().map(|change| (change.step, change.by.as_str())).collect();
    assert_eq!(
        steps,
        [(ChangeStep::Publish, MANAGER_1), (ChangeStep::Validate, MANAGER_2), (ChangeStep::Draft, MANAGER_1),]
    );
    let versions: Vec<_> = entry.history.iter().map(|change| change.version).collect();
    assert_eq!(versions, [4, 3, 2], "each change has its number");
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for (action, by) in
        [("entry.draft", MANAGER_1), ("entry.validate", MANAGER_2), ("entry.publish", MANAGER_1)]
    {
        let line = log.iter().find(|line| line.action == action).unwrap();
        assert_eq!((line.actor.as_str(), line.object.clone()), (by, format!("entry/{id}")));
    }
}

#[tokio::test]
async fn a_withdrawn_entry_leaves_search_at_once_and_its_old_leads_say_so() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let manager = programme.browser(MANAGER_1).await;
    let id = programme.listed[4];
    let (receipt, hit) = programme.hit_on(&officer, 5).await;
    assert_eq!(receipt.encounter.withdrawn, []);

    let mute = manager.post(&step(id, "withdrawal"), &json!({ "reason": " " })).await.problem();
    assert_eq!((mute.code, mute.field.as_deref()), (Code::Invalid, Some("reason")));
    let why = json!({ "reason": "the warrant was lifted" });
    let entry: EntryView = manager.post(&step(id, "withdrawal"), &why).await.json();
    assert_eq!(entry.summary.state, EntryState::Withdrawn);
    assert_eq!(entry.history[0].reason.as_deref(), Some("the warrant was lifted"));
    assert_eq!(entry.may, []);

    assert!(!found(&programme, &officer, 5).await);
    let view: EncounterView = officer.get(&format!("/api/encounters/{}", receipt.encounter.id)).await.json();
    assert_eq!(view.withdrawn, [id], "an old lead is marked");
    let reviewer = programme.browser(REVIEWER_3).await;
    reviewer.claim(hit).await;
    reviewer.analyse(hit).await;
    assert_eq!(
        reviewer.decide(hit, Finding::Identification, "fourteen points").await.code(),
        Code::Conflict,
        "nobody is identified by it any more"
    );
    for name in [REVIEWER_3, REVIEWER_7] {
        programme.browser(name).await.review(hit, Finding::Inconclusive).await;
    }
    let again = manager.post(&step(id, "publication"), &()).await;
    assert_eq!(again.code(), Code::Conflict, "for good");
}

#[tokio::test]
async fn an_entry_past_its_validation_goes_stale_by_itself_and_comes_back_through_a_second_person() {
    let programme = Programme::new().await;
    let list = programme.list().await;
    let id = programme.published(711).await.summary.id;
    // Ninety days on those enrolled by the fixture have expired; a year on, this one's validation is over.
    let manager = programme.browser(MANAGER_1).await;
    let terms = |days| Terms {
        name: String::new(),
        owner: "Prosecutor".into(),
        legal_basis: "Statute 7".into(),
        categories: vec![Category {
            name: "Wanted for smuggling".into(),
            validation_days: days,
            ..Category::usual().remove(0)
        }],
    };
    let changed = manager.put_json(&format!("/api/watchlists/{list}"), &terms(10)).await;
    assert_eq!(changed.json::<WatchlistView>().terms.name, "Wanted", "a name stays");
    programme.browser(MANAGER_2).await.post(&step(id, "validation"), &()).await.json::<EntryView>();
    let officer = programme.browser(OFFICER).await;
    assert!(found(&programme, &officer, 711).await, "validated again, and in search all the while");

    programme.clock.advance_seconds(10 * DAY - 1);
    let officer = programme.browser(OFFICER).await;
    assert!(found(&programme, &officer, 711).await);
    programme.clock.advance_seconds(1);
    let before: Vec<ListInfo> = officer.get("/api/lists").await.json();
    assert!(!found(&programme, &officer, 711).await, "a stale entry does not alert");
    let manager = programme.browser(MANAGER_1).await;
    let entry: EntryView = manager.get(&format!("/api/entries/{id}")).await.json();
    assert_eq!(entry.summary.state, EntryState::Stale);
    assert_eq!((entry.history[0].step, entry.history[0].by.as_str()), (ChangeStep::Stale, "server"));
    assert_eq!(before[0].people, 12, "the others hold");

    let second = programme.browser(MANAGER_2).await;
    second.post(&step(id, "validation"), &()).await.json::<EntryView>();
    second.post(&step(id, "publication"), &()).await.json::<EntryView>();
    assert!(found(&programme, &programme.browser(OFFICER).await, 711).await);
}

#[tokio::test]
async fn what_is_written_anew_is_a_draft_again_and_out_of_search() {
    let programme = Programme::new().await;
    let entry = programme.published(712).await;
    let officer = programme.browser(OFFICER).await;
    let second = programme.browser(MANAGER_2).await;
    let path = format!("/api/entries/{}", entry.summary.id);
    let words = EntryWords { criterion: "Another warrant".into(), ..draft(712).words };
    let keep = vec![entry.prints_held[0].id];
    let revised: EntryView =
        second.put_json(&path, &EntryDraft { words: words.clone(), keep, add: vec![] }).await.json();
    assert_eq!((revised.summary.state, revised.validator.as_deref()), (EntryState::Draft, None));
    assert_eq!(revised.prints_held, entry.prints_held);
    assert!(!found(&programme, &officer, 712).await);
    let own = second.post(&step(entry.summary.id, "validation"), &()).await;
    assert_eq!(own.code(), Code::NotAllowed, "who wrote it last is its author");

    let bare = EntryDraft { words, keep: vec![], add: vec![] };
    let bare: EntryView = second.put_json(&path, &bare).await.json();
    assert_eq!(bare.missing, [Missing::Print]);
}

#[tokio::test]
async fn what_is_missing_is_named_with_its_remedy_before_anybody_stands_for_it() {
    let programme = Programme::new().await;
    let (first, second) = (programme.browser(MANAGER_1).await, programme.browser(MANAGER_2).await);
    let path = format!("/api/watchlists/{}/entries", programme.list().await);
    let whole = draft(713);
    let now = programme.clock.now();
    for (field, words) in [
        ("sources", EntryWords { sources: vec![" ".into()], ..whole.words.clone() }),
        ("criterion", EntryWords { criterion: String::new(), ..whole.words.clone() }),
        ("evidence_at", EntryWords { evidence_at: None, ..whole.words.clone() }),
        ("evidence_at", EntryWords { evidence_at: Some(now.plus_seconds(1)), ..whole.words.clone() }),
        ("expires_at", EntryWords { expires_at: None, ..whole.words.clone() }),
        ("expires_at", EntryWords { expires_at: Some(now), ..whole.words.clone() }),
    ] {
        let entry: EntryView = first.post(&path, &EntryDraft { words, ..whole.clone() }).await.json();
        assert_eq!(entry.missing.len(), 1, "{field}");
        let refused = second.post(&step(entry.summary.id, "validation"), &()).await.problem();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some(field)));
        assert!(!refused.detail.is_empty());
    }
    let unread = EntryDraft {
        add: vec![wire::watchlist::PrintFile {
            file: wire::Bytes(b"no image".into()),
            ..whole.add[0].clone()
        }],
        ..whole.clone()
    };
    let refused = first.post(&path, &unread).await.problem();
    assert_eq!(refused.field.as_deref(), Some("add[0].file"));
    let nowhere = EntryWords { category: "Of no list".into(), ..whole.words.clone() };
    let refused = first.post(&path, &EntryDraft { words: nowhere, ..whole }).await.problem();
    assert_eq!(refused.field.as_deref(), Some("category"));
}

#[tokio::test]
async fn a_category_that_asks_for_two_sources_gets_them() {
    let programme = Programme::new().await;
    let (first, second) = (programme.browser(MANAGER_1).await, programme.browser(MANAGER_2).await);
    let terms = Terms {
        name: "Gangs".into(),
        owner: "Interior ministry".into(),
        legal_basis: "Statute 9".into(),
        categories: Category::usual(),
    };
    let list: WatchlistView = first.post("/api/watchlists", &terms).await.json();
    assert_eq!(first.post("/api/watchlists", &terms).await.code(), Code::Conflict, "one name, one list");
    let path = format!("/api/watchlists/{}/entries", list.id);
    let mut gang = draft(714);
    gang.words.category = "Gang membership".into();
    let entry: EntryView = first.post(&path, &gang).await.json();
    assert_eq!(entry.missing, [Missing::FurtherSource]);
    assert_eq!(entry.summary.severity, 4);
    let refused = second.post(&step(entry.summary.id, "validation"), &()).await.problem();
    assert_eq!(refused.field.as_deref(), Some("sources"));
    gang.words.sources.push("Prison service".into());
    let entry: EntryView = first.post(&path, &gang).await.json();
    let entry: EntryView = second.post(&step(entry.summary.id, "validation"), &()).await.json();
    assert_eq!(entry.summary.state, EntryState::Validated);
}

#[tokio::test]
async fn a_list_needs_its_owner_its_legal_basis_and_sound_categories() {
    let programme = Programme::new().await;
    let manager = programme.browser(MANAGER_1).await;
    let sound = Terms {
        name: "Re-entry bans".into(),
        owner: "Migration office".into(),
        legal_basis: "Statute 3".into(),
        categories: Category::usual(),
    };
    let with = |change: fn(&mut Category)| {
        let mut terms = sound.clone();
        change(&mut terms.categories[1]);
        terms
    };
    for (field, terms) in [
        ("name", Terms { name: " ".into(), ..sound.clone() }),
        ("owner", Terms { owner: String::new(), ..sound.clone() }),
        ("legal_basis", Terms { legal_basis: String::new(), ..sound.clone() }),
        ("categories", Terms { categories: vec![], ..sound.clone() }),
        ("categories[1].name", with(|category| category.name = "Wanted".into())),
        ("categories[1].severity", with(|category| category.severity = 5)),
        ("categories[1].sources", with(|category| category.sources = 0)),
        ("categories[1].validation_days", with(|category| category.validation_days = 0)),
        ("categories[1].instructions", with(|category| category.instructions.clear())),
    ] {
        let refused = manager.post("/api/watchlists", &terms).await.problem();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some(field)));
    }
    assert!(manager.post("/api/watchlists", &sound).await.status.is_success());
}

#[tokio::test]
async fn entries_are_read_by_state_in_pages_and_the_calendar_counts_them() {
    let programme = Programme::new().await;
    let manager = programme.browser(MANAGER_1).await;
    let list = programme.list().await;
    let drafted = programme.draft(&manager, 715).await.summary.id;
    let many = (0..45).map(|seed| crate::programme::listed(2000 + seed, false)).collect();
    programme.service.enrol(policy::Country::MADE_UP, "Wanted", many, "test").await.unwrap();

    let path = format!("/api/watchlists/{list}/entries");
    let drafts: EntryPage = manager.get(&format!("{path}?state=draft")).await.json();
    let ids: Vec<_> = drafts.entries.iter().map(|entry| entry.id).collect();
    assert_eq!((ids, drafts.next), (vec![drafted], None));
    let first: EntryPage = manager.get(&format!("{path}?state=active")).await.json();
    assert_eq!(first.entries.len(), 50);
    let next = first.next.unwrap();
    let rest: EntryPage = manager.get(&format!("{path}?state=active&after={next}")).await.json();
    assert_eq!((rest.entries.len(), rest.next), (7, None));

    let lists: Vec<WatchlistView> = manager.get("/api/watchlists").await.json();
    let list = lists.iter().find(|view| view.id == list).unwrap();
    assert_eq!(list.entries[&EntryState::Active], 57);
    assert_eq!(list.entries[&EntryState::Draft], 1);
    assert_eq!(list.due.iter().map(|(_, entries)| entries).sum::<u32>(), 57);
}

#[tokio::test]
async fn without_a_second_person_an_entry_from_the_command_line_is_a_draft() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    for (seed, validator) in [(720, ""), (721, "test")] {
        let mut entry = crate::programme::listed(seed, false);
        entry.particulars.validator = validator.into();
        programme.service.enrol(policy::Country::MADE_UP, "Wanted", vec![entry], "test").await.unwrap();
        let (manifest, _) = programme.manifest(seed, 1);
        let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
        assert_eq!(receipt.encounter.status, EncounterStatus::NoMatch, "validated by {validator:?}");
    }
}

#[tokio::test]
async fn an_active_entry_asks_for_validation_again_only_near_the_end_of_the_last_one() {
    let programme = Programme::new().await;
    let id = programme.published(730).await.summary.id;
    let entry = |view: EntryView| (view.validation_due, view.prints_held[0].image);
    let read = async || {
        let manager = programme.browser(MANAGER_2).await;
        entry(manager.get(&format!("/api/entries/{id}")).await.json())
    };
    assert_eq!(read().await, (false, true));
    // It counts for 200 days at most, but validated it is for 365.
    programme.clock.advance_seconds(190 * DAY);
    assert_eq!(read().await, (false, true));
    let first = programme.browser(MANAGER_1).await;
    let draft = programme.draft(&first, 731).await;
    assert!(draft.validation_due, "a draft is always to be validated");
    let enrolled: EntryView = first.get(&format!("/api/entries/{}", programme.listed[4])).await.json();
    assert!(!enrolled.prints_held[0].image, "a template alone has no picture");
    let gone = first.get(&format!("/api/entries/{}/prints/{}", id, enrolled.prints_held[0].id)).await;
    assert_eq!(gone.code(), Code::NotFound);
}

#[tokio::test]
async fn an_entry_is_found_by_its_reference_or_by_part_of_a_name_and_who_looked_is_on_record() {
    let programme = Programme::new().await;
    let manager = programme.browser(MANAGER_1).await;
    let list = programme.list().await;
    let path = format!("/api/watchlists/{list}/search");
    let mut named = draft(732);
    named.words.subject = "José Núñez del Río".into();
    let entry: EntryView = manager.post(&format!("/api/watchlists/{list}/entries"), &named).await.json();
    let search = async |words: &str| -> EntriesFound {
        manager.post(&path, &json!({ "words": words, "reason": "a letter from the court" })).await.json()
    };
    for words in ["nunez jose", "RÍO", &entry.summary.reference.to_lowercase()] {
        let found = search(words).await;
        let ids: Vec<_> = found.entries.iter().map(|entry| entry.id).collect();
        assert_eq!((ids, found.more), (vec![entry.summary.id], false), "{words}");
    }
    assert_eq!(search("somebody").await.entries.len(), 12);
    assert_eq!(search("nobody").await, EntriesFound { entries: vec![], more: false, searched: 13 });
    for (field, body) in [
        ("words", json!({ "words": " ", "reason": "a letter from the court" })),
        ("reason", json!({ "words": "nunez", "reason": "x" })),
    ] {
        let refused = manager.post(&path, &body).await.problem();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some(field)));
    }
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let line = log.iter().rfind(|line| line.action == "entry.search").unwrap();
    assert_eq!((line.actor.as_str(), line.why.as_str()), (MANAGER_1, "a letter from the court"));
    assert!(line.detail.contains("nunez jose") && line.detail.contains(&entry.summary.reference));
}

#[tokio::test]
async fn the_entries_that_go_stale_in_a_month_can_be_opened() {
    let programme = Programme::new().await;
    let manager = programme.browser(MANAGER_1).await;
    let path = format!("/api/watchlists/{}/entries", programme.list().await);
    programme.published(733).await;
    let now = programme.clock.now();
    let due = async |from: i64, until: i64| -> usize {
        let (from, until) = (now.plus_seconds(from * DAY), now.plus_seconds(until * DAY));
        let path = format!("{path}?state=active&due_from={}&due_until={}", from.0, until.0);
        manager.get(&path).await.json::<EntryPage>().entries.len()
    };
    assert_eq!(due(80, 100).await, 12, "those of the fixture count for ninety days");
    assert_eq!(due(100, 199).await, 0);
    assert_eq!(due(199, 201).await, 1);
}

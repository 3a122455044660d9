//! A partner's folder with its sheet: from the command line, and in pieces from the browser.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use fingerprint::FingerPosition;
use isobio::{FingerMinutiaeRecord, Format, ImpressionType, View};
use policy::{Country, EntryState};
use serde_json::json;
use server::import::Import;
use server::{Service, router};
use synthetic::{Conditions, Difficulty, Person, template_under};
use wire::Code;
use wire::audit::AuditEvent;
use wire::biography::{Biography, NameMatch, NameSearch};
use wire::encounter::Receipt;
use wire::import::{
    Flaw, ImportLine, ImportPage, ImportView, PieceHead, Sampled, Verdict, VerdictKind, Wanted,
};
use wire::watchlist::{EntryPage, EntryView};

use crate::browser::Browser;
use crate::database;
use crate::programme::{
    AUDITOR, MANAGER_1, MANAGER_2, OFFICER, PROGRAMME_MANAGER, Programme, REVIEWER_3, picture,
};

const HEADING: &str = "person,file,finger,category,sources,criterion,evidence,expires\n";
const CATEGORY: &str = "Wanted for smuggling";
/// The day before everything begins, and one that lies ahead.
const EVIDENCE: &str = "2026-11-17";
const EXPIRES: &str = "2027-02-26";

/// A minutiae record of an impression of the person's right index.
fn record_of(person: u64, impression: u64) -> Vec<u8> {
    let finger = Person { seed: person }.finger(FingerPosition::RightIndex);
    let template = template_under(finger, &Conditions::draw(finger.0 ^ impression, Difficulty::Good));
    let resolution = 197.try_into().unwrap();
    let view = View::from_template(
        &template,
        FingerPosition::RightIndex,
        ImpressionType::LivePlain,
        Some(80),
        resolution,
    );
    FingerMinutiaeRecord { views: vec![view] }.write(Format::Iso2005).unwrap()
}

fn row(name: &str) -> String {
    format!("{name},{name}.fmr,2,{CATEGORY},Court,Warrant,{EVIDENCE},{EXPIRES}\n")
}

/// A minutiae record in the folder, and its row.
fn print_of(folder: &Path, person: u64, name: &str, sheet: &mut String) {
    std::fs::write(folder.join(format!("{name}.fmr")), record_of(person, 1)).unwrap();
    sheet.push_str(&row(name));
}

async fn look(programme: &Programme, folder: &Path, sheet: &str) -> Import {
    let of = (folder, sheet.as_bytes());
    programme.service.look_at_import(Country::MADE_UP, "Wanted", of, "test", |_, _| {}).await.unwrap()
}

async fn enrol(programme: &Programme, import: &Import) -> usize {
    programme.service.import(import, ("test", "Manager 9"), |_, _| {}).await.unwrap()
}

fn line<'a>(lines: &'a [ImportLine], name: &str) -> &'a ImportLine {
    lines.iter().find(|line| line.person == name).unwrap()
}

#[tokio::test]
async fn a_preview_says_who_is_accepted_who_is_refused_and_why_and_who_is_there_already() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = HEADING.to_owned();
    print_of(folder.path(), 9000, "new", &mut sheet);
    print_of(folder.path(), 3, "listed", &mut sheet);
    print_of(folder.path(), 9000, "twin", &mut sheet);
    std::fs::write(folder.path().join("empty.png"), picture(1)).unwrap();
    std::fs::write(folder.path().join("words.png"), "no image").unwrap();
    let flawed = [
        ("gone", "gone.png,2,{},Court,Warrant,E,X", Flaw::NoFile),
        ("out", "../sheet.csv,2,{},Court,Warrant,E,X", Flaw::Outside),
        ("nobody", "new.fmr,2,{}, ,Warrant,E,X", Flaw::Source),
        ("why", "new.fmr,2,{},Court, ,E,X", Flaw::Criterion),
        ("over", "new.fmr,2,{},Court,Warrant,E,E", Flaw::Expired),
        ("when", "new.fmr,2,{},Court,Warrant,yesterday,X", Flaw::EvidenceDay),
        ("ahead", "new.fmr,2,{},Court,Warrant,X,X", Flaw::EvidenceAhead),
        ("until", "new.fmr,2,{},Court,Warrant,E,2027-02-30", Flaw::ExpiryDay),
        ("what", "new.fmr,2,Of no list,Court,Warrant,E,X", Flaw::Category),
        ("finger", "new.fmr,11,{},Court,Warrant,E,X", Flaw::Finger),
        ("words", "words.png,2,{},Court,Warrant,E,X", Flaw::Unread),
        ("blank", "empty.png,2,{},Court,Warrant,E,X", Flaw::NoPrint),
    ];
    for (name, rest, _) in &flawed {
        let rest = rest.replace("{}", CATEGORY).replace(",E", &format!(",{EVIDENCE}"));
        writeln!(sheet, "{name},{}", rest.replace(",X", &format!(",{EXPIRES}"))).unwrap();
    }
    let import = look(&programme, folder.path(), &sheet).await;
    let verdict = |name: &str| line(&import.lines, name).verdict.clone();
    assert_eq!(verdict("new"), Verdict::Accepted { prints: 1 });
    let Verdict::OnTheList { listed, reference, score } = verdict("listed") else {
        panic!("{:?}", verdict("listed"))
    };
    assert_eq!((listed, reference), (programme.listed[2], programme.listed[2].reference()));
    assert!(score.get() >= 40.0);
    assert!(matches!(verdict("twin"), Verdict::InTheSheet { other, .. } if other == "new"));
    for ((name, _, flaw), row) in flawed.into_iter().zip(4..) {
        assert_eq!(verdict(name), Verdict::Refused { row, flaw }, "{name}");
    }
    assert_eq!(import.waiting(), 1);
}

#[tokio::test]
async fn what_the_sheet_says_of_name_and_birth_is_the_entrys_and_it_is_found_by_it() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.fmr"), record_of(9500, 1)).unwrap();
    let mut sheet =
        "person,file,finger,names,born,birthplace,category,sources,criterion,evidence,expires\n".to_owned();
    let rest = format!("{CATEGORY},Court,Warrant,{EVIDENCE},{EXPIRES}");
    writeln!(sheet, "one,one.fmr,2,Sen Lwi Jozef; Tijo,about 1990,Jacmel,{rest}").unwrap();
    writeln!(sheet, "when,one.fmr,2,Ana,04.05.1990,,{rest}").unwrap();
    writeln!(sheet, "many,one.fmr,2,{},,,{rest}", ["Ana"; 11].join(";")).unwrap();
    writeln!(sheet, "where,one.fmr,2,Ana,,{},{rest}", "x".repeat(121)).unwrap();
    let import = look(&programme, folder.path(), &sheet).await;
    for (name, row, flaw) in
        [("when", 2, Flaw::Born), ("many", 3, Flaw::Names), ("where", 4, Flaw::Birthplace)]
    {
        assert_eq!(line(&import.lines, name).verdict, Verdict::Refused { row, flaw }, "{name}");
    }
    assert_eq!(enrol(&programme, &import).await, 1);
    let facts = Biography { names: vec!["Joseph Saint-Louis".into()], ..Biography::default() };
    let search = NameSearch { facts, reason: "case 7".into() };
    let found: Vec<NameMatch> = programme.browser(REVIEWER_3).await.post("/api/names", &search).await.json();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].facts.born.unwrap().to_string(), "about 1990");
    assert_eq!(found[0].facts.place, "Jacmel");
    // The redress desk finds records, and learns of nobody that they are on a list.
    let desk = programme.browser(PROGRAMME_MANAGER).await;
    assert!(desk.post("/api/names", &search).await.json::<Vec<NameMatch>>().is_empty());
}

#[tokio::test]
async fn an_import_enrols_whom_it_accepted_and_the_same_again_goes_on_behind_them() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = HEADING.to_owned();
    for person in 9100..9103 {
        print_of(folder.path(), person, &format!("p{person}"), &mut sheet);
    }
    sheet.push_str(&row("late"));
    let import = look(&programme, folder.path(), &sheet).await;
    assert_eq!(enrol(&programme, &import).await, 3);

    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(9101, 1);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.answer.leads.len(), 1, "found by the next search");

    std::fs::write(folder.path().join("late.fmr"), record_of(9104, 1)).unwrap();
    let again = look(&programme, folder.path(), &sheet).await;
    let there: Vec<_> = again.lines.iter().map(|line| line.entry.is_some()).collect();
    assert_eq!(there, [true, true, true, false], "whose file was missing is looked at again");
    assert_eq!(again.waiting(), 1);
    assert_eq!(enrol(&programme, &again).await, 1);
    assert_eq!(enrol(&programme, &again).await, 0);
}

#[tokio::test]
async fn a_batch_that_fails_half_way_leaves_nobody_behind() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = HEADING.to_owned();
    print_of(folder.path(), 9200, "one", &mut sheet);
    print_of(folder.path(), 9201, "two", &mut sheet);
    let import = look(&programme, folder.path(), &sheet).await;
    // The second of the batch cannot become an entry, because there is one of its identifier.
    let mut db = database::connect(programme.folder.path()).await;
    let change = "UPDATE import_line SET entry = (SELECT MIN(id) FROM entry) WHERE place = 1";
    sqlx::query(change).execute(&mut db).await.unwrap();
    assert!(programme.service.import(&import, ("test", ""), |_, _| {}).await.is_err());
    let manager = programme.browser(MANAGER_1).await;
    let path = format!("/api/watchlists/{}/entries", programme.list().await);
    let page: EntryPage = manager.get(&path).await.json();
    assert_eq!(page.entries.len(), 12, "nobody of the batch is in");
}

/// A browser that sends what the server wants, out of files in its hands.
async fn send(browser: &Browser, import: ImportView, file: impl Fn(&str) -> Option<Vec<u8>>) -> ImportView {
    let mut import = import;
    while !import.next.is_empty() {
        import = browser.post_bytes(&pieces(&import), piece(&import.next, &file)).await.json();
    }
    import
}

fn pieces(import: &ImportView) -> String {
    format!("/api/imports/{}/pieces", import.id)
}

fn piece(wanted: &[Wanted], file: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut head = PieceHead { people: vec![], files: vec![], too_large: vec![] };
    let mut bytes = Vec::new();
    for Wanted { place, files } in wanted {
        head.people.push(*place);
        for name in files {
            if let Some(file) = file(name) {
                head.files.push((name.clone(), file.len() as u64));
                bytes.extend(file);
            }
        }
    }
    [serde_json::to_vec(&head).unwrap(), vec![b'\n'], bytes].concat()
}

fn number(name: &str) -> u64 {
    name.trim_end_matches(".fmr").parse().unwrap()
}

async fn begin(programme: &Programme, browser: &Browser, sheet: &str) -> ImportView {
    let path = format!("/api/watchlists/{}/imports", programme.list().await);
    browser.post_bytes(&path, sheet.as_bytes().to_vec()).await.json()
}

#[tokio::test]
async fn from_the_browser_people_are_judged_in_pieces_enrolled_in_batches_and_validated_by_a_second_person() {
    let programme = Programme::new().await;
    let (first, second) = (programme.browser(MANAGER_1).await, programme.browser(MANAGER_2).await);
    let mut sheet = HEADING.to_owned();
    (9300..9320).for_each(|person| sheet.push_str(&row(&person.to_string())));
    let import = begin(&programme, &first, &sheet).await;
    assert_eq!((import.people, import.looked_at(), import.next.len(), import.own), (20, 0, 20, true));
    let path = format!("/api/imports/{}", import.id);
    let act = async |browser: &Browser, what: &str, body: serde_json::Value| {
        browser.post(&format!("{path}/{what}"), &body).await
    };

    // The link breaks after some people; what was judged stays judged, and sent again it changes nothing.
    let records = |name: &str| Some(record_of(number(name), 1));
    let some = piece(&import.next[..8], records);
    let view: ImportView = first.post_bytes(&pieces(&import), some.clone()).await.json();
    assert_eq!((view.looked_at(), view.next[0].place), (8, 8));
    let view: ImportView = first.post_bytes(&pieces(&import), some).await.json();
    assert_eq!(view.looked_at(), 8);
    let early = act(&first, "batches", json!({ "leave_out": true })).await;
    assert_eq!(early.code(), Code::Conflict, "nobody is enrolled before everybody was looked at");

    // Another browser goes on by the same sheet, while the server has forgotten what it held in memory.
    let again = begin(&programme, &first, &sheet).await;
    assert_eq!((again.id, again.looked_at()), (import.id, 8));
    // One is the same person as an earlier one, by another impression; of one the file is missing.
    let view = send(&first, again, |name| match number(name) {
        9318 => Some(record_of(9301, 7)),
        9317 => Some(vec![0; wire::import::LARGEST_FILE + 1]),
        9319 => None,
        person => Some(record_of(person, 1)),
    })
    .await;
    assert_eq!(view.with(VerdictKind::Accepted), 17);
    let page: ImportPage = first.get(&format!("{path}/lines?verdict=in_the_sheet")).await.json();
    assert!(matches!(&page.lines[0].verdict, Verdict::InTheSheet { other, .. } if other == "9301"));
    let page: ImportPage = first.get(&format!("{path}/lines?verdict=refused")).await.json();
    assert_eq!(page.lines[0].verdict, Verdict::Refused { row: 18, flaw: Flaw::TooLarge });
    assert_eq!(page.lines[1].verdict, Verdict::Refused { row: 20, flaw: Flaw::NoFile });
    let asked = act(&first, "batches", json!({ "leave_out": false })).await;
    assert_eq!(asked.code(), Code::Conflict, "who is left out is said first");
    let list = programme.list().await;
    let entries = format!("/api/watchlists/{list}/entries?state=draft");
    assert_eq!(first.get(&entries).await.json::<EntryPage>().entries.len(), 0, "a preview enrols nobody");

    let view: ImportView = act(&first, "batches", json!({ "leave_out": true })).await.json();
    assert_eq!(view.entries.get(&EntryState::Draft), Some(&17));
    assert_eq!(first.get(&entries).await.json::<EntryPage>().entries.len(), 17);

    let own = act(&first, "validations", json!({ "reason": "I looked at the sample" })).await;
    assert_eq!(own.code(), Code::NotAllowed, "nobody validates their own import");
    let sample: Vec<Sampled> = second.get(&format!("{path}/sample")).await.json();
    assert_eq!(sample.len(), 10);
    assert_eq!(sample[0].words.sources, ["Court"]);
    let mute = act(&second, "validations", json!({ "reason": "ok" })).await.problem();
    assert_eq!(mute.field.as_deref(), Some("reason"));
    assert_eq!(act(&second, "publications", json!(null)).await.code(), Code::Conflict, "not validated yet");
    let reason = json!({ "reason": "sample of ten against the court's register" });
    let view: ImportView = act(&second, "validations", reason).await.json();
    assert_eq!((view.entries.get(&EntryState::Validated), view.own), (Some(&17), false));
    let view: ImportView = act(&first, "publications", json!(null)).await.json();
    assert_eq!(view.entries.get(&EntryState::Active), Some(&17));
    let (manifest, _) = programme.manifest(9301, 3);
    let officer = programme.browser(OFFICER).await;
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.answer.leads.len(), 1);

    let entry: EntryView = first.get(&format!("/api/entries/{}", sample[0].summary.id)).await.json();
    assert_eq!(entry.validator.as_deref(), Some(MANAGER_2));
    assert_eq!(entry.history[1].reason.as_deref(), Some("sample of ten against the court's register"));
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    for (action, by) in [
        ("import.begin", MANAGER_1),
        ("import.look", MANAGER_1),
        ("import.read", MANAGER_1),
        ("import.enrol", MANAGER_1),
        ("import.sample", MANAGER_2),
        ("import.validate", MANAGER_2),
        ("import.publish", MANAGER_1),
    ] {
        let line = log.iter().find(|line| line.action == action).unwrap_or_else(|| panic!("{action}"));
        assert_eq!((line.actor.as_str(), line.object.clone()), (by, format!("import/{}", import.id)));
    }
}

/// Whoever stands behind a proxy may reach another server with each piece.
#[tokio::test]
async fn pieces_that_reach_several_servers_in_turn_are_judged_as_by_one() {
    let programme = Programme::new().await;
    let here = programme.browser(MANAGER_1).await;
    let again = Service::open(database::config(programme.folder.path()).await, programme.clock.clone());
    let there = here.at(router(Arc::new(again.await.unwrap())));
    let sheet = (0..6).fold(HEADING.to_owned(), |sheet, person| sheet + &row(&(9600 + person).to_string()));
    let mut import = begin(&programme, &here, &sheet).await;
    // The last three are the first three once more, and the servers take turns.
    let file = |name: &str| Some(record_of(9600 + (number(name) - 9600) % 3, number(name)));
    for turn in 0..6 {
        let browser = if turn % 2 == 0 { &here } else { &there };
        import = browser.post_bytes(&pieces(&import), piece(&import.next[..1], file)).await.json();
    }
    assert!(import.next.is_empty());
    let numbers = |kind| import.verdicts.get(&kind).copied().unwrap_or(0);
    assert_eq!((numbers(VerdictKind::Accepted), numbers(VerdictKind::InTheSheet)), (3, 3));
}

#[tokio::test]
async fn an_import_given_up_or_left_alone_for_a_month_is_forgotten_with_everybody_who_waits() {
    let programme = Programme::new().await;
    let manager = programme.browser(MANAGER_1).await;
    let import = begin(&programme, &manager, &(HEADING.to_owned() + &row("9400"))).await;
    let import = send(&manager, import, |name| Some(record_of(number(name), 1))).await;
    let path = format!("/api/imports/{}", import.id);
    assert_eq!(manager.delete(&path).await.status, axum::http::StatusCode::NO_CONTENT);
    assert_eq!(manager.get(&path).await.code(), Code::NotFound);
    let import = begin(&programme, &manager, &(HEADING.to_owned() + &row("9401"))).await;
    send(&manager, import.clone(), |name| Some(record_of(number(name), 1))).await;
    let path = format!("/api/imports/{}", import.id);
    programme.clock.advance_seconds(30 * 86_400);
    programme.service.forget_imports_left_alone().await.unwrap();
    let manager = programme.browser(MANAGER_1).await;
    assert!(manager.get(&path).await.status.is_success(), "a month is not over");
    programme.clock.advance_seconds(1);
    programme.service.forget_imports_left_alone().await.unwrap();
    assert_eq!(manager.get(&path).await.code(), Code::NotFound);
    let list = programme.list().await;
    let imports = format!("/api/watchlists/{list}/imports");
    assert_eq!(manager.get(&imports).await.json::<Vec<ImportView>>(), []);
    let left = programme.raw_files();
    assert!(left.iter().all(|(path, _)| !path.to_string_lossy().contains("import/")), "the sheet is gone");
}

#[tokio::test]
async fn a_sheet_or_a_piece_that_cannot_be_read_is_refused_with_its_field() {
    let programme = Programme::new().await;
    let manager = programme.browser(MANAGER_1).await;
    let imports = format!("/api/watchlists/{}/imports", programme.list().await);
    for sheet in ["person,file\na,b\n", "[{}]", HEADING, ""] {
        let refused = manager.post_bytes(&imports, sheet.as_bytes().to_vec()).await.problem();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("sheet")), "{sheet:?}");
    }
    let import = begin(&programme, &manager, &(HEADING.to_owned() + &row("9500"))).await;
    let whole = piece(&import.next, |name| Some(record_of(number(name), 1)));
    let cut = whole[..whole.len() - 1].to_vec();
    let longer = [&whole[..], b"x"].concat();
    for bytes in [cut, longer, b"{}\n".to_vec(), b"no head".to_vec(), vec![]] {
        let refused = manager.post_bytes(&pieces(&import), bytes).await.problem();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("piece")));
    }
    let large = vec![b' '; wire::import::LARGEST_PIECE + 1];
    assert_eq!(manager.post_bytes(&pieces(&import), large).await.code(), Code::TooLarge);
}

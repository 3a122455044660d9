//! A partner's folder with its sheet.

use std::fmt::Write as _;
use std::path::Path;

use fingerprint::FingerPosition;
use isobio::{FingerMinutiaeRecord, Format, ImpressionType, View};
use policy::Country;
use server::import::{Import, Verdict};
use synthetic::{Person, template};
use wire::encounter::Receipt;

use crate::programme::{OFFICER, Programme};

const HEADING: &str = "person,file,finger,category,sources,criterion,evidence,expires\n";
const CATEGORY: &str = "Wanted for smuggling";
/// The day before everything begins, and one that lies ahead.
const EVIDENCE: &str = "2026-11-17";
const EXPIRES: &str = "2027-02-26";

/// A minutiae record of the person's right index in the folder, and its row.
fn print_of(folder: &Path, person: u64, name: &str, sheet: &mut String) {
    let template = template(Person { seed: person }.finger(FingerPosition::RightIndex));
    let resolution = 197.try_into().unwrap();
    let view = View::from_template(
        &template,
        FingerPosition::RightIndex,
        ImpressionType::LivePlain,
        Some(80),
        resolution,
    );
    let record = FingerMinutiaeRecord { views: vec![view] };
    std::fs::write(folder.join(format!("{name}.fmr")), record.write(Format::Iso2005).unwrap()).unwrap();
    writeln!(sheet, "{name},{name}.fmr,2,{CATEGORY},Court,Warrant,{EVIDENCE},{EXPIRES}").unwrap();
}

async fn look(programme: &Programme, folder: &Path, sheet: &str) -> Import {
    let of = (folder, sheet.as_bytes());
    programme.service.look_at_import(Country::MADE_UP, "Wanted", of, "Manager 9", |_, _| {}).await.unwrap()
}

#[tokio::test]
async fn a_preview_says_who_is_accepted_who_is_refused_and_why_and_who_is_there_already() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = HEADING.to_owned();
    print_of(folder.path(), 9000, "new", &mut sheet);
    print_of(folder.path(), 3, "listed", &mut sheet);
    print_of(folder.path(), 9000, "twin", &mut sheet);
    for (name, row) in [
        ("gone", format!("gone,gone.png,2,{CATEGORY},Court,Warrant,{EVIDENCE},{EXPIRES}")),
        ("out", format!("out,../sheet.csv,2,{CATEGORY},Court,Warrant,{EVIDENCE},{EXPIRES}")),
        ("nobody", format!("nobody,new.fmr,2,{CATEGORY}, ,Warrant,{EVIDENCE},{EXPIRES}")),
        ("over", format!("over,new.fmr,2,{CATEGORY},Court,Warrant,{EVIDENCE},{EVIDENCE}")),
        ("when", format!("when,new.fmr,2,{CATEGORY},Court,Warrant,yesterday,{EXPIRES}")),
        ("what", format!("what,new.fmr,2,Of no list,Court,Warrant,{EVIDENCE},{EXPIRES}")),
        ("finger", format!("finger,new.fmr,11,{CATEGORY},Court,Warrant,{EVIDENCE},{EXPIRES}")),
    ] {
        writeln!(sheet, "{row}").unwrap();
        assert!(row.starts_with(name));
    }
    let import = look(&programme, folder.path(), &sheet).await;
    let verdict = |name: &str| import.lines.iter().find(|line| line.person == name).unwrap().verdict.clone();
    assert_eq!(verdict("new"), Verdict::Accepted { prints: 1 });
    let Verdict::OnTheList { reference, score } = verdict("listed") else {
        panic!("{:?}", verdict("listed"))
    };
    assert_eq!(reference, programme.listed[2].reference());
    assert!(score.get() >= 40.0);
    assert!(matches!(verdict("twin"), Verdict::InTheSheet { person, .. } if person == "new"));
    for (name, row, column) in [
        ("gone", 4, "file"),
        ("out", 5, "file"),
        ("nobody", 6, "sources"),
        ("over", 7, "expires"),
        ("when", 8, "evidence"),
        ("what", 9, "category"),
        ("finger", 10, "finger"),
    ] {
        let Verdict::Refused { row: at, field, why } = verdict(name) else { panic!("{name} is refused") };
        assert_eq!((at, field), (row, column));
        assert!(!why.is_empty());
    }
    assert_eq!(import.accepted(), 1);
}

#[tokio::test]
async fn an_import_enrols_whom_it_accepted_and_the_same_again_goes_on_behind_them() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = HEADING.to_owned();
    for person in 9100..9103 {
        print_of(folder.path(), person, &format!("p{person}"), &mut sheet);
    }
    let import = look(&programme, folder.path(), &sheet).await;
    assert_eq!(programme.service.import(import, "test", |_, _| {}).await.unwrap(), 3);

    let officer = programme.browser(OFFICER).await;
    let (manifest, _) = programme.manifest(9101, 1);
    let receipt: Receipt = officer.post("/api/encounters", &manifest).await.json();
    assert_eq!(receipt.encounter.answer.leads.len(), 1, "found by the next search");

    let again = look(&programme, folder.path(), &sheet).await;
    assert!(again.lines.iter().all(|line| matches!(line.verdict, Verdict::In { .. })));
    assert_eq!(programme.service.import(again, "test", |_, _| {}).await.unwrap(), 0);
}

#[tokio::test]
async fn a_batch_that_fails_half_way_leaves_nobody_behind() {
    let programme = Programme::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = HEADING.to_owned();
    print_of(folder.path(), 9200, "one", &mut sheet);
    print_of(folder.path(), 9201, "two", &mut sheet);
    // Two runs looked at the same sheet; the second to enrol meets those whom the first has enrolled.
    let (first, second) =
        (look(&programme, folder.path(), &sheet).await, look(&programme, folder.path(), &sheet).await);
    assert_eq!(programme.service.import(first, "test", |_, _| {}).await.unwrap(), 2);
    assert!(programme.service.import(second, "test", |_, _| {}).await.is_err());
    let list = programme.list().await;
    let manager = programme.browser(crate::programme::MANAGER_1).await;
    let page: wire::watchlist::EntryPage =
        manager.get(&format!("/api/watchlists/{list}/entries")).await.json();
    assert_eq!(page.entries.len(), 12 + 2);
}

//! Reports read back as a stranger's program reads them.

#![expect(clippy::unwrap_used, reason = "what cannot be read back fails the test")]

use std::collections::BTreeSet;

use fingerprint::{FingerPosition, Score};
use lopdf::{Document, Object};
use policy::{BaseRate, Reach};
use raster::{Grey, Ppi};
use report::{
    Actor, Alert, CaseFile, CaseReport, Compared, Decision, Document as LaidIn, Encounter, Examiner, Hit,
    Language, Link, LogLine, Note, Print,
};
use wire::case::LinkCause;
use wire::handover::{Contact, HandoverState, HandoverWords};
use wire::hit::{Finding, Outcome, Value};
use wire::session::Role;
use wire::{Sha256, Timestamp};

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn print(position: FingerPosition, image: bool) -> Print {
    let pixels = (0..200 * 260u32).map(|at| if (at / 200 + at % 200) % 9 < 4 { 60 } else { 220 }).collect();
    let image = image.then(|| Grey::new(200, 260, Ppi::new(500), pixels).unwrap());
    Print { position, quality: 71, ppi: 500, image }
}

fn decision(by: Examiner, reason: &str) -> Decision {
    Decision {
        by,
        at: NOW,
        analysis: Some((Value::Sufficient, "clear ridges".into())),
        finding: Finding::Identification,
        reason: reason.into(),
    }
}

fn report(language: Language, prints: usize) -> CaseReport {
    let hit = Hit {
        list: "Wanted".into(),
        list_version: 7,
        people: 12,
        chance_per_hundred_searches: 0.12,
        base_rate: Some(BaseRate::of("People smuggling", 0.12)),
        category: "People smuggling".into(),
        sources: vec!["Prosecutor".into()],
        criterion: "Arrest warrant".into(),
        opened_at: NOW,
        outcome: Outcome::Identification,
        taken_back: None,
        decisions: vec![
            decision(Examiner::FirstReviewer, "Twelve points agree (core and delta)."),
            decision(Examiner::SecondReviewer, "Núñez: señales inequívocas en el núcleo."),
        ],
        compared: vec![Compared {
            by: Examiner::FirstReviewer,
            probe: print(FingerPosition::RightIndex, true),
            reference: print(FingerPosition::RightIndex, true),
            score: Some(Score::new(87.0)),
            pairs: vec![((60.0, 70.0), (62.0, 75.0)), ((120.0, 180.0), (124.0, 181.0))],
        }],
    };
    let encounter = Encounter {
        reference: "7F3K-92QD".into(),
        site: "Northgate".into(),
        sealed_at: NOW,
        prints: FingerPosition::TEN.into_iter().cycle().take(prints).map(|each| print(each, true)).collect(),
        hits: vec![hit],
        names: vec!["Amelia Robles".into()],
        frozen: None,
        open_hits: 0,
        alerts: vec![],
    };
    CaseReport {
        language,
        reference: "7F3K-92QD".into(),
        made_at: NOW,
        made_by: "Supervisor 2".into(),
        encounters: vec![encounter],
        file: None,
        log: vec![LogLine {
            seq: 41,
            at: NOW,
            by: Actor::Person(Role::Reviewer),
            action: "hit.decide".into(),
            object: "hit/0190".into(),
            why: "review of a hit".into(),
            hash: "ab".repeat(32),
        }],
    }
}

/// The text of every page, on one line each.
fn texts(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    pages.into_iter().map(|page| flat(document.extract_text(&[page]).unwrap())).collect()
}

fn images(pdf: &[u8]) -> usize {
    let document = Document::load_mem(pdf).unwrap();
    let is_image = |object: &Object| {
        let Object::Stream(stream) = object else { return false };
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    };
    document.objects.values().filter(|object| is_image(object)).count()
}

#[test]
fn who_decided_what_and_why_reads_back_with_every_accent() {
    let all = texts(&report(Language::English, 2).to_pdf()).join(" ");
    for said in [
        "Case report 7F3K-92QD",
        "A score is a lead, never an identity.",
        "Identification, by two people independently",
        "First reviewer, 2026-11-18 11:06 UTC",
        "Twelve points agree (core and delta).",
        "Núñez: señales inequívocas en el núcleo.",
        "2 points charted by First reviewer",
        "score 87",
        "A score is a lead, never an identity: people decided",
        "In 21000 searches chance alone brings up about 25 people who only look alike; of 21000 people searched in the programme's published year 24 belonged to this category",
        "41 · 2026-11-18 11:06 UTC · reviewer · hit.decide",
    ] {
        assert!(all.contains(said), "{said} is not in: {all}");
    }
}

#[test]
fn every_image_is_in_it_once_and_one_that_is_not_held_is_named() {
    assert_eq!(images(&report(Language::English, 5).to_pdf()), 5 + 2);
    let mut without = report(Language::Spanish, 1);
    without.encounters[0].prints[0].image = None;
    let pdf = without.to_pdf();
    assert_eq!(images(&pdf), 2);
    assert!(texts(&pdf).join(" ").contains("No se guarda ninguna imagen."));
}

#[test]
fn every_page_says_which_it_is_and_what_a_score_is_not() {
    let pages = texts(&report(Language::Spanish, 20).to_pdf());
    assert!(pages.len() > 2, "{}", pages.len());
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Página {} de {}", at + 1, pages.len())), "{page}");
        assert!(page.contains("nunca una identidad"), "{page}");
    }
    let distinct: BTreeSet<&String> = pages.iter().collect();
    assert_eq!(distinct.len(), pages.len());
}

/// A case of two encounters, one of them frozen.
fn whole_case() -> CaseReport {
    let mut report = report(Language::English, 2);
    report.reference = "AB12-CD34".into();
    report.encounters[0].alerts = vec![Alert {
        category: "People smuggling".into(),
        raised_at: NOW,
        further: vec![(Reach::Supervisors, NOW)],
        acknowledged_at: Some(NOW),
        taken_back: Some((NOW, "the deltas differ".into())),
        handover: Some(HandoverWords {
            state: HandoverState::Done,
            authority: Contact { name: "State police".into(), phone: "555 0142".into() },
            legal_basis: "Warrant 12/2026".into(),
            at: Some(NOW),
            ..HandoverWords::default()
        }),
    }];
    report.encounters[0].open_hits = 1;
    let mut frozen = report.encounters[0].clone();
    frozen.reference = "FR02-2222".into();
    frozen.frozen = Some(NOW);
    frozen.names = vec!["Never Told".into()];
    report.encounters.push(frozen);
    let sha256 = Sha256::from_digest(&[7; 32]);
    report.file = Some(CaseFile {
        links: vec![Link {
            encounter: "7F3K-92QD".into(),
            cause: LinkCause::Merge,
            at: NOW,
            reason: "the court holds them for one".into(),
            ended: Some((NOW, "ZZ99-ZZ99".into(), "the court was wrong".into())),
        }],
        notes: vec![Note { at: NOW, by: Some(Role::Supervisor), text: "Saw the consul.".into() }],
        documents: vec![LaidIn { name: "warrant.pdf".into(), sha256, bytes: 1234, at: NOW }],
    });
    report
}

#[test]
fn a_whole_case_tells_how_it_is_linked_what_was_alerted_where_the_person_went_and_what_lies_in_it() {
    let all = texts(&whole_case().to_pdf()).join(" ");
    for said in [
        "Alert: People smuggling",
        "to the site's supervisors, 2026-11-18 11:06 UTC",
        "2026-11-18 11:06 UTC: the deltas differ",
        "Hand-over done",
        "To whom State police",
        "Warrant 12/2026",
        "Hits under review 1",
        "merged by a supervisor, 2026-11-18 11:06 UTC: the court holds them for one",
        "ended; moved to case ZZ99-ZZ99",
        "Saw the consul.",
        "warrant.pdf",
        &format!("SHA-256 {}", "07".repeat(32)),
    ] {
        assert!(all.contains(said), "{said} is not in: {all}");
    }
    assert!(all.contains("keeps this record frozen") && !all.contains("Never Told"), "a frozen record");
}

#[test]
fn the_contents_name_the_page_on_which_each_part_begins() {
    let pages = texts(&whole_case().to_pdf());
    let contents = &pages[0][pages[0].find("Contents:").unwrap()..];
    for title in [
        "Encounter 7F3K-92QD",
        "Encounter FR02-2222",
        "How the encounters are linked",
        "Notes",
        "Documents",
        "What the audit log says",
    ] {
        let at = contents.find(&format!("{title} p. ")).unwrap_or_else(|| panic!("{title}: {contents}"));
        let number = &contents[at + title.len() + 4..];
        let number: usize = number.split(' ').next().unwrap().parse().unwrap();
        assert!(pages[number - 1].contains(title), "{title} is not on page {number}");
    }
}

#[test]
fn no_name_in_another_script_is_changed_without_a_word() {
    let mut report = report(Language::English, 1);
    report.encounters[0].names = ["Наталья", "محمد علي", "ნინო ბერიძე", "王小明"].map(String::from).into();
    let all = texts(&report.to_pdf()).join(" ");
    for said in [
        "Natal'ya [written in Cyrillic: shown in the portal",
        "[written in Arabic:",
        "nino beridze [written in Georgian:",
        "WangXiaoMing [written in Chinese:",
    ] {
        assert!(all.contains(said), "{said} is not in: {all}");
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    assert_eq!(report(Language::English, 3).to_pdf(), report(Language::English, 3).to_pdf());
}

#[test]
fn a_report_of_nothing_is_a_report() {
    let nothing = CaseReport { encounters: vec![], log: vec![], ..report(Language::English, 0) };
    assert!(texts(&nothing.to_pdf())[0].contains("Nothing."));
}

#[test]
fn words_without_end_and_pictures_without_pixels_harm_nothing() {
    let mut odd = report(Language::English, 1);
    odd.encounters[0].hits[0].decisions[0].reason = "x".repeat(8000);
    odd.encounters[0].hits[0].compared[0].pairs = vec![((f32::MAX, -1.0), (f32::NAN, 0.0))];
    assert!(texts(&odd.to_pdf()).len() > 2);
}

//! Reports read back as a stranger's program reads them.

#![expect(clippy::unwrap_used, reason = "what cannot be read back fails the test")]

use std::collections::BTreeSet;

use fingerprint::FingerPosition;
use lopdf::{Document, Object};
use raster::{Grey, Ppi};
use report::{CaseReport, Compared, Decision, Encounter, Hit, Language, LogLine, Print};
use wire::Timestamp;
use wire::hit::{Finding, Outcome, Value};

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn print(position: FingerPosition, image: bool) -> Print {
    let pixels = (0..200 * 260u32).map(|at| if (at / 200 + at % 200) % 9 < 4 { 60 } else { 220 }).collect();
    let image = image.then(|| Grey::new(200, 260, Ppi::new(500), pixels).unwrap());
    Print { position, quality: 71, ppi: 500, image }
}

fn decision(by: &str, reason: &str) -> Decision {
    Decision {
        by: by.into(),
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
        category: "People smuggling".into(),
        sources: vec!["Prosecutor".into()],
        criterion: "Arrest warrant".into(),
        opened_at: NOW,
        outcome: Outcome::Identification,
        taken_back: None,
        decisions: vec![
            decision("Reviewer 3", "Twelve points agree (core and delta)."),
            decision("Reviewer 7", "Núñez: señales inequívocas en el núcleo."),
        ],
        compared: vec![Compared {
            by: "Reviewer 3".into(),
            probe: print(FingerPosition::RightIndex, true),
            reference: print(FingerPosition::RightIndex, true),
            score: Some(87.0),
            pairs: vec![((60.0, 70.0), (62.0, 75.0)), ((120.0, 180.0), (124.0, 181.0))],
        }],
    };
    let encounter = Encounter {
        reference: "7F3K-92QD".into(),
        site: "Northgate".into(),
        sealed_at: NOW,
        prints: FingerPosition::TEN.into_iter().cycle().take(prints).map(|each| print(each, true)).collect(),
        hits: vec![hit],
    };
    CaseReport {
        language,
        reference: "7F3K-92QD".into(),
        made_at: NOW,
        made_by: "Supervisor 2".into(),
        encounters: vec![encounter],
        log: vec![LogLine {
            seq: 41,
            at: NOW,
            by: "Reviewer 3".into(),
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
        "1. Reviewer 3, 2026-11-18 11:06 UTC",
        "Twelve points agree (core and delta).",
        "Núñez: señales inequívocas en el núcleo.",
        "2 points charted by Reviewer 3",
        "41 · 2026-11-18 11:06 UTC · Reviewer 3 · hit.decide",
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

//! What a report holds, on synthetic prints.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot make its data should fail")]

use std::collections::BTreeSet;

use explanation::{ExplainedPair, ExplainedPrint, File, Named, Stated, findings, picture, report};
use fingerprint::{Probe, Reference, Step, compare, extract};
use raster::Ppi;
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

fn print(finger: u64, time: u64) -> raster::Grey {
    impression(&Master::grow(FingerSeed(finger)), &Conditions::draw(time, Difficulty::Good))
}

fn explained(finger: u64, time: u64) -> ExplainedPrint {
    ExplainedPrint::of(&print(finger, time), Ppi::P500).unwrap()
}

fn files() -> Vec<File> {
    let (probe, reference) = (explained(1, 1), explained(1, 2));
    let named = |name, print| Named { name, print, stated: Stated::File };
    report(&named("<probe>.png", &probe), Some(&named("b.png", &reference))).unwrap()
}

fn text(files: &[File], name: &str) -> String {
    let file = files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no {name}"));
    String::from_utf8(file.content.clone()).unwrap()
}

#[test]
fn what_is_shown_is_what_extraction_and_comparison_give() {
    let (a, b) = (explained(1, 1), explained(1, 2));
    assert_eq!(a.extraction, extract(&print(1, 1), Ppi::P500).unwrap());
    let kept = a.found.iter().filter(|minutia| minutia.removed.is_none()).count();
    assert_eq!(kept, a.extraction.template.minutiae().len());
    assert_eq!(kept + a.dropped().count(), a.found.len());
    let sides = (Probe::new(&a.extraction.template), Reference::new(&b.extraction.template));
    let pair = ExplainedPair::of(&a, &b);
    assert_eq!(pair.comparison, compare(&sides.0, &sides.1));
    assert!(pair.likely.windows(2).all(|two| two[0].likeness >= two[1].likeness));
}

#[test]
fn a_descriptors_places_lie_around_its_minutia() {
    let print = explained(3, 1);
    let minutiae = print.extraction.template.minutiae();
    assert_eq!(print.surroundings.len(), minutiae.len());
    let mut parallel = 0.0;
    for (minutia, points) in minutiae.iter().zip(&print.surroundings) {
        assert!(points.iter().all(|point| (point.x - minutia.x_px()).hypot(point.y - minutia.y_px()) < 80.0));
        assert!(points.iter().all(|point| point.on_print || point.ridges.is_none()));
        // Next to a minutia the ridges run as it points, but for those at a core.
        let near = points.iter().find_map(|point| point.ridges).unwrap();
        parallel += (2.0 * (near - minutia.direction_rad())).cos() / minutiae.len() as f32;
    }
    assert!(parallel > 0.7, "{parallel}");
}

#[test]
fn every_step_is_a_picture_of_the_whole_print() {
    let print = explained(2, 1);
    for step in [
        Step::Resampled,
        Step::Evened,
        Step::Orientation,
        Step::Coherence,
        Step::Mask,
        Step::Period,
        Step::Enhanced,
        Step::Phase,
        Step::Skeleton,
    ] {
        let picture = picture(&print, step).unwrap();
        assert_eq!(picture.width * print.height as usize, picture.height * print.width as usize, "{step:?}");
        let (png, _) = raster::decode(&picture.to_png().unwrap()).unwrap();
        let greys: BTreeSet<u8> = png.pixels().iter().copied().collect();
        assert!(greys.len() > 10, "{step:?} shows something");
    }
}

#[test]
fn the_page_names_only_files_of_the_report_and_nothing_from_elsewhere() {
    let files = files();
    let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), files.len());
    let page = text(&files, "index.html");
    for attribute in ["src=\"", "href=\""] {
        for part in page.split(attribute).skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(names.contains(name), "{name}");
        }
    }
    assert!(!page.contains("http") && !page.contains("<script"));
    assert!(page.contains("&lt;probe&gt;.png") && !page.contains("<probe>"));
}

#[test]
fn the_json_holds_the_score_with_its_parts_and_the_reasons() {
    let json: serde_json::Value = serde_json::from_str(&text(&files(), "explanation.json")).unwrap();
    assert!(json["comparison"]["score"].as_f64().unwrap() > 0.0);
    assert!(json["comparison"]["evidence"]["pairs"].as_f64().unwrap() > 0.0);
    let found = json["probe"]["found"].as_array().unwrap();
    assert!(found.iter().any(|minutia| minutia["removed"] == "border"));
    assert!(found.iter().any(|minutia| minutia["removed"].is_null()));
}

#[test]
fn an_image_without_a_print_is_explained_too() {
    let blank = raster::Grey::new(200, 200, None, vec![240; 40_000]).unwrap();
    let print = ExplainedPrint::of(&blank, Ppi::P500).unwrap();
    let named = Named { name: "blank", print: &print, stated: Stated::Assumed };
    assert!(report(&named, Some(&named)).unwrap().iter().all(|file| file.name != "overlaid.png"));
}

#[test]
fn an_assumed_resolution_is_told_and_one_that_ridges_contradict_is_doubted() {
    let said = |ppi: u16, stated| {
        let print = ExplainedPrint::of(&print(1, 1), ppi.try_into().unwrap()).unwrap();
        findings(&Named { name: "a.png", print: &print, stated }).join(" ")
    };
    let assumed = said(500, Stated::Assumed);
    assert!(
        assumed.contains("neither the file nor --ppi") && assumed.contains("speaks against 500"),
        "{assumed}"
    );
    let wrong = said(1000, Stated::Asked);
    assert!(wrong.contains("as --ppi says") && wrong.contains("give --ppi 500"), "{wrong}");
}

#[test]
fn a_negative_is_told_and_shows_the_same_cores_and_deltas() {
    let negative = |grey: &raster::Grey| {
        let pixels = grey.pixels().iter().map(|pixel| 255 - pixel).collect();
        raster::Grey::new(grey.width(), grey.height(), grey.ppi, pixels).unwrap()
    };
    let said = |grey: &raster::Grey| {
        let print = ExplainedPrint::of(grey, Ppi::P500).unwrap();
        findings(&Named { name: "a.png", print: &print, stated: Stated::File })
    };
    let (dark, light) = (said(&print(1, 1)), said(&negative(&print(1, 1))));
    assert!(dark[2].contains("dark on a light") && light[2].contains("negative"), "{dark:?} {light:?}");
    assert_eq!(dark[3], light[3]);
    assert!(dark[3].contains("core"));
}

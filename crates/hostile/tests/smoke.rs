//! Every door, briefly: its seeds, the inputs that once broke it, and some hundred altered ones. `cargo xtask fuzz`
//! does the same for as long as one likes.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its data should fail")]

use std::path::Path;

use hostile::{Mutator, TARGETS, Target};

/// Slow doors get fewer inputs, so that none takes more than a few seconds.
fn inputs(target: &Target) -> usize {
    match target.name {
        "extraction" => 25,
        "comparison" | "scanners" | "packet" => 150,
        "wsq" => 400,
        _ => 1500,
    }
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target.name);
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn smoke(name: &str) {
    let target = Target::named(name).unwrap();
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty(), "{name} starts from something sound");
    seeds.iter().chain(&corpus(&target)).for_each(|input| (target.run)(input));
    let mut mutator = Mutator::new(1, [seeds, corpus(&target)].concat());
    for _ in 0..inputs(&target) {
        (target.run)(&mutator.input());
    }
}

macro_rules! smoke_tests {
    ($($rule:ident: $name:literal,)*) => {
        $(#[test] fn $rule() { smoke($name); })*

        #[test]
        fn no_door_is_forgotten() {
            assert!(TARGETS.iter().all(|target| [$($name),*].contains(&target.name)));
        }
    };
}

smoke_tests! {
    any_image_file_is_read_or_refused: "raster",
    any_record_is_read_or_refused: "isobio",
    any_itl_file_is_read_or_refused: "itl",
    any_shard_is_read_or_refused: "shard",
    any_template_is_read_or_refused: "template",
    any_two_templates_can_be_compared: "comparison",
    any_image_can_be_extracted_from: "extraction",
    any_device_may_answer_anything: "scanners",
    any_packet_is_read_or_refused: "packet",
    any_wsq_file_is_read_or_refused: "wsq",
    any_json_is_read_or_refused: "json",
}

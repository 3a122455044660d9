//! `cargo xtask eval search --device`: the same search on a device: headless Chromium, two workers, the shipped module.

use std::time::Duration;

use anyhow::{Context as _, Result};
use ed25519_dalek::{Signer as _, SigningKey};
use fingerprint::{FingerPosition, Score, Template};
use gallery::{PersonId, Shard};
use serde::Deserialize;
use sha2::{Digest as _, Sha256 as Hasher};
use stages::Timing;
use uuid::Uuid;
use wire::list::{Lead, ListInfo, Seal, append_severities, signed_statement};
use wire::matcher::{CopyPiece, ProbePrint, Request, Share};
use wire::{Bytes, EntryId, ListId, Sha256, Timestamp};

use crate::bench::in_browser;
use crate::browser::Site;
use crate::tools::{self, Tools};
use crate::{prerequisites, web, workspace};

/// What the page found out.
#[derive(Deserialize)]
pub struct OnDevice {
    /// WebAssembly memory of both workers together, at its largest.
    pub wasm_mib: f64,
    /// Until both parts were held, fetching included.
    pub load_ms: f64,
    /// In the order asked.
    pub searches: Vec<Search>,
}

/// One search, from asking both workers to the merged answer.
#[derive(Deserialize)]
pub struct Search {
    pub ms: f64,
    pub leads: Vec<Lead>,
}

/// Searches two parts of a gallery in a browser for each of `probes`.
pub fn search(parts: [&Shard; 2], probes: &[Vec<(FingerPosition, Template)>]) -> Result<OnDevice> {
    prerequisites::ensure(prerequisites::TO_BUILD)?;
    prerequisites::ensure(prerequisites::TO_TEST)?;
    // The module as it is shipped, without the app, which has no part in this.
    let folder = workspace::target().join("bench");
    web::build_module(&web::MATCHER, &Tools::ensure(tools::TO_BUILD)?, &folder, web::Effort::Shipped)?;
    let matcher = folder.join("matcher");

    let now = Timestamp(0);
    let copies = parts.map(|shard| {
        let mut copy = shard.to_bytes();
        append_severities(&mut copy, []);
        copy
    });
    let hold = |(part, (shard, copy)): (u128, (&&Shard, &Vec<u8>))| {
        let list = ListInfo {
            id: ListId(Uuid::from_u128(part)),
            name: format!("part {part}"),
            version: 1,
            people: shard.people() as u32,
            as_of: now,
        };
        let seal = sealed(&list, copy);
        Request::Hold { list, seal, piece: CopyPiece::default(), share: Share::default() }
    };
    let ask = |probe: &Vec<(FingerPosition, Template)>| Request::Search {
        prints: probe
            .iter()
            .map(|(position, template)| ProbePrint {
                position: *position,
                template: Bytes(template.to_bytes()),
            })
            .collect(),
        threshold: Score::ZERO,
        now,
    };
    let plan = serde_json::json!({
        "hold": (0..).zip(parts.iter().zip(&copies)).map(hold).collect::<Vec<_>>(),
        "searches": probes.iter().map(ask).collect::<Vec<_>>(),
    });
    let mut site = Site::default()
        .with(
            "/index.html",
            "<!doctype html><title>Search</title><script type=module src=/device_page.js></script>",
        )
        .with("/device_page.js", include_str!("device_page.js"))
        .with("/device_worker.js", include_str!("device_worker.js"))
        .with("/plan.json", plan.to_string())
        .with_file("/matcher/matcher.js", &matcher.join("matcher.js"))?
        .with_file("/matcher/matcher_bg.wasm", &matcher.join("matcher_bg.wasm"))?;
    for (part, copy) in copies.into_iter().enumerate() {
        site = site.with(&format!("/part/{part}"), copy);
    }
    Ok(serde_json::from_str(&site.ask(Duration::from_secs(1800))?)?)
}

/// A seal as a server would put on it.
pub fn sealed(list: &ListInfo, copy: &[u8]) -> Seal {
    let pair = SigningKey::from_bytes(&[1; 32]);
    let digest = Sha256::from_digest(&Hasher::digest(copy).into());
    let signature = pair.sign(&signed_statement(Some(list), &digest)).to_bytes();
    Seal { key: hex::encode(pair.verifying_key().to_bytes()), signature: hex::encode(signature) }
}

/// Sketches filtered and prepared prints of strangers compared in a second by one worker.
pub fn rates() -> Result<(f64, f64)> {
    let timings = in_browser(1000.0, &["filter", "compare with a stranger"])?;
    let per_second = |name: &str| {
        let timing: &Timing = timings.iter().find(|timing| timing.name.starts_with(name)).context("timed")?;
        anyhow::Ok(1e6 / timing.microseconds)
    };
    Ok((per_second("filter")?, per_second("compare")?))
}

/// Whether a person is a lead at `threshold`.
pub fn found(search: &Search, person: PersonId, threshold: Score) -> bool {
    let entry = EntryId(Uuid::from_bytes(person.0));
    search.leads.iter().any(|lead| lead.entry == entry && lead.score >= threshold)
}

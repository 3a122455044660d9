//! Everything that is sent, as it is sent: prints packed as the rules of the site say, under the names of what they are then.

use std::collections::HashMap;

use js_sys::{Array, Uint8Array};
use keeping::{Consignment, Receipt};
use leptos::prelude::*;
use policy::Packing;
use raster::Ppi;
use web_sys::Blob;
use wire::encounter::Manifest;
use wire::matcher::{Answer, Request};
use wire::session::Site;
use wire::{AccountId, Sha256, Timestamp};

use super::draft::Draft;
use crate::enrolled::{Device, NoKey};
use crate::matcher::Matcher;
use crate::outbox::Part;
use crate::told::new_code;

/// An encounter, ready to be sent.
#[derive(Debug)]
pub struct SealedEncounter {
    /// What the server is to have.
    pub consignment: Consignment,
    /// The images.
    pub parts: Vec<Part>,
    /// What the person takes away; none where the browser draws no random numbers.
    pub receipt: Option<Receipt>,
}

/// Seals what was captured; none while an answer or a print is missing.
///
/// # Errors
/// [`NoKey`]: an enrolled device whose key does not sign sends nothing that the server would take.
pub async fn seal(
    draft: Draft,
    site: &Site,
    officer: AccountId,
    now: Timestamp,
    (matcher, device): (Matcher, Device),
) -> Result<Option<SealedEncounter>, NoKey> {
    let Some(mut manifest) = draft.seal(site, now) else { return Ok(None) };
    let mut files = files(draft);
    if site.policy.capture.packing == Packing::Wsq {
        pack(&mut manifest, &mut files, matcher).await;
    }
    let sealed = device.seal(&manifest, officer).await?;
    let code = new_code();
    let receipt = code.clone().map(|code| Receipt {
        officer,
        encounter: manifest.id,
        started_at: manifest.started_at,
        sealed_at: manifest.sealed_at,
        language: manifest.notice.language.clone(),
        prints: manifest.fingers.len() as u32,
        photographs: manifest.photographs.len() as u32,
        code,
    });
    let parts = files.into_iter().map(|(name, bytes)| Part { name, bytes }).collect();
    let consignment = Consignment { officer, manifest, code, sealed };
    Ok(Some(SealedEncounter { consignment, parts, receipt }))
}

fn files(draft: Draft) -> HashMap<Sha256, Blob> {
    let (prints, photographs) = (draft.prints.get_untracked(), draft.photographs.get_untracked());
    let slaps = draft.slaps();
    let prints = prints.into_iter().map(|taken| (taken.print.image.clone(), taken.image.file.clone()));
    let slaps = slaps.iter().map(|slap| (slap.capture.image.clone(), slap.image.file.clone()));
    let photographs =
        photographs.into_iter().map(|taken| (taken.photograph.image.clone(), taken.image.file.clone()));
    prints.chain(slaps).chain(photographs).collect()
}

/// Packs prints of 500 ppi. One that cannot be packed is sent as it is: every pixel is more than was asked for.
async fn pack(manifest: &mut Manifest, files: &mut HashMap<Sha256, Blob>, matcher: Matcher) {
    let fingers = manifest.fingers.iter_mut().map(|finger| (finger.ppi, &mut finger.image));
    let slaps = manifest.slaps.iter_mut().map(|slap| (slap.ppi, &mut slap.image));
    for (_, image) in fingers.chain(slaps).filter(|(ppi, _)| *ppi == Ppi::P500) {
        let Some(file) = files.get(image) else { continue };
        let request = Request::Pack { ratio: Packing::WSQ_RATIO };
        if let Ok((Answer::Packed { image: name }, Some(bytes))) = matcher.ask(&request, Some(file)).await
            && let Some(packed) = blob(&bytes)
        {
            files.remove(image);
            files.insert(name.clone(), packed);
            *image = name;
        }
    }
}

fn blob(bytes: &Uint8Array) -> Option<Blob> {
    Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()
}

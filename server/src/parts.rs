//! The images of an encounter: received against the manifest, and shown to whoever captured them.

use policy::Packing;
use raster::Format;
use sha2::{Digest, Sha256 as Hasher};
use wire::encounter::Manifest;
use wire::event::Event;
use wire::{Code, EncounterId, Sha256};

use crate::audit::Line;
use crate::authorize::Action;
use crate::encounters::subject;
use crate::events::Audience;
use crate::objects::ImageName;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{hits, part_pieces, parts};

impl Service {
    /// Receives an image: only one that the manifest names, and exactly that. The same again changes nothing.
    pub(crate) async fn receive_part(
        &self,
        actor: &Actor,
        id: EncounterId,
        sha256: Sha256,
        image: Vec<u8>,
    ) -> Result<(), Error> {
        let mut db = self.storage.read().await?;
        let row = self.encounter_for(&mut db, actor, Action::SendPart, id).await?;
        let wanted = parts::of(&mut db, id).await?;
        let part = wanted.iter().find(|part| part.sha256 == sha256).ok_or_else(|| not_found("part"))?;
        let (key, manifest) = self.manifest(&row)?;
        let packing = self.policy_for(&mut db, &manifest).await?.capture.packing;
        drop(db);
        let image = tokio::task::spawn_blocking({
            let sha256 = sha256.clone();
            move || check(image, &sha256, &manifest, packing)
        })
        .await??;
        if part.received_at.is_some() {
            return Ok(());
        }
        self.objects.put(&ImageName::of_encounter(id, &sha256), &key, &image).await?;

        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        parts::received(&mut transaction, id, &sha256, now).await?;
        part_pieces::forget(&mut transaction, id, &sha256).await?;
        let complete = parts::of(&mut transaction, id).await?.iter().all(|part| part.received_at.is_some());
        let line = Line::by(actor, "part.store", subject(id)).of(row.country).with(if complete {
            "the last image"
        } else {
            ""
        });
        self.log.append(&mut transaction, now, line).await?;
        let hits = hits::of(&mut transaction, &self.programme_key, id).await?;
        transaction.commit().await?;
        if complete {
            self.events.tell(Audience::Site(row.place()), Event::Encounter { id });
            for hit in hits {
                self.events.tell(Audience::Reviewers(row.place()), Event::Hit { id: hit.id });
            }
        }
        Ok(())
    }

    /// An image of an encounter, for the officer who captured it.
    pub(crate) async fn part(
        &self,
        actor: &Actor,
        id: EncounterId,
        sha256: Sha256,
    ) -> Result<Vec<u8>, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let row = self.encounter_for(&mut snapshot, actor, Action::ReadPart, id).await?;
        if row.restricted_at.is_some() {
            return Err(refuse(Code::Conflict, "The redress desk has frozen this record."));
        }
        let there = parts::of(&mut snapshot, id)
            .await?
            .into_iter()
            .any(|part| part.sha256 == sha256 && part.received_at.is_some());
        drop(snapshot);
        if !there {
            return Err(not_found("part"));
        }
        let line = Line::by(actor, "print.view", subject(id))
            .of(row.country)
            .because("work with people who are at the site")
            .with(format!("image {sha256}"));
        self.note(line).await?;
        let (key, _) = self.manifest(&row)?;
        self.objects.get(&ImageName::of_encounter(id, &sha256), &key).await
    }
}

/// Whether the bytes are the image that the manifest describes.
fn check(image: Vec<u8>, sha256: &Sha256, manifest: &Manifest, packing: Packing) -> Result<Vec<u8>, Error> {
    if Sha256::from_digest(&Hasher::digest(&image).into()) != *sha256 {
        return Err(invalid("sha256", "The bytes are not those that were sealed: send the part again."));
    }
    let (grey, format) =
        raster::decode(&image).map_err(|error| refuse(Code::UnreadableImage, format!("{error}.")))?;
    let prints_as = match packing {
        Packing::Lossless => [Format::Png; 2],
        Packing::Wsq => [Format::Png, Format::Wsq],
    };
    let prints = manifest.fingers.iter().filter(|finger| finger.image == *sha256);
    let slaps = manifest.slaps.iter().filter(|slap| slap.image == *sha256);
    let photographs = manifest.photographs.iter().filter(|photograph| photograph.image == *sha256);
    let mut described = prints
        .map(|finger| ("fingers.width", prints_as, finger.width, finger.height))
        .chain(slaps.map(|slap| ("slaps.width", prints_as, slap.width, slap.height)))
        .chain(photographs.map(|each| ("photographs.width", [Format::Jpeg; 2], each.width, each.height)));
    let (width, height) = (grey.width(), grey.height());
    described.try_for_each(|(field, kept_as, columns, rows)| {
        if !kept_as.contains(&format) {
            return Err(refuse(
                Code::UnreadableImage,
                "A print is a grey PNG, or WSQ where the rules of the site pack prints; a photograph is a JPEG.",
            ));
        }
        if (columns, rows) != (width, height) {
            let detail = format!("The image has {width} x {height} pixels, the manifest says otherwise.");
            return Err(invalid(field, detail));
        }
        Ok(())
    })?;
    Ok(image)
}

//! Images that arrive in pieces, over links that break off: what has come is kept, sealed, until all of it is here.

use wire::encounter::{PIECE_BYTES, PartProgress, Piece};
use wire::{Code, EncounterId, Sha256};

use crate::audit::Line;
use crate::authorize::Action;
use crate::encounters::subject;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::routes::LARGEST_PART;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{encounters, part_pieces, parts};

/// An image of which nothing more comes for so long is begun anew.
const LEFT_ALONE_SECONDS: i64 = 30 * 86_400;

impl Service {
    /// Receives a piece of an image, and with the last one the image. A piece that begins elsewhere than where the last
    /// one ended adds what is new in it, or nothing; the answer says where to go on.
    pub(crate) async fn receive_piece(
        &self,
        actor: &Actor,
        id: EncounterId,
        sha256: Sha256,
        piece: Piece,
        bytes: &[u8],
    ) -> Result<PartProgress, Error> {
        let mut db = self.storage.read().await?;
        let row = self.encounter_for(&mut db, actor, Action::SendPart, id).await?;
        let wanted = parts::of(&mut db, id).await?;
        drop(db);
        let part = wanted.iter().find(|part| part.sha256 == sha256).ok_or_else(|| not_found("part"))?;
        if part.received_at.is_some() {
            return Ok(PartProgress { have: piece.of });
        }
        check(piece, bytes)?;
        let key = self.manifest(&row)?.0;

        let mut transaction = self.storage.write().await?;
        let have = part_pieces::have(&mut transaction, id, &sha256).await?;
        let known = have.checked_sub(piece.from).and_then(|known| usize::try_from(known).ok());
        let new = known.and_then(|known| bytes.get(known..)).unwrap_or_default();
        if new.is_empty() {
            return Ok(PartProgress { have });
        }
        let now = self.clock.now();
        let sealed = key.seal(&sealed_as(&sha256, have), new)?;
        part_pieces::insert(&mut transaction, id, &sha256, have, new.len(), &sealed, now).await?;
        if have == 0 {
            let line = Line::by(actor, "part.begin", subject(id)).of(row.country);
            self.log.append(&mut transaction, now, line.with(format!("image {sha256}, in pieces"))).await?;
        }
        transaction.commit().await?;
        let have = have + new.len() as u64;
        if have < piece.of {
            return Ok(PartProgress { have });
        }

        let pieces = part_pieces::of(&mut *self.storage.read().await?, id, &sha256).await?;
        let mut image = Vec::with_capacity(have as usize);
        for (starts, sealed) in pieces {
            image.extend(key.open(&sealed_as(&sha256, starts), &sealed)?);
        }
        if let Err(error) = self.receive_part(actor, id, sha256.clone(), image).await {
            // Whatever they are, they are not the image: it is begun anew.
            let mut transaction = self.storage.write().await?;
            part_pieces::forget(&mut transaction, id, &sha256).await?;
            transaction.commit().await?;
            return Err(error);
        }
        Ok(PartProgress { have })
    }

    /// Forgets the pieces of images that never became whole.
    ///
    /// # Errors
    /// [`Error::Database`]; the rest is forgotten with the next call.
    pub async fn forget_pieces_left_alone(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let before = now.plus_seconds(-LEFT_ALONE_SECONDS);
        for (id, sha256) in part_pieces::left_alone(&mut *self.storage.read().await?, before).await? {
            let mut transaction = self.storage.write().await?;
            let Some(row) = encounters::find(&mut transaction, id).await? else { continue };
            part_pieces::forget(&mut transaction, id, &sha256).await?;
            let line = Line::by_program("server", "part.forget", subject(id)).of(row.country);
            let line = line.with(format!("image {sha256}: no piece of it came for a month"));
            self.log.append(&mut transaction, now, line).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// What a piece is sealed as, so that none opens in another's place.
fn sealed_as(image: &Sha256, starts: u64) -> String {
    format!("piece of {image} from {starts}")
}

fn check(piece: Piece, bytes: &[u8]) -> Result<(), Error> {
    if bytes.is_empty() || bytes.len() > PIECE_BYTES {
        return Err(invalid("body", "A piece has 1 to 262,144 bytes."));
    }
    if piece.of > LARGEST_PART as u64 {
        return Err(refuse(Code::TooLarge, "An image has at most 12 MiB."));
    }
    if piece.from.checked_add(bytes.len() as u64).is_none_or(|end| end > piece.of) {
        return Err(invalid("of", "The piece ends behind the image."));
    }
    Ok(())
}

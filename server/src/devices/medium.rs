//! What devices without a link put on a medium: taken in at headquarters as if it had come over one, and answered in a
//! file that only the device can read.

use std::collections::BTreeMap;

use packet::medium::{Context, Direction, Exchange, Header, Reader, Record, Writer};
use packet::{PublicKey, SecretKey};
use sha2::{Digest as _, Sha256 as Hasher};
use wire::list::Urgency;
use wire::medium::{Answered, Imported, MediumAnswer};
use wire::{Bytes, Code, DeviceId, EncounterId, Problem, Sha256};

use super::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, not_found, refuse};
use crate::programme_key::new_exchange_key;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::devices::{self, DeviceRow};
use crate::storage::{accounts, parts};

/// An encounter of the file, while it is read.
struct Taken {
    officer: Option<Actor>,
    answer: Answered,
}

impl Service {
    /// Takes a file in. What is in it may have come before, over a link or on another medium: that changes nothing.
    pub(crate) async fn import_medium(&self, actor: &Actor, file: &[u8]) -> Result<Imported, Error> {
        authorize(actor, Action::ImportPackets, Object::Country(actor.country))?;
        let header = Header::of(file).map_err(|error| unreadable(&error))?;
        if header.direction == Direction::Back {
            return Err(refuse(Code::Invalid, "This file is answers for a device: it is read there."));
        }
        let device = self.device_for(actor, header.device).await?;
        let (own, sender) = (self.programme_key.exchange(), key_of(&device)?);
        let exchange = Exchange {
            ephemeral: &header.ephemeral,
            of_ephemeral: own.with(&header.ephemeral).ok_or_else(no_key)?,
            of_sender: own.with(&sender).ok_or_else(no_key)?,
            recipient: &own.public(),
            sender: &sender,
        };
        let mut taken: BTreeMap<EncounterId, Taken> = BTreeMap::new();
        // All of the file is looked at before anything of it is taken: one that was cut off is copied once more.
        let records: Result<Vec<Record>, _> =
            Reader::new(file, Context::new(&exchange, &header.info())).collect();
        for record in records.map_err(|error| unreadable(&error))? {
            self.take_record(record, &mut taken).await?;
        }
        let mut answers = Vec::with_capacity(taken.len());
        for (id, Taken { mut answer, .. }) in taken {
            let wanted = parts::of(&mut *self.storage.read().await?, id).await?;
            answer.complete =
                answer.refused.is_none() && wanted.iter().all(|part| part.received_at.is_some());
            // What was seen of it before its images had come.
            if let Some(receipt) = &mut answer.receipt {
                receipt.images_complete = answer.complete;
            }
            answers.push(answer);
        }
        let file = self.answers_for(&device, &answers)?;
        let refused = answers.iter().filter(|answer| answer.refused.is_some()).count();
        let line = Line::by(actor, "medium.import", subject(device.id)).of(device.country).with(format!(
            "{}: {} encounters, {refused} of them refused: {}",
            device.name,
            answers.len(),
            answers.iter().map(|answer| answer.encounter.reference()).collect::<Vec<_>>().join(" ")
        ));
        self.note(line).await?;
        Ok(Imported { device: device.id, name: device.name, answers, file: Bytes(file) })
    }

    async fn take_record(
        &self,
        record: Record,
        taken: &mut BTreeMap<EncounterId, Taken>,
    ) -> Result<(), Error> {
        match record {
            Record::Packet { seal, code, manifest } => {
                let id = seal.sealing.encounter;
                let mut answer = Answered { encounter: id, receipt: None, refused: None, complete: false };
                let officer = self.officer_of(seal.sealing.officer).await?;
                let received = match &officer {
                    Some(officer) => {
                        self.receive(officer, Some(&seal.to_text()), &manifest, Urgency::Routine).await
                    }
                    None => Err(refuse(Code::NotAllowed, "Who sealed it has no account here any more.")),
                };
                match received {
                    Ok(receipt) => answer.receipt = Some(receipt.encounter),
                    Err(Error::Refused(problem)) => answer.refused = Some(problem),
                    Err(fault) => return Err(fault),
                }
                if let (Some(officer), Ok(code), None) = (&officer, code.parse(), &answer.refused) {
                    // A receipt whose code cannot be kept is not worth losing the record for: the log says so.
                    passing(self.give_code(officer, id, &code).await)?;
                }
                taken.insert(id, Taken { officer, answer });
            }
            Record::Image(id, image) => {
                let Some(Taken { officer: Some(officer), answer }) = taken.get_mut(&id) else {
                    return Ok(());
                };
                if answer.refused.is_none() {
                    let name = Sha256::from_digest(&Hasher::digest(&image).into());
                    if let Some(problem) = passing(self.receive_part(officer, id, name, image).await)? {
                        answer.refused = Some(problem);
                    }
                }
            }
            Record::Answer(_) | Record::End => {}
        }
        Ok(())
    }

    /// The officer who sealed a packet, as they would be signed in.
    async fn officer_of(&self, account: wire::AccountId) -> Result<Option<Actor>, Error> {
        let mut db = self.storage.read().await?;
        let found = accounts::find(&mut db, &self.programme_key, account).await?;
        match found {
            Some(account) if !accounts::suspended(&mut db, account.id).await? => {
                Ok(Some(Actor::signing_in(account, None)))
            }
            _ => Ok(None),
        }
    }

    async fn device_for(&self, actor: &Actor, id: DeviceId) -> Result<DeviceRow, Error> {
        let device = devices::find(&mut *self.storage.read().await?, &self.programme_key, id).await?;
        let device = device.ok_or_else(|| not_found("device"))?;
        authorize(actor, Action::ImportPackets, Object::Site(device.place()))?;
        Ok(device)
    }

    fn answers_for(&self, device: &DeviceRow, answers: &[Answered]) -> Result<Vec<u8>, Error> {
        let (own, recipient) = (self.programme_key.exchange(), key_of(device)?);
        let ephemeral = SecretKey::of(&new_exchange_key()).ok_or_else(no_key)?;
        let header = Header { direction: Direction::Back, device: device.id, ephemeral: ephemeral.public() };
        let exchange = Exchange {
            ephemeral: &header.ephemeral,
            of_ephemeral: ephemeral.with(&recipient).ok_or_else(no_key)?,
            of_sender: own.with(&recipient).ok_or_else(no_key)?,
            recipient: &recipient,
            sender: &own.public(),
        };
        let mut writer = Writer::new(&header, Context::new(&exchange, &header.info()));
        let answer = MediumAnswer { made_at: self.clock.now(), answers: answers.to_vec() };
        let answer = serde_json::to_vec(&answer).map_err(Error::stored("answers"))?;
        match writer.add(&Record::Answer(answer)) {
            true => Ok(writer.end()),
            false => Err(refuse(Code::TooLarge, "The answers are too long for one file.")),
        }
    }
}

/// What was refused; what failed goes on failing.
fn passing(outcome: Result<(), Error>) -> Result<Option<Problem>, Error> {
    match outcome {
        Ok(()) => Ok(None),
        Err(Error::Refused(problem)) => Ok(Some(problem)),
        Err(fault) => Err(fault),
    }
}

fn key_of(device: &DeviceRow) -> Result<PublicKey, Error> {
    PublicKey::from_bytes(&device.exchange_key)
        .map_err(|error| Error::Stored { what: "device's key", why: error.to_string() })
}

fn no_key() -> Error {
    Error::Stored { what: "exchange key", why: "it is none".into() }
}

fn unreadable(error: &packet::medium::Unreadable) -> Error {
    refuse(Code::Altered, format!("{error}. Nothing of it was taken in."))
}

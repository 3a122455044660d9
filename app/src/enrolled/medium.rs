//! What is put on a medium where there is no link, and the answers that come back on one.

use keeping::{Consignment, Place, Shelf};
use leptos::prelude::*;
use packet::medium::{Context, Direction, Exchange, Header, Reader, Record, Writer};
use packet::{PublicKey, Seal};
use wire::medium::MediumAnswer;
use wire::{AccountId, DeviceId};

use super::device::Device;
use super::keys::{NoKey, ephemeral};
use crate::store::Unkept;

/// No file grows beyond this: the server takes 128 MiB.
const LARGEST_FILE: usize = 100 << 20;

/// A file for a medium.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its bytes.
    pub file: Vec<u8>,
    /// Encounters in it.
    pub encounters: u32,
    /// Encounters that found no room in it, or were never sealed.
    pub left: u32,
}

/// Why a file could not be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiled {
    /// The browser failed.
    Failed,
    /// It is no such file, or for another device, or was altered or cut off.
    NotForUs,
}

impl From<NoKey> for Spoiled {
    fn from(_: NoKey) -> Self {
        Self::Failed
    }
}

impl From<Unkept> for Spoiled {
    fn from(_: Unkept) -> Self {
        Self::Failed
    }
}

impl Device {
    /// Writes all that an officer has sealed and the server does not have. It stays on the device until that is answered.
    pub async fn write_medium(self, officer: AccountId) -> Result<Written, Spoiled> {
        let own = self.own.get_untracked().ok_or(Spoiled::Failed)?;
        let server = PublicKey::from_bytes(&own.record.server_key.0).map_err(|_| Spoiled::Failed)?;
        let public = PublicKey::from_bytes(&own.record.exchange_key.0).map_err(|_| Spoiled::Failed)?;
        let ephemeral = ephemeral()?;
        let header =
            Header { direction: Direction::Out, device: own.record.id, ephemeral: ephemeral.public() };
        let exchange = Exchange {
            ephemeral: &header.ephemeral,
            of_ephemeral: ephemeral.with(&server).ok_or(Spoiled::Failed)?,
            of_sender: own.keys.shared_with(&server).await?,
            recipient: &server,
            sender: &public,
        };
        let mut writer = Writer::new(&header, Context::new(&exchange, &header.info()));
        let (mut encounters, mut left) = (0, 0);
        for key in self.store.keys(Shelf::Outbox, None).await? {
            let Ok(id) = key.parse() else { continue };
            let kept = self.store.read_json::<Consignment>(&Place::Consignment(id)).await;
            let Some(consignment) = kept.filter(|kept| kept.officer == officer) else { continue };
            let Some(sealed) = &consignment.sealed else {
                left += 1;
                continue;
            };
            let mut records = vec![Record::Packet {
                seal: Seal::from_text(&sealed.seal).map_err(|_| Spoiled::Failed)?,
                code: consignment.code.map(|code| code.to_string()).unwrap_or_default(),
                manifest: sealed.manifest.clone().into_bytes(),
            }];
            for name in self.store.keys(Shelf::Images, Some(&key)).await? {
                let name = name.rsplit('/').next().map(|name| wire::Sha256::try_from(name.to_owned()));
                let Some(Ok(name)) = name else { continue };
                if let Some(image) = self.store.read(&Place::Image(id, name)).await? {
                    records.push(Record::Image(id, image.to_vec()));
                }
            }
            let size: usize = records.iter().map(|record| record.to_bytes().len()).sum();
            if writer.written() + size > LARGEST_FILE && encounters > 0 {
                left += 1;
                continue;
            }
            if !records.iter().all(|record| writer.add(record)) {
                return Err(Spoiled::Failed);
            }
            encounters += 1;
        }
        Ok(Written { file: writer.end(), encounters, left })
    }

    /// Reads the answers that came back: only those that the server made for this device.
    pub async fn read_answers(self, file: &[u8]) -> Result<MediumAnswer, Spoiled> {
        let own = self.own.get_untracked().ok_or(Spoiled::Failed)?;
        let header = Header::of(file).map_err(|_| Spoiled::NotForUs)?;
        let for_us = |device: DeviceId| device == own.record.id && header.direction == Direction::Back;
        if !for_us(header.device) {
            return Err(Spoiled::NotForUs);
        }
        let server = PublicKey::from_bytes(&own.record.server_key.0).map_err(|_| Spoiled::Failed)?;
        let public = PublicKey::from_bytes(&own.record.exchange_key.0).map_err(|_| Spoiled::Failed)?;
        let exchange = Exchange {
            ephemeral: &header.ephemeral,
            of_ephemeral: own.keys.shared_with(&header.ephemeral).await?,
            of_sender: own.keys.shared_with(&server).await?,
            recipient: &public,
            sender: &server,
        };
        let records: Result<Vec<Record>, _> =
            Reader::new(file, Context::new(&exchange, &header.info())).collect();
        let records = records.map_err(|_| Spoiled::NotForUs)?;
        records
            .iter()
            .find_map(|record| match record {
                Record::Answer(answer) => serde_json::from_slice(answer).ok(),
                _ => None,
            })
            .ok_or(Spoiled::NotForUs)
    }
}

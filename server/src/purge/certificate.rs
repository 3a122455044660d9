//! What a purge erased, signed and put into the log.

use std::collections::BTreeMap;

use policy::Country;
use sha2::{Digest as _, Sha256 as Hasher};
use wire::Sha256;
use wire::purge::{ErasedRecord, PurgeCertificate, Record, SignedCertificate};

use super::{Why, place, subject};
use crate::audit::Line;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::purges::{self, ItemState, PurgeRow};

impl Service {
    /// Certifies a purge that is done. Its hash stands in the log, in the transaction that ends the purge.
    pub(super) async fn certify(
        &self,
        country: Country,
        purge: &PurgeRow,
        by: &str,
    ) -> Result<SignedCertificate, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let previous = match purges::certificates(&mut transaction, country, 1).await?.first() {
            None => None,
            Some(text) => {
                let signed: SignedCertificate =
                    serde_json::from_str(text).map_err(Error::stored("certificate"))?;
                Some(signed.sha256)
            }
        };
        let (mut erased, mut kept, mut kept_requests, mut counts) = (vec![], vec![], vec![], BTreeMap::new());
        for item in purges::items(&mut transaction, purge.id).await? {
            if item.state != ItemState::Erased {
                match item.record {
                    Record::Encounter(id) => kept.push(id),
                    Record::Redress(id) => kept_requests.push(id),
                }
                continue;
            }
            let plain = self.programme_key.open_bytes(&place(purge.id, item.record), &item.words)?;
            let why: Why = serde_json::from_slice(&plain).map_err(Error::stored("purge"))?;
            *counts.entry(why.class).or_default() += 1;
            let hashes = item.hashes.unwrap_or_default();
            let values = serde_json::from_str(&hashes).map_err(Error::stored("hashes"))?;
            erased.push(ErasedRecord { record: item.record, values, images: item.images });
        }
        let certificate = PurgeCertificate {
            id: purge.id,
            country,
            planned_at: purge.planned_at,
            finished_at: now,
            counts,
            erased,
            kept,
            kept_requests,
            previous,
        };
        let signed = self.sign_certificate(certificate)?;
        let text = serde_json::to_string(&signed).map_err(Error::stored("certificate"))?;
        purges::finish(&mut transaction, purge.id, &text, now).await?;
        let line = Line::by_program(by, "purge.certify", subject(purge.id)).of(country).with(format!(
            "{} records erased, {} kept; certificate {}",
            signed.certificate.erased.len(),
            signed.certificate.kept.len() + signed.certificate.kept_requests.len(),
            signed.sha256
        ));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(signed)
    }

    fn sign_certificate(&self, certificate: PurgeCertificate) -> Result<SignedCertificate, Error> {
        let text = serde_json::to_vec(&certificate).map_err(Error::stored("certificate"))?;
        let sha256 = Sha256::from_digest(&Hasher::digest(text).into());
        let signature = self.checkpoint_signature(format!("umbral purge certificate\n{sha256}\n").as_bytes());
        Ok(SignedCertificate { certificate, sha256, key: self.checkpoint_key(), signature })
    }
}

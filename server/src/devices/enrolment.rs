use packet::PublicKey;
use wire::device::{
    DeviceRecord, DeviceState, Enrolled, Invitation, NewDevice, NewInvitation, RECORD_PURPOSE,
};
use wire::{Bytes, Code, DeviceId};

use super::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found, refuse};
use crate::rate::caller;
use crate::service::Service;
use crate::session::{Actor, Visit};
use crate::storage::accounts;
use crate::storage::devices::{self, DeviceRow};
use crate::vault;

/// Long enough to walk over to the device; a code that lies about enrols nobody tomorrow.
const CODE_SECONDS: i64 = 30 * 60;
const LONGEST_NAME: usize = 60;

impl Service {
    /// A code that enrols one device at a site, once, within half an hour.
    pub(crate) async fn invite_device(&self, actor: &Actor, new: NewInvitation) -> Result<Invitation, Error> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "A device's name has up to 60 characters."));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let place = accounts::place(&mut transaction, new.site).await?.ok_or_else(|| not_found("site"))?;
        authorize(actor, Action::KeepDevices, Object::Site(place))?;
        let code = Invitation::code(vault::random());
        let expires_at = now.plus_seconds(CODE_SECONDS);
        let tag = self.tag_of_code(&code)?;
        let what = (name, place.site);
        devices::invite(&mut transaction, &self.programme_key, &tag, what, actor.account, expires_at).await?;
        let line =
            Line::by(actor, "device.invite", format!("site/{}", place.site)).of(place.country).with(name);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(Invitation { code, expires_at })
    }

    /// Enrols a browser by its code. Nobody is signed in: whoever holds the code was given it by an administrator.
    pub(crate) async fn enrol_device(&self, visit: &Visit, new: &NewDevice) -> Result<Enrolled, Error> {
        let now = self.clock.now();
        let from = caller(visit.from);
        if !self.failed_sign_ins.allows(&from, now) {
            return Err(refuse(Code::Busy, "Too many codes that were none. Wait a minute."));
        }
        for (field, key) in [("signing_key", &new.signing_key), ("exchange_key", &new.exchange_key)] {
            PublicKey::from_bytes(&key.0).map_err(|error| invalid(field, format!("{error}.")))?;
        }
        let mut transaction = self.storage.write().await?;
        let tag = self.tag_of_code(&new.code);
        let spent = match &tag {
            Ok(tag) => devices::spend_invitation(&mut transaction, &self.programme_key, tag, now).await?,
            Err(_) => None,
        };
        let Some((name, place)) = spent else {
            self.failed_sign_ins.take(from, now);
            return Err(refuse(
                Code::CodeSpent,
                "This code was used before, has expired or was never given. Ask an administrator for a new one.",
            ));
        };
        let row = DeviceRow {
            id: DeviceId::new(),
            name,
            site: place.site,
            country: place.country,
            signing_key: new.signing_key.0.clone(),
            exchange_key: new.exchange_key.0.clone(),
            enrolled_at: now,
            state: DeviceState::Active,
            revoked_at: None,
            reason: None,
            last_contact_at: None,
            last_sent_at: None,
            report: None,
        };
        devices::insert(&mut transaction, &self.programme_key, &row).await?;
        let site = accounts::site(&mut transaction, &self.programme_key, row.site, now).await?;
        let line = Line::by_program("server", "device.enrol", subject(row.id))
            .of(row.country)
            .with(row.name.clone());
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        let record = DeviceRecord {
            id: row.id,
            name: row.name,
            site: row.site,
            site_name: site.name,
            enrolled_at: now,
            signing_key: new.signing_key.clone(),
            exchange_key: new.exchange_key.clone(),
            server_key: Bytes(self.programme_key.exchange().public().as_bytes().to_vec()),
        };
        let record = serde_json::to_vec(&record).map_err(Error::stored("device's record"))?;
        let signed = [RECORD_PURPOSE.as_bytes(), &record].concat();
        Ok(Enrolled { record: Bytes(record), signature: self.programme_key.lists().sign(&signed) })
    }

    /// What alone is kept of a code.
    fn tag_of_code(&self, code: &str) -> Result<String, Error> {
        let letters = Invitation::letters(code)
            .ok_or_else(|| invalid("code", "A code has twelve letters and digits."))?;
        Ok(self.programme_key.tag("device code", &letters))
    }
}

use fingerprint::{FingerPosition, Quality, Template};
use policy::Country;
use raster::Ppi;
use sha2::{Digest, Sha256 as Hasher};
use wire::event::Event;
use wire::{Bytes, EntryId, PrintId, Sha256, Timestamp};

use super::entry::may_alert;
use super::{Entry, Particulars, ReferencePrint};
use crate::audit::Line;
use crate::events::Audience;
use crate::objects::ImageName;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::entries::{self, EntryRow};
use crate::storage::lists;
use crate::vault::{DataKey, NewKey};

/// A person to be put on a list.
pub struct NewEntry {
    /// Why, and what to do.
    pub particulars: Particulars,
    /// From when the entry no longer counts.
    pub expires_at: Option<Timestamp>,
    /// Their prints.
    pub prints: Vec<NewPrint>,
}

/// A print of theirs.
pub struct NewPrint {
    /// Which finger.
    pub position: FingerPosition,
    /// Umbral's quality.
    pub quality: Quality,
    /// Of the image.
    pub ppi: Ppi,
    /// Columns of the image.
    pub width: u32,
    /// Rows of the image.
    pub height: u32,
    /// What is compared.
    pub template: Template,
    /// The image as a grey PNG, where there is one.
    pub image: Option<Vec<u8>>,
}

impl Service {
    /// Puts people on the `keeper` country's list of that name, which is made if it is not there; their pseudonymous ids.
    ///
    /// An entry without the grounds to alert (source, criterion, dated evidence, validation, expiry ahead) is
    /// kept but neither searched nor alerted on.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`]: then nobody was enrolled.
    pub async fn enrol(
        &self,
        keeper: Country,
        list: &str,
        people: Vec<NewEntry>,
        by: &str,
    ) -> Result<Vec<EntryId>, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let list = lists::named(&mut transaction, &self.programme_key, keeper, list).await?;
        let list_version = lists::advance(&mut transaction, list.id).await?;
        let mut ids = Vec::with_capacity(people.len());
        for person in people {
            let id = EntryId::new();
            let NewKey { key, wrapped } = self.vault.new_key(&Entry::subject(id))?;
            let active = may_alert(&person.particulars, person.expires_at, now);
            let particulars =
                serde_json::to_vec(&person.particulars).map_err(Error::stored("entry's particulars"))?;
            let prints = self.keep_prints(id, &key, person.prints).await?;
            let row = EntryRow {
                id,
                list: list.id,
                list_version,
                active,
                expires_at: person.expires_at,
                wrapped_key: wrapped,
                particulars: key.seal("particulars", &particulars)?,
                prints: key.seal("prints", &prints)?,
            };
            entries::insert(&mut transaction, &row).await?;
            ids.push(id);
        }
        let line = Line::by_program(by, "list.enrol", format!("list/{}", list.id))
            .of(keeper)
            .with(format!("{} people, version {list_version}", ids.len()));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.events.tell(Audience::Holders(keeper), Event::List { id: list.id });
        Ok(ids)
    }

    /// Keeps the images; the prints as they are sealed.
    async fn keep_prints(
        &self,
        entry: EntryId,
        key: &DataKey,
        prints: Vec<NewPrint>,
    ) -> Result<Vec<u8>, Error> {
        let mut kept = Vec::with_capacity(prints.len());
        for print in prints {
            let image = match &print.image {
                None => None,
                Some(image) => {
                    let sha256 = Sha256::from_digest(&Hasher::digest(image).into());
                    self.objects.put(&ImageName::of_entry(entry, &sha256), key, image).await?;
                    Some(sha256)
                }
            };
            kept.push(ReferencePrint {
                id: PrintId::new(),
                position: print.position,
                quality: print.quality,
                ppi: print.ppi,
                width: print.width,
                height: print.height,
                template: Bytes(print.template.to_bytes()),
                image,
            });
        }
        serde_json::to_vec(&kept).map_err(Error::stored("entry's prints"))
    }
}

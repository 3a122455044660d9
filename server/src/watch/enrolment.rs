use fingerprint::{FingerPosition, Quality, Template};
use policy::{Approach, Category, Country, EntryState, Standing};
use raster::Ppi;
use sha2::{Digest, Sha256 as Hasher};
use wire::event::Event;
use wire::watchlist::{ChangeStep, Terms};
use wire::{Bytes, EntryId, ListId, PrintId, Sha256, Timestamp};

use super::entry::category;
use super::{Entry, Particulars, ReferencePrint};
use crate::audit::Line;
use crate::events::Audience;
use crate::import::stood_for;
use crate::objects::ImageName;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::Connection;
use crate::storage::changes::{self, ChangeRow, Effect};
use crate::storage::entries::{self, EntryRow};
use crate::storage::lists::{self, Watchlist};
use crate::vault::{DataKey, NewKey};

/// A person to be put on a list.
pub struct NewEntry {
    /// Why, and what to do; with a validator other than whoever enrols them, it is active at once.
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
    /// Makes a list of the `keeper` country, or changes what the one of that name is.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn make_list(&self, keeper: Country, terms: Terms, by: &str) -> Result<ListId, Error> {
        let mut transaction = self.storage.write().await?;
        let list = self.list_named(&mut transaction, keeper, &terms.name, by).await?;
        lists::set_terms(&mut transaction, &self.programme_key, list.id, &terms).await?;
        transaction.commit().await?;
        Ok(list.id)
    }

    /// Puts people on the `keeper` country's list of that name, which is made if it is not there; their pseudonymous ids.
    ///
    /// Whoever lacks the grounds to alert (source, criterion, dated evidence, a validator other than `by`, expiry
    /// ahead) is kept as a draft, neither searched nor alerted on.
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
        let mut list = self.list_named(&mut transaction, keeper, list, by).await?;
        let categories = list.terms.categories.len();
        for person in &people {
            let Particulars { category: name, severity, instructions, .. } = &person.particulars;
            if category(&list, name).is_none() {
                list.terms.categories.push(Category {
                    name: name.clone(),
                    severity: *severity,
                    approach: Approach::default(),
                    instructions: instructions.clone(),
                    phone: String::new(),
                    sources: 1,
                    validation_days: 365,
                });
            }
        }
        if list.terms.categories.len() > categories {
            lists::set_terms(&mut transaction, &self.programme_key, list.id, &list.terms).await?;
        }
        let list_version = lists::advance(&mut transaction, list.id).await?;
        let mut ids = Vec::with_capacity(people.len());
        for person in people {
            let id = EntryId::new();
            let NewKey { key, wrapped } = self.vault.new_key(&Entry::subject(id))?;
            let draft = Standing {
                state: EntryState::Draft,
                author: by.to_owned(),
                valid_until: None,
                expires_at: person.expires_at.map(|moment| moment.0),
            };
            let standing = stood_for(&list, &person.particulars, (draft, person.prints.len()), now);
            let particulars =
                serde_json::to_vec(&person.particulars).map_err(Error::stored("entry's particulars"))?;
            let kept = self.keep_prints(id, &key, person.prints).await?;
            let prints = serde_json::to_vec(&kept).map_err(Error::stored("entry's prints"))?;
            let active = standing.state == EntryState::Active;
            let row = EntryRow {
                id,
                list: list.id,
                list_version,
                standing,
                changed_at: now,
                wrapped_key: wrapped,
                particulars: key.seal("particulars", &particulars)?,
                prints: key.seal("prints", &prints)?,
                import: None,
            };
            entries::insert(&mut transaction, &row).await?;
            let change = ChangeRow {
                list: list.id,
                version: list_version,
                entry: id,
                step: if active { ChangeStep::Publish } else { ChangeStep::Draft },
                effect: if active { Effect::Enters } else { Effect::None },
                at: now,
                actor: by.to_owned(),
                why: None,
            };
            changes::insert(&mut transaction, &self.programme_key, &change).await?;
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

    /// The country's list of that name, made if it is not there.
    async fn list_named(
        &self,
        db: &mut Connection,
        keeper: Country,
        name: &str,
        by: &str,
    ) -> Result<Watchlist, Error> {
        if let Some(list) = lists::named(db, &self.programme_key, keeper, name).await? {
            return Ok(list);
        }
        let terms = Terms {
            name: name.to_owned(),
            owner: String::new(),
            legal_basis: String::new(),
            categories: vec![],
        };
        let list = Watchlist { id: ListId::new(), country: keeper, terms, version: 0 };
        lists::insert(db, &self.programme_key, &list).await?;
        let line = Line::by_program(by, "list.make", format!("list/{}", list.id)).of(keeper).with(name);
        self.log.append(db, self.clock.now(), line).await?;
        Ok(list)
    }

    /// Keeps the images; the prints as they are sealed.
    pub(crate) async fn keep_prints(
        &self,
        entry: EntryId,
        key: &DataKey,
        prints: Vec<NewPrint>,
    ) -> Result<Vec<ReferencePrint>, Error> {
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
        Ok(kept)
    }
}

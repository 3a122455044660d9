//! What devices are given of a list: whole copies, and the changes since the version they hold. Templates under
//! pseudonyms with a severity, signed; nothing else.

use std::sync::Arc;

use policy::{DeviceField, SitePolicy, is_far_behind, may_hold_entry};
use sha2::{Digest, Sha256 as Hasher};
use wire::list::{
    Changes, Cursor, Entered, Following, ListInfo, ListKey, append_severities, signed_statement,
};
use wire::watchlist::Holder;
use wire::{Bytes, ListId, Sha256};

use super::{Entry, HeldList};
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::session::{Actor, IDLE_SECONDS};
use crate::storage::{accounts, changes, entries, held_copies, lists};

/// People on a page of changes: about half a megabyte with ten fingers each.
const PAGE: u32 = 100;

/// Bytes for a device, and the signature over them.
pub(crate) struct Signed {
    pub bytes: Vec<u8>,
    pub signature: String,
}

impl Service {
    /// What devices believe copies and changes by.
    pub(crate) fn list_key(&self, actor: &Actor) -> Result<ListKey, Error> {
        authorize(actor, Action::HoldLists, Object::List(actor.country))?;
        Ok(ListKey { key: self.programme_key.lists().public_key() })
    }

    async fn list_to_hold(&self, actor: &Actor, id: ListId) -> Result<Arc<HeldList>, Error> {
        let lists = self.lists_for(actor, Action::HoldLists).await?;
        lists.into_iter().find(|held| held.list.id == id).ok_or_else(|| not_found("list"))
    }

    fn signed(&self, copy_of: Option<&ListInfo>, bytes: Vec<u8>) -> Signed {
        let sha256 = Sha256::from_digest(&Hasher::digest(&bytes).into());
        let signature = self.programme_key.lists().sign(&signed_statement(copy_of, &sha256));
        Signed { bytes, signature }
    }

    /// A whole copy of a list.
    pub(crate) async fn copy_of_list(&self, actor: &Actor, id: ListId) -> Result<(ListInfo, Signed), Error> {
        let held = self.with_people(self.list_to_hold(actor, id).await?).await?;
        let now = self.clock.now();
        let rules = self.rules_of(actor).await?;
        let country = held.list.country;
        let (info, bytes) = tokio::task::spawn_blocking(move || {
            let held = let_out(&rules, held);
            let mut bytes = held.shard.to_bytes();
            append_severities(
                &mut bytes,
                held.severities().into_iter().map(|(id, it)| (id, told(&rules, it))),
            );
            (held.info(now), bytes)
        })
        .await?;
        let mut transaction = self.storage.write().await?;
        let line = Line::by(actor, "list.copy", format!("list/{id}"))
            .of(country)
            .because("the device searches before the server can")
            .with(format!("{} people, version {}", info.people, info.version));
        self.log.append(&mut transaction, now, line).await?;
        let holder = (actor.session.as_str(), actor.account);
        held_copies::note(&mut transaction, id, holder, info.version, now).await?;
        transaction.commit().await?;
        let signed = self.signed(Some(&info), bytes);
        Ok((info, signed))
    }

    /// A page of what a device needs that holds version `since`; from `cursor` on, where an earlier page ended.
    pub(crate) async fn changes_of_list(
        &self,
        actor: &Actor,
        id: ListId,
        since: u64,
        cursor: Option<Cursor>,
    ) -> Result<Signed, Error> {
        let held = self.list_to_hold(actor, id).await?;
        let rules = self.rules_of(actor).await?;
        let name = &held.list.terms.name;
        let info = held.info(self.clock.now());
        if since > info.version {
            return Err(invalid("since", "The list has no such version yet: fetch a whole copy."));
        }
        let mut snapshot = self.storage.snapshot().await?;
        let number = changes::number_since(&mut snapshot, id, since).await?;
        // Removals cost 16 bytes, people some thousand: past half the list a copy, ready for search, is shorter.
        let far = number > u64::from(PAGE) && number > u64::from(info.people) / 2;
        let following = if since == 0 || (far && cursor.is_none()) {
            Following::FarBehind
        } else {
            let page = changes::since(&mut snapshot, id, since, cursor, PAGE).await?;
            let next = page.last().copied().filter(|_| page.len() == PAGE as usize);
            let (mut entered, mut left) = (Vec::new(), Vec::new());
            for change in page {
                let row = entries::look_up(&mut snapshot, change.entry).await?;
                let active = row.filter(|row| row.standing.state == policy::EntryState::Active);
                let opened = active.map(|row| Entry::open(&self.vault, &row)).transpose()?;
                let may_go =
                    |entry: &Entry| may_hold_entry(&rules, name, entry.particulars.severity).granted();
                match opened.filter(may_go) {
                    None => left.push(change.entry),
                    Some(entry) => {
                        entered.push(Entered {
                            entry: entry.id,
                            severity: told(&rules, entry.particulars.severity),
                            prints: entry
                                .prints
                                .into_iter()
                                .map(|print| (print.position, Bytes(print.template.0)))
                                .collect(),
                        });
                    }
                }
            }
            Following::Changes(Changes { list: info.clone(), since, entered, left, next })
        };
        drop(snapshot);
        self.note_given(actor, &held, &following).await?;
        let bytes = serde_json::to_vec(&following).map_err(Error::stored("page of changes"))?;
        Ok(self.signed(None, bytes))
    }

    /// The rules of the site that a device is at.
    async fn rules_of(&self, actor: &Actor) -> Result<SitePolicy, Error> {
        let mut db = self.storage.read().await?;
        Ok(accounts::site(&mut db, &self.programme_key, actor.site, self.clock.now()).await?.policy)
    }

    /// Puts on record what a page gave out, and which version the device holds with it.
    async fn note_given(&self, actor: &Actor, held: &HeldList, following: &Following) -> Result<(), Error> {
        let Following::Changes(page) = following else { return Ok(()) };
        let id = page.list.id;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        if !page.entered.is_empty() || !page.left.is_empty() {
            let line = Line::by(actor, "list.changes", format!("list/{id}"))
                .of(held.list.country)
                .because("the device searches before the server can")
                .with(format!(
                    "from version {} to {}: {} entered, {} left",
                    page.since,
                    page.list.version,
                    page.entered.len(),
                    page.left.len()
                ));
            self.log.append(&mut transaction, now, line).await?;
        }
        if page.next.is_none() {
            let holder = (actor.session.as_str(), actor.account);
            held_copies::note(&mut transaction, id, holder, page.list.version, now).await?;
        }
        transaction.commit().await
    }

    /// The devices that hold a list, the furthest behind first.
    pub(crate) async fn holders_of_list(&self, actor: &Actor, id: ListId) -> Result<Vec<Holder>, Error> {
        authorize(actor, Action::KeepLists, Object::List(actor.country))?;
        let mut db = self.storage.read().await?;
        let list = lists::find(&mut db, &self.programme_key, id).await?.ok_or_else(|| not_found("list"))?;
        authorize(actor, Action::KeepLists, Object::List(list.country))?;
        let since = self.clock.now().plus_seconds(-IDLE_SECONDS);
        let mut rows = held_copies::of(&mut db, &self.programme_key, id, since).await?;
        let now = self.clock.now();
        for (holder, ..) in &mut rows {
            (holder.behind, holder.behind_since) = changes::first_since(&mut db, id, holder.version).await?;
            holder.far_behind = holder.behind_since.is_some_and(|since| is_far_behind(since.0, now.0));
        }
        drop(db);
        let holders = rows
            .into_iter()
            .map(|(holder, session, visit)| {
                Ok(Holder { browser: self.browser_of(session, &visit)?, ..holder })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let line = Line::by(actor, "list.holders", format!("list/{id}"))
            .of(list.country)
            .with(format!("{} devices", holders.len()));
        self.note(line).await?;
        Ok(holders)
    }
}

/// What of a list the site's rules let out: all of it, unless they keep some severities on the server.
fn let_out(rules: &SitePolicy, mut held: Arc<HeldList>) -> Arc<HeldList> {
    let name = held.list.terms.name.clone();
    let stays = |severity: u8| !may_hold_entry(rules, &name, severity).granted();
    let home: Vec<_> = held.severities().into_iter().filter(|(_, severity)| stays(*severity)).collect();
    if !home.is_empty() {
        let held = Arc::make_mut(&mut held);
        home.into_iter().for_each(|(entry, _)| held.leave(entry));
    }
    held
}

/// A severity as a device is told it; 0 where the site's rules let none out.
fn told(rules: &SitePolicy, severity: u8) -> u8 {
    if rules.devices.fields.contains(&DeviceField::Severity) { severity } else { 0 }
}

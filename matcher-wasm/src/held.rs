use std::collections::HashMap;

use ed25519_dalek::{Signature, VerifyingKey};
use fingerprint::{FingerPosition, Score, Template};
use gallery::{PersonId, SearchOptions, Shard};
use sha2::{Digest as _, Sha256 as Hasher};
use uuid::Uuid;
use wire::list::{Entered, Following, Lead, ListInfo, Seal, SearchAnswer, signed_statement};
use wire::matcher::{Answer, CopyPiece, ProbePrint, Share};
use wire::{Code, EntryId, ListId, Problem, Sha256, Timestamp};

use crate::arriving::ArrivingCopy;
use crate::beside::Beside;

/// This worker's share of the watchlist copies on this device.
#[derive(Default)]
pub(crate) struct HeldLists {
    lists: Vec<HeldList>,
    /// A copy of which there is more to come.
    arriving: Option<ArrivingCopy>,
}

pub(crate) struct HeldList {
    pub info: ListInfo,
    pub shard: Shard,
    pub share: Share,
    pub severities: HashMap<EntryId, u8>,
}

/// More leads than this are no lead at all.
const MOST_LEADS: usize = 20;

impl HeldLists {
    /// Takes the next piece of a copy; with the last, the share of it takes the place of an older copy of the same list.
    pub(crate) fn hold(
        &mut self,
        info: ListInfo,
        seal: &Seal,
        (piece, share): (CopyPiece, Share),
        bytes: &impl Beside,
    ) -> Result<(), Problem> {
        let arriving = match piece.from {
            0 => Some(ArrivingCopy::new(info, share)),
            from => self.arriving.take().filter(|arriving| arriving.goes_on(&info, share, from)),
        };
        let mut arriving = arriving
            .ok_or_else(|| Problem::new(Code::Conflict, "this piece of a copy follows none that is here"))?;
        arriving.take(bytes);
        if piece.more {
            self.arriving = Some(arriving);
            return Ok(());
        }
        let held = arriving.into_held(seal)?;
        self.release(held.info.id);
        self.lists.push(held);
        self.lists.sort_by(|one, other| one.info.name.cmp(&other.info.name));
        Ok(())
    }

    /// Applies a page of changes to the list that it is of.
    pub(crate) fn follow(&mut self, seal: &Seal, page: &[u8]) -> Result<Answer, Problem> {
        verify(None, seal, Hasher::new_with_prefix(page))?;
        let following = serde_json::from_slice(page)
            .map_err(|error| Problem::invalid("page", format!("not a page of changes: {error}")))?;
        let Following::Changes(page) = following else {
            return Ok(Answer::Followed { lists: self.infos(), left: vec![], next: None, far_behind: true });
        };
        let held = self
            .lists
            .iter_mut()
            .find(|held| held.info.id == page.list.id && held.info.version == page.since)
            .ok_or_else(|| Problem::new(Code::Conflict, "the changes follow a version that is not held"))?;
        // Everything is read before anything is changed: a page holds as a whole or not at all.
        let entered = page
            .entered
            .iter()
            .map(|entered| Ok((entered, templates(entered)?)))
            .collect::<Result<Vec<_>, Problem>>()?;
        for entry in &page.left {
            held.shard.remove(&person(*entry));
            held.severities.remove(entry);
        }
        for (entered, prints) in entered {
            // Whoever was on the list before may be in another share of it than they belong to now.
            held.shard.remove(&person(entered.entry));
            held.severities.insert(entered.entry, entered.severity);
            if belongs(entered.entry, held.share) {
                held.shard.insert(person(entered.entry), &prints);
            }
        }
        if page.next.is_none() {
            held.info = ListInfo { people: held.shard.people() as u32, ..page.list };
        }
        Ok(Answer::Followed { lists: self.infos(), left: page.left, next: page.next, far_behind: false })
    }

    pub(crate) fn release(&mut self, list: ListId) {
        self.lists.retain(|held| held.info.id != list);
    }

    pub(crate) fn infos(&self) -> Vec<ListInfo> {
        self.lists.iter().map(|held| held.info.clone()).collect()
    }

    /// Searches every list held; the answer names them all.
    pub(crate) fn search(
        &self,
        prints: &[ProbePrint],
        threshold: Score,
        now: Timestamp,
    ) -> Result<SearchAnswer, Problem> {
        if self.lists.is_empty() {
            return Err(Problem::new(Code::NotFound, "this device holds no list yet: nothing was searched"));
        }
        let probe = prints
            .iter()
            .enumerate()
            .map(|(at, print)| match Template::from_bytes(&print.template.0) {
                Ok(template) => Ok((print.position, template)),
                Err(error) => Err(Problem::invalid(format!("prints[{at}].template"), error.to_string())),
            })
            .collect::<Result<Vec<_>, _>>()?;

        let options = SearchOptions { limit: MOST_LEADS, threshold, threads: 1 };
        let mut leads: Vec<Lead> = Vec::new();
        for held in &self.lists {
            leads.extend(held.shard.search_part(&probe, held.share.of as usize, &options).into_iter().map(
                |candidate| {
                    Lead {
                        list: held.info.id,
                        entry: EntryId(Uuid::from_bytes(candidate.person.0)),
                        severity: held
                            .severities
                            .get(&EntryId(Uuid::from_bytes(candidate.person.0)))
                            .copied()
                            .unwrap_or_default(),
                        score: candidate.score,
                        fingers: candidate.fingers.len() as u32,
                        fpir: candidate.fpir,
                    }
                },
            ));
        }
        leads.sort_by(|one, other| other.score.get().total_cmp(&one.score.get()));
        leads.truncate(MOST_LEADS);
        let mut not_compared: Vec<_> = probe.iter().map(|(position, _)| *position).collect();
        not_compared.retain(|&position| !self.lists.iter().any(|held| held.shard.can_compare(position)));
        Ok(SearchAnswer { searched: self.infos(), leads, not_compared, incomplete: vec![], at: now })
    }
}

/// Whether whoever enters is kept in this share: exactly one of them. The last byte of an identifier is random.
fn belongs(entry: EntryId, share: Share) -> bool {
    u32::from(entry.0.as_bytes()[15]) % share.of.max(1) == share.own
}

fn person(entry: EntryId) -> PersonId {
    PersonId(entry.0.into_bytes())
}

fn templates(entered: &Entered) -> Result<Vec<(FingerPosition, Template)>, Problem> {
    let read = |(position, template): &(FingerPosition, wire::Bytes)| {
        Template::from_bytes(&template.0)
            .map(|template| (*position, template))
            .map_err(|error| Problem::invalid("entered.prints", error.to_string()))
    };
    entered.prints.iter().map(read).collect()
}

/// Believes nothing that the server's key did not sign as it is.
pub(crate) fn verify(copy_of: Option<&ListInfo>, seal: &Seal, content: Hasher) -> Result<(), Problem> {
    let statement = signed_statement(copy_of, &Sha256::from_digest(&content.finalize().into()));
    let fixed = |text: &str| hex::decode(text).ok();
    let key = fixed(&seal.key).and_then(|key| VerifyingKey::from_bytes(&key.try_into().ok()?).ok());
    let signature = fixed(&seal.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    match (key, signature) {
        (Some(key), Some(signature)) if key.verify_strict(&statement, &signature).is_ok() => Ok(()),
        _ => Err(Problem::new(
            Code::Altered,
            "what came is not what the server signed: it was altered on the way, or is of another server",
        )),
    }
}

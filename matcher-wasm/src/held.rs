use fingerprint::{Score, Template};
use gallery::{SearchOptions, Shard};
use uuid::Uuid;
use wire::list::{Lead, ListInfo, SearchAnswer};
use wire::matcher::ProbePrint;
use wire::{Code, EntryId, ListId, Problem, Timestamp};

/// The watchlist copies on this device.
#[derive(Default)]
pub(crate) struct HeldLists {
    lists: Vec<HeldList>,
}

struct HeldList {
    info: ListInfo,
    shard: Shard,
}

/// More leads than this are no lead at all.
const MOST_LEADS: usize = 20;

impl HeldLists {
    /// Holds `copy`, in place of an older copy of the same list.
    pub(crate) fn hold(&mut self, info: ListInfo, copy: Vec<u8>) -> Result<(), Problem> {
        let shard = Shard::from_bytes(copy).map_err(|error| {
            Problem::invalid("copy", format!("the copy of {} is unusable: {error}", info.name))
        })?;
        self.release(info.id);
        self.lists.push(HeldList { info, shard });
        self.lists.sort_by(|one, other| one.info.name.cmp(&other.info.name));
        Ok(())
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
            leads.extend(held.shard.search(&probe, &options).into_iter().map(|candidate| Lead {
                list: held.info.id,
                entry: EntryId(Uuid::from_bytes(candidate.person.0)),
                score: candidate.score,
                fingers: candidate.fingers.len() as u32,
            }));
        }
        leads.sort_by(|one, other| other.score.get().total_cmp(&one.score.get()));
        leads.truncate(MOST_LEADS);
        let mut not_compared: Vec<_> = probe.iter().map(|(position, _)| *position).collect();
        not_compared.retain(|&position| !self.lists.iter().any(|held| held.shard.can_compare(position)));
        Ok(SearchAnswer { searched: self.infos(), leads, not_compared, at: now })
    }
}

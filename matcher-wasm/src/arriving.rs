use gallery::{Arriving, Check, ShardError};
use sha2::{Digest as _, Sha256 as Hasher};
use wire::Problem;
use wire::list::{ListInfo, Seal, take_severities};
use wire::matcher::Share;

use crate::beside::Beside;
use crate::held::{HeldList, verify};

/// Bytes that are looked at together: few beside what is kept, enough to be quick.
const AT_ONCE: usize = 1 << 20;

/// A list's copy of which not all has come. Nothing of it is searched before the whole is known to be what the server
/// signed.
pub(crate) struct ArrivingCopy {
    info: ListInfo,
    share: Share,
    /// Bytes that have come.
    come: u64,
    hasher: Hasher,
    people: Arriving,
    /// What lies behind them.
    severities: Vec<u8>,
    /// What is wrong with them. It is told last: of what was altered on the way nothing else is said.
    fault: Option<ShardError>,
}

impl ArrivingCopy {
    pub(crate) fn new(info: ListInfo, share: Share) -> Self {
        let own = gallery::Share { own: share.own as usize, of: share.of as usize };
        // What is believed at all is believed to the last byte, for the server has signed it: nothing is hashed twice.
        let (hasher, people) = (Hasher::new(), Arriving::new(own, Check::Parts));
        Self { info, share, come: 0, hasher, people, severities: Vec::new(), fault: None }
    }

    /// Whether the bytes from there on, of this share of this copy, come next.
    pub(crate) fn goes_on(&self, info: &ListInfo, share: Share, from: u64) -> bool {
        (self.info.id, self.info.version, self.share, self.come) == (info.id, info.version, share, from)
    }

    pub(crate) fn take(&mut self, bytes: &impl Beside) {
        let mut buffer = vec![0; bytes.count().min(AT_ONCE)];
        for from in (0..bytes.count()).step_by(AT_ONCE) {
            let part = &mut buffer[..AT_ONCE.min(bytes.count() - from)];
            bytes.copy(from, part);
            self.hasher.update(&part);
            match self.people.take(part) {
                Ok(behind) => self.severities.extend_from_slice(behind),
                Err(fault) => self.fault = Some(fault),
            }
        }
        self.come += bytes.count() as u64;
    }

    pub(crate) fn into_held(mut self, seal: &Seal) -> Result<HeldList, Problem> {
        verify(Some(&self.info), seal, self.hasher)?;
        let shard = self.fault.map_or_else(|| self.people.into_shard(), Err);
        let shard = shard.map_err(|error| unusable(&self.info, &error.to_string()))?;
        let severities = take_severities(&mut self.severities).filter(|_| self.severities.is_empty());
        let severities = severities.ok_or_else(|| unusable(&self.info, "it was cut short"))?;
        // Rules may keep some people on the server, and others are in other shares: what is told is how many are searched here.
        let info = ListInfo { people: shard.people() as u32, ..self.info };
        Ok(HeldList { info, shard, share: self.share, severities: severities.into_iter().collect() })
    }
}

fn unusable(info: &ListInfo, why: &str) -> Problem {
    Problem::invalid("copy", format!("the copy of {} is unusable: {why}", info.name))
}

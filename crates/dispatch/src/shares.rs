use std::collections::BTreeMap;

/// What each of several parties has been given, so that the next may go to who has had least.
///
/// Only parties that want something are in here. Who joins has had as much as the one with least: neither can anybody
/// save up turns while away, nor does who was served for long before have to wait for newcomers.
#[derive(Debug)]
pub(crate) struct Shares<P>(BTreeMap<P, u64>);

impl<P> Default for Shares<P> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<P: Ord> Shares<P> {
    /// Lets somebody join, if they are not here; `peers` are whom they compete with.
    pub(crate) fn join(&mut self, party: P, peers: impl Fn(&P) -> bool) {
        let least = self.0.iter().filter(|(other, _)| peers(other)).map(|(_, had)| *had).min();
        self.0.entry(party).or_insert(least.unwrap_or(0));
    }

    pub(crate) fn leave(&mut self, party: &P) {
        self.0.remove(party);
    }

    pub(crate) fn charge(&mut self, party: &P, cost: u64) {
        if let Some(had) = self.0.get_mut(party) {
            *had += cost;
        }
    }

    pub(crate) fn of(&self, party: &P) -> u64 {
        self.0.get(party).copied().unwrap_or_default()
    }
}

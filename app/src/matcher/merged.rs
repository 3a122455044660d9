//! What the shares of the lists come to together.

use wire::Timestamp;
use wire::list::{Incomplete, Lead, ListInfo, SearchAnswer};

/// More leads than this are no lead at all.
const MOST_LEADS: usize = 20;

/// One answer of the workers' answers, each of its share of `lists`; none where a worker stopped twice over it. Of a list with
/// a share that nobody searched nothing reads as "no match": it is incomplete.
pub(super) fn merged(lists: Vec<ListInfo>, shares: Vec<Option<SearchAnswer>>, at: Timestamp) -> SearchAnswer {
    let of = shares.len() as u32;
    let incomplete = lists.iter().filter_map(|list| {
        let has = |share: &&SearchAnswer| share.searched.iter().any(|each| each.id == list.id);
        let searched = shares.iter().flatten().filter(has).count() as u32;
        (searched < of).then_some(Incomplete { list: list.id, searched, of })
    });
    let incomplete = incomplete.collect();
    let not_compared = shares.iter().flatten().map(|share| &share.not_compared[..]);
    let not_compared = not_compared
        .reduce(|most, other| if other.len() < most.len() { other } else { most })
        .unwrap_or_default()
        .iter()
        .filter(|position| shares.iter().flatten().all(|share| share.not_compared.contains(position)))
        .copied()
        .collect();
    let mut leads: Vec<Lead> = shares.into_iter().flatten().flat_map(|share| share.leads).collect();
    for lead in &mut leads {
        if let Some(list) = lists.iter().find(|list| list.id == lead.list) {
            // Each share knows its own people alone.
            lead.fpir = lead.score.false_positive_identification_rate(list.people as usize);
        }
    }
    leads.sort_by(|one, other| other.score.get().total_cmp(&one.score.get()));
    leads.truncate(MOST_LEADS);
    SearchAnswer { searched: lists, leads, not_compared, incomplete, at }
}

/// The lists of all shares, each with the people of all of them.
pub(super) fn together(shares: impl IntoIterator<Item = Vec<ListInfo>>) -> Vec<ListInfo> {
    let mut all: Vec<ListInfo> = Vec::new();
    for list in shares.into_iter().flatten() {
        match all.iter_mut().find(|known| known.id == list.id) {
            Some(known) => known.people += list.people,
            None => all.push(list),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use fingerprint::{FingerPosition, Score};
    use wasm_bindgen_test::wasm_bindgen_test;
    use wire::{EntryId, ListId};

    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn list(people: u32) -> ListInfo {
        ListInfo { id: id(), name: "Wanted".into(), version: 3, people, as_of: NOW }
    }

    fn id() -> ListId {
        "01890000-0000-7000-8000-000000000001".parse().unwrap()
    }

    fn share(score: Option<f32>, not_compared: Vec<FingerPosition>) -> SearchAnswer {
        let lead = |score| Lead {
            list: id(),
            entry: EntryId::new(),
            severity: 1,
            score: Score::new(score),
            fingers: 1,
            fpir: 0.0,
        };
        let leads = score.into_iter().map(lead).collect();
        SearchAnswer { searched: vec![list(5)], leads, not_compared, incomplete: vec![], at: NOW }
    }

    #[wasm_bindgen_test]
    fn a_lead_is_weighed_against_the_people_of_all_shares_and_the_best_comes_first() {
        let shares = vec![Some(share(Some(45.0), vec![])), Some(share(Some(60.0), vec![]))];
        let answer = merged(together([vec![list(600)], vec![list(400)]]), shares, NOW);
        assert_eq!(answer.searched, [list(1000)]);
        assert_eq!(answer.leads[0].score, Score::new(60.0));
        assert_eq!(answer.leads[0].fpir, Score::new(60.0).false_positive_identification_rate(1000));
        assert!(answer.incomplete.is_empty());
    }

    #[wasm_bindgen_test]
    fn a_finger_is_not_compared_only_where_no_share_has_one_like_it() {
        let (index, thumb) = (FingerPosition::RightIndex, FingerPosition::RightThumb);
        let shares = vec![Some(share(None, vec![index, thumb])), Some(share(None, vec![thumb]))];
        assert_eq!(merged(vec![list(2)], shares, NOW).not_compared, [thumb]);
    }

    #[wasm_bindgen_test]
    fn where_a_share_was_not_searched_its_lists_are_incomplete() {
        let told = |shares| merged(vec![list(2)], shares, NOW).incomplete;
        let one = told(vec![None, Some(share(None, vec![]))]);
        assert_eq!((one[0].searched, one[0].of), (1, 2));
        let none = told(vec![None, None]);
        assert_eq!((none[0].searched, none[0].of), (0, 2));
        let lost = SearchAnswer { searched: vec![], ..share(None, vec![]) };
        let lost = told(vec![Some(lost), Some(share(None, vec![]))]);
        assert_eq!((lost[0].searched, lost[0].of), (1, 2), "a share that its worker holds no more");
    }
}

use serde::{Deserialize, Serialize};

use super::{Grounds, Missing};

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Somebody wrote it; nobody else has looked.
    Draft,
    /// A second person stands for it; it is not searched yet.
    Validated,
    /// It is searched and alerted on: the only state that is.
    Active,
    /// Its validation or its time is over. It is not searched.
    Stale,
    /// It was taken back, for good.
    Withdrawn,
}

impl EntryState {
    /// Every state, in the order that an entry goes through them.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Validated, Self::Active, Self::Stale, Self::Withdrawn];
}

/// What somebody does to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryStep {
    /// Writes it anew: what was changed was not validated.
    Revise,
    /// Stands for it as the second person.
    Validate,
    /// Has it searched from now on.
    Publish,
    /// Takes it back.
    Withdraw,
}

/// Where an entry stands, and by whose hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<P> {
    /// As it was last written down: [`Standing::state_at`] says where that has come to.
    pub state: EntryState,
    /// Who wrote it last.
    pub author: P,
    /// Until when the last validation holds.
    pub valid_until: Option<i64>,
    /// From when it no longer counts.
    pub expires_at: Option<i64>,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    /// The entry is not in a state for it: this one.
    State(EntryState),
    /// Nobody validates what they wrote themselves.
    OwnWork,
    /// It lacks this.
    Incomplete(Vec<Missing>),
}

impl<P: PartialEq> Standing<P> {
    /// Where the entry stands at `now`: past its validation or its expiry it is stale without anybody's doing.
    #[must_use]
    pub fn state_at(&self, now: i64) -> EntryState {
        let over = |end: Option<i64>| end.is_none_or(|end| end <= now);
        match self.state {
            EntryState::Active | EntryState::Validated if over(self.valid_until) || over(self.expires_at) => {
                EntryState::Stale
            }
            state => state,
        }
    }

    /// Whether it is searched, and an identification by it alerts.
    #[must_use]
    pub fn alerts(&self, now: i64) -> bool {
        self.state_at(now) == EntryState::Active
    }

    /// The state after `by` has done `step`.
    ///
    /// # Errors
    /// [`NotNow`]: then nothing may change.
    pub fn after(&self, step: EntryStep, by: &P, grounds: &Grounds, now: i64) -> Result<EntryState, NotNow> {
        use EntryState::{Active, Draft, Stale, Validated, Withdrawn};
        let state = self.state_at(now);
        let next = match (step, state) {
            (EntryStep::Revise, Draft | Validated | Active | Stale) => Draft,
            (EntryStep::Validate, Draft | Stale) => Validated,
            // Renewed before it went stale: it stays in search meanwhile.
            (EntryStep::Validate, Active) => Active,
            (EntryStep::Publish, Validated) => Active,
            (EntryStep::Withdraw, Draft | Validated | Active | Stale) => Withdrawn,
            _ => return Err(NotNow::State(state)),
        };
        if step == EntryStep::Validate && *by == self.author {
            return Err(NotNow::OwnWork);
        }
        if matches!(step, EntryStep::Validate | EntryStep::Publish) {
            let missing = grounds.missing(now);
            if !missing.is_empty() {
                return Err(NotNow::Incomplete(missing));
            }
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [EntryStep; 4] =
        [EntryStep::Revise, EntryStep::Validate, EntryStep::Publish, EntryStep::Withdraw];

    fn one_source() -> Vec<String> {
        vec!["Prosecutor".into()]
    }

    fn sound(sources: &[String]) -> Grounds<'_> {
        Grounds {
            sources,
            sources_needed: 1,
            criterion: "arrest warrant",
            evidence_at: Some(500),
            expires_at: Some(2000),
            prints: 2,
        }
    }

    fn standing(state: EntryState) -> Standing<&'static str> {
        Standing { state, author: "Manager 1", valid_until: Some(1500), expires_at: Some(2000) }
    }

    #[test]
    fn an_entry_becomes_active_by_way_of_a_second_person_and_no_other() {
        let sources = one_source();
        let step = |state, step, by| standing(state).after(step, &by, &sound(&sources), 1000);
        assert_eq!(
            step(EntryState::Draft, EntryStep::Publish, "Manager 2"),
            Err(NotNow::State(EntryState::Draft))
        );
        assert_eq!(step(EntryState::Draft, EntryStep::Validate, "Manager 1"), Err(NotNow::OwnWork));
        assert_eq!(step(EntryState::Draft, EntryStep::Validate, "Manager 2"), Ok(EntryState::Validated));
        assert_eq!(step(EntryState::Validated, EntryStep::Publish, "Manager 1"), Ok(EntryState::Active));
        assert_eq!(step(EntryState::Active, EntryStep::Revise, "Manager 2"), Ok(EntryState::Draft));
    }

    #[test]
    fn only_active_entries_alert_and_only_until_validation_and_expiry() {
        for state in EntryState::ALL {
            assert_eq!(standing(state).alerts(1499), state == EntryState::Active, "{state:?}");
        }
        let active = standing(EntryState::Active);
        assert_eq!(active.state_at(1499), EntryState::Active);
        assert_eq!(active.state_at(1500), EntryState::Stale, "the validation is over");
        let expired = Standing { valid_until: Some(9000), ..active.clone() };
        assert_eq!(expired.state_at(2000), EntryState::Stale, "its time is over");
        for forgotten in
            [Standing { valid_until: None, ..active.clone() }, Standing { expires_at: None, ..active }]
        {
            assert!(!forgotten.alerts(0), "an end that nobody knows is no reason to go on");
        }
    }

    #[test]
    fn without_every_ground_nothing_becomes_active_and_all_that_is_missing_is_told() {
        let (sources, nobody) = (one_source(), vec![" ".into()]);
        let sound = sound(&sources);
        for (grounds, missing) in [
            (Grounds { sources: &nobody, ..sound }, Missing::Source),
            (Grounds { sources_needed: 2, ..sound }, Missing::FurtherSource),
            (Grounds { criterion: " ", ..sound }, Missing::Criterion),
            (Grounds { evidence_at: None, ..sound }, Missing::EvidenceDate),
            (Grounds { evidence_at: Some(1001), ..sound }, Missing::EvidenceAhead),
            (Grounds { expires_at: None, ..sound }, Missing::Expiry),
            (Grounds { expires_at: Some(1000), ..sound }, Missing::Expired),
            (Grounds { prints: 0, ..sound }, Missing::Print),
        ] {
            assert_eq!(grounds.missing(1000), [missing]);
            for (state, step) in
                [(EntryState::Draft, EntryStep::Validate), (EntryState::Validated, EntryStep::Publish)]
            {
                let refused = standing(state).after(step, &"Manager 2", &grounds, 1000);
                assert_eq!(refused, Err(NotNow::Incomplete(vec![missing])));
            }
        }
        let empty =
            Grounds { sources: &[], criterion: "", evidence_at: None, expires_at: None, prints: 0, ..sound };
        assert_eq!(empty.missing(1000).len(), 5);
    }

    #[test]
    fn a_stale_entry_comes_back_only_through_a_second_person() {
        let sources = one_source();
        let stale = standing(EntryState::Active);
        let step = |step, by| stale.after(step, &by, &sound(&sources), 1600);
        assert_eq!(step(EntryStep::Publish, "Manager 2"), Err(NotNow::State(EntryState::Stale)));
        assert_eq!(step(EntryStep::Validate, "Manager 1"), Err(NotNow::OwnWork));
        assert_eq!(step(EntryStep::Validate, "Manager 2"), Ok(EntryState::Validated));
    }

    #[test]
    fn an_active_entry_that_is_validated_again_in_time_stays_in_search() {
        let sources = one_source();
        let active = standing(EntryState::Active);
        let renewed = active.after(EntryStep::Validate, &"Manager 2", &sound(&sources), 1400);
        assert_eq!(renewed, Ok(EntryState::Active));
    }

    #[test]
    fn what_was_withdrawn_stays_withdrawn() {
        let sources = one_source();
        for step in STEPS {
            let refused = standing(EntryState::Withdrawn).after(step, &"Manager 2", &sound(&sources), 1000);
            assert_eq!(refused, Err(NotNow::State(EntryState::Withdrawn)));
        }
        for state in EntryState::ALL.into_iter().filter(|state| *state != EntryState::Withdrawn) {
            let taken_back = standing(state).after(EntryStep::Withdraw, &"Manager 1", &sound(&sources), 1000);
            assert_eq!(taken_back, Ok(EntryState::Withdrawn), "anybody may take back, the author too");
        }
    }
}

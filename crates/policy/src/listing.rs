//! What a watchlist entry goes through, from the first draft until it is withdrawn, and what it must rest on.
//!
//! Moments are milliseconds since 1970 UTC; a person is whatever names one (`P`), as long as two can be told apart.

use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400_000;

/// What a finding asks of the officer who stands before the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// The person may need help: they are not accused of anything.
    Help,
    /// Something to know, and no danger.
    Inform,
    /// To be careful.
    #[default]
    Caution,
}

impl Approach {
    /// Every approach, the calmest first.
    pub const ALL: [Self; 3] = [Self::Help, Self::Inform, Self::Caution];
}

/// Why people are on a list: what an alert says, how much it weighs, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// As the alert shows it; no two of a list are alike.
    pub name: String,
    /// 1 (least) to 4.
    pub severity: u8,
    /// How an officer goes up to the person: an alert looks accordingly.
    #[serde(default)]
    pub approach: Approach,
    /// What the officer is to do, whom to call.
    pub instructions: String,
    /// The number to call; empty where the site's own is meant.
    #[serde(default)]
    pub phone: String,
    /// How many sources that do not depend on each other must vouch for an entry; 1 at least.
    pub sources: u8,
    /// For how many days a validation holds; then the entry goes stale until somebody validates it again.
    pub validation_days: u16,
}

impl Category {
    /// The severities there are.
    pub const SEVERITIES: std::ops::RangeInclusive<u8> = 1..=4;
    /// The validation periods that make sense: a day to five years.
    pub const VALIDATION_DAYS: std::ops::RangeInclusive<u16> = 1..=1826;

    /// What a list starts with. A label that follows a person for years on one partner's word (gang membership,
    /// special interest) takes two sources and is looked at twice a year.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        const CALL: &str = "Do not detain on this alone: call the shift commander before you act.";
        const KNOW: &str = "Treat the person like any other. Tell the shift commander before they leave.";
        const HELP: &str = "The person is not wanted for anything. Ask whether they need help, and call before \
                            you tell anybody where they are.";
        use Approach::{Caution, Help, Inform};
        [
            ("Wanted", 3, Caution, CALL, 1, 365),
            ("Criminal conviction", 2, Inform, KNOW, 1, 365),
            ("Prior arrest at the border", 1, Inform, KNOW, 1, 365),
            ("People smuggling", 3, Caution, CALL, 1, 365),
            ("Gang membership", 4, Caution, CALL, 2, 180),
            ("Special interest", 4, Caution, CALL, 2, 180),
            ("Re-entry ban", 2, Inform, KNOW, 1, 365),
            ("Missing person", 1, Help, HELP, 1, 180),
        ]
        .map(|(name, severity, approach, instructions, sources, validation_days)| Self {
            name: name.into(),
            severity,
            approach,
            instructions: instructions.into(),
            phone: String::new(),
            sources,
            validation_days,
        })
        .into()
    }
}

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

/// What an entry must rest on before anybody can stand for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds<'a> {
    /// Who vouches for it.
    pub sources: &'a [String],
    /// How many its category asks for ([`Category::sources`]).
    pub sources_needed: u8,
    /// The criterion it meets.
    pub criterion: &'a str,
    /// The date of the evidence.
    pub evidence_at: Option<i64>,
    /// From when it no longer counts.
    pub expires_at: Option<i64>,
    /// How many prints there are to be compared with.
    pub prints: usize,
}

/// Something an entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Nobody says who put it there.
    Source,
    /// Its category asks for more sources than it names.
    FurtherSource,
    /// It names no criterion.
    Criterion,
    /// Its evidence has no date.
    EvidenceDate,
    /// Its evidence would be of the future.
    EvidenceAhead,
    /// It would stay for ever.
    Expiry,
    /// Its time is over.
    Expired,
    /// There is nothing to compare with.
    Print,
}

impl Grounds<'_> {
    /// All that is missing, so that an editor can show it at once.
    #[must_use]
    pub fn missing(&self, now: i64) -> Vec<Missing> {
        let mut missing = Vec::new();
        match self.named_sources() {
            0 => missing.push(Missing::Source),
            named if named < usize::from(self.sources_needed) => missing.push(Missing::FurtherSource),
            _ => {}
        }
        if self.criterion.trim().is_empty() {
            missing.push(Missing::Criterion);
        }
        match self.evidence_at {
            None => missing.push(Missing::EvidenceDate),
            Some(at) if at > now => missing.push(Missing::EvidenceAhead),
            Some(_) => {}
        }
        match self.expires_at {
            None => missing.push(Missing::Expiry),
            Some(end) if end <= now => missing.push(Missing::Expired),
            Some(_) => {}
        }
        if self.prints == 0 {
            missing.push(Missing::Print);
        }
        missing
    }

    /// The same name twice is one source.
    fn named_sources(&self) -> usize {
        let names =
            self.sources.iter().map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty());
        names.collect::<std::collections::BTreeSet<_>>().len()
    }
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

/// Until when a validation given now holds.
#[must_use]
pub fn valid_until(category: &Category, now: i64) -> i64 {
    now.saturating_add(i64::from(category.validation_days) * DAY)
}

/// Whether a validation that ends at `end` is to be given again: in its last thirty days, or the last quarter of a
/// shorter one. Before that nothing asks for it.
#[must_use]
pub fn validation_due(category: &Category, end: i64, now: i64) -> bool {
    const NOTICE: i64 = 30 * DAY;
    let term = i64::from(category.validation_days) * DAY;
    now >= end.saturating_sub(NOTICE.min(term / 4))
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
    fn gang_membership_takes_two_sources_and_one_named_twice_is_one() {
        let gang = Category::usual().into_iter().find(|category| category.name == "Gang membership").unwrap();
        let named = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let twice = named(&["Police of the capital", "police of the capital "]);
        let two = named(&["Police of the capital", "Prison service"]);
        let with =
            |sources| Grounds { sources, sources_needed: gang.sources, ..sound(sources) }.missing(1000);
        assert_eq!(with(&twice), [Missing::FurtherSource]);
        assert_eq!(with(&two), []);
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

    #[test]
    fn a_validation_holds_for_as_long_as_its_category_says() {
        let category = Category { validation_days: 2, ..Category::usual().remove(0) };
        assert_eq!(valid_until(&category, 1000), 1000 + 2 * DAY);
    }

    #[test]
    fn a_validation_is_due_again_in_its_last_month_or_the_last_quarter_of_a_short_one() {
        for (validation_days, notice) in [(365, 30), (120, 30), (8, 2)] {
            let category = Category { validation_days, ..Category::usual().remove(0) };
            let end = valid_until(&category, 1000);
            assert!(!validation_due(&category, end, end - notice * DAY - 1), "{validation_days} days");
            assert!(validation_due(&category, end, end - notice * DAY), "{validation_days} days");
            assert!(validation_due(&category, end, end + DAY), "over is due too");
        }
    }
}

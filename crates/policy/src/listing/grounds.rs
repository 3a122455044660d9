use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Category;

    #[test]
    fn gang_membership_takes_two_sources_and_one_named_twice_is_one() {
        let gang = Category::usual().into_iter().find(|category| category.name == "Gang membership").unwrap();
        let named = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let twice = named(&["Police of the capital", "police of the capital "]);
        let two = named(&["Police of the capital", "Prison service"]);
        let with = |sources: &[String]| {
            let grounds = Grounds {
                sources,
                sources_needed: gang.sources,
                criterion: "membership",
                evidence_at: Some(500),
                expires_at: Some(2000),
                prints: 2,
            };
            grounds.missing(1000)
        };
        assert_eq!(with(&twice), [Missing::FurtherSource]);
        assert_eq!(with(&two), []);
    }
}

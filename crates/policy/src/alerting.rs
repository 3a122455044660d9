/// What a watchlist entry rests on. Moments are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds<'a> {
    /// Who put the entry there.
    pub source: &'a str,
    /// The criterion it meets.
    pub criterion: &'a str,
    /// The date of the evidence.
    pub evidence_at: Option<i64>,
    /// Who validated it last.
    pub validator: &'a str,
    /// From when it no longer counts.
    pub expires_at: Option<i64>,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// Why an entry is neither searched nor alerted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfounded {
    /// It was taken back.
    Withdrawn,
    /// Nobody says who put it there.
    NoSource,
    /// It names no criterion.
    NoCriterion,
    /// Its evidence has no date.
    NoEvidenceDate,
    /// Nobody validated it.
    NotValidated,
    /// It would stay for ever.
    NoExpiry,
    /// Its time is over.
    Expired,
}

/// Whether an entry may be searched and alerted on: only with a source, a criterion, dated evidence, a validation
/// and an expiry that lies ahead.
///
/// # Errors
/// The first ground that is missing.
pub fn may_alert(grounds: &Grounds, now: i64) -> Result<(), Unfounded> {
    let missing = |text: &str| text.trim().is_empty();
    if grounds.withdrawn {
        return Err(Unfounded::Withdrawn);
    }
    if missing(grounds.source) {
        return Err(Unfounded::NoSource);
    }
    if missing(grounds.criterion) {
        return Err(Unfounded::NoCriterion);
    }
    if grounds.evidence_at.is_none() {
        return Err(Unfounded::NoEvidenceDate);
    }
    if missing(grounds.validator) {
        return Err(Unfounded::NotValidated);
    }
    match grounds.expires_at {
        None => Err(Unfounded::NoExpiry),
        Some(end) if end <= now => Err(Unfounded::Expired),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: Grounds = Grounds {
        source: "Prosecutor",
        criterion: "arrest warrant",
        evidence_at: Some(500),
        validator: "Manager 1",
        expires_at: Some(2000),
        withdrawn: false,
    };

    #[test]
    fn an_entry_alerts_only_with_every_ground_and_until_it_expires() {
        assert_eq!(may_alert(&SOUND, 1999), Ok(()));
        assert_eq!(may_alert(&SOUND, 2000), Err(Unfounded::Expired));
        for (grounds, why) in [
            (Grounds { withdrawn: true, ..SOUND }, Unfounded::Withdrawn),
            (Grounds { source: " ", ..SOUND }, Unfounded::NoSource),
            (Grounds { criterion: "", ..SOUND }, Unfounded::NoCriterion),
            (Grounds { evidence_at: None, ..SOUND }, Unfounded::NoEvidenceDate),
            (Grounds { validator: "", ..SOUND }, Unfounded::NotValidated),
            (Grounds { expires_at: None, ..SOUND }, Unfounded::NoExpiry),
        ] {
            assert_eq!(may_alert(&grounds, 1000), Err(why));
        }
    }
}

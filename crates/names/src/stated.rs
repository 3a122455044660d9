use wire::biography::{Biography, NamesAgreement, Stated};

use crate::{Name, agreement};

/// From this likeness on one name may be a spelling of the other.
const AGREE: f32 = 0.82;

/// What is stated of two people, held side by side. The same either way round.
#[must_use]
pub fn stated(one: &Biography, other: &Biography) -> Stated {
    let read = |facts: &Biography| -> Vec<Name> {
        facts.names.iter().map(|name| Name::read(name)).filter(|name| !name.is_empty()).collect()
    };
    let (ones, others) = (read(one), read(other));
    let alike = ones.iter().any(|name| others.iter().any(|other| name.likeness(other) >= AGREE));
    let names = match (ones.is_empty() || others.is_empty(), alike) {
        (true, _) => NamesAgreement::NotStated,
        (false, true) => NamesAgreement::Agree,
        (false, false) => NamesAgreement::Differ,
    };
    Stated { names, born: one.born.zip(other.born).map(|(one, other)| agreement(&one, &other)) }
}

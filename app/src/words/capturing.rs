use capture::{Complaint, Guidance, Impression, Manner, OverrideReason, Step, WhyMissing};
use policy::Sequence;

use super::{finger, fingers, remedy_for};
use crate::I18n;
use crate::texts::i18n::*;

/// "Left four fingers".
pub fn step(i18n: I18n, step: &Step) -> String {
    let plain = match step.code() {
        13 => t_string!(i18n, step.right_four).to_owned(),
        14 => t_string!(i18n, step.left_four).to_owned(),
        15 => t_string!(i18n, step.two_thumbs).to_owned(),
        _ => fingers(i18n, &step.asked),
    };
    match step.manner {
        Manner::Plain => plain,
        Manner::Rolled => t_string!(i18n, step.rolled, finger = plain),
    }
}

/// "Left four, right four, two thumbs".
pub fn sequence(i18n: I18n, sequence: Sequence) -> &'static str {
    match sequence {
        Sequence::FourFourTwo => t_string!(i18n, sequence.four_four_two),
        Sequence::SingleTen => t_string!(i18n, sequence.single_ten),
        Sequence::TwoIndexes => t_string!(i18n, sequence.two_indexes),
        Sequence::RolledTen => t_string!(i18n, sequence.rolled_ten),
    }
}

/// The one thing to say about a live picture.
pub fn guidance(i18n: I18n, guidance: Guidance, step: &Step) -> String {
    let named = |position, words: &str| {
        if step.expected.len() > 1 {
            format!("{}: {words}", finger(i18n, position))
        } else {
            words.to_owned()
        }
    };
    match guidance {
        Guidance::Lift => t_string!(i18n, guidance.lift).to_owned(),
        Guidance::Wipe => t_string!(i18n, guidance.wipe).to_owned(),
        Guidance::Place => t_string!(i18n, guidance.place, step = self::step(i18n, step)),
        Guidance::More { .. } if step.expected.len() == 1 => t_string!(i18n, advice.too_small).to_owned(),
        Guidance::More { seen, expected } => t_string!(i18n, guidance.more, seen = seen, expected = expected),
        Guidance::Fewer => t_string!(i18n, guidance.fewer, step = self::step(i18n, step)),
        Guidance::OtherHand => t_string!(i18n, guidance.other_hand, step = self::step(i18n, step)),
        Guidance::Still => t_string!(i18n, guidance.still).to_owned(),
        Guidance::Finger(position, reason) => named(position, remedy_for(i18n, reason)),
        Guidance::Again(position) => named(position, t_string!(i18n, guidance.again)),
        Guidance::Hold => t_string!(i18n, guidance.hold).to_owned(),
        Guidance::Taken => t_string!(i18n, guidance.taken).to_owned(),
        Guidance::TimedOut => t_string!(i18n, guidance.timed_out).to_owned(),
    }
}

/// Why a picture cannot stand, and what to do.
pub fn complaint(i18n: I18n, complaint: Complaint) -> String {
    match complaint {
        Complaint::MissingFinger { found: 0, .. } => t_string!(i18n, complaint.nothing).to_owned(),
        Complaint::MissingFinger { found, expected } => {
            t_string!(i18n, complaint.missing_finger, found = found, expected = expected)
        }
        Complaint::TooMany { found, expected } => {
            t_string!(i18n, complaint.too_many, found = found, expected = expected)
        }
        Complaint::WrongHand => t_string!(i18n, complaint.wrong_hand).to_owned(),
        Complaint::SameFinger { finger: asked, taken_as } => t_string!(
            i18n,
            complaint.same_finger,
            finger = finger(i18n, asked),
            taken_as = finger(i18n, taken_as)
        ),
        Complaint::WrongFinger { finger: asked } => {
            t_string!(i18n, complaint.wrong_finger, finger = finger(i18n, asked))
        }
    }
}

/// "Amputated".
pub fn why_missing(i18n: I18n, why: WhyMissing) -> &'static str {
    match why {
        WhyMissing::Amputated => t_string!(i18n, missing.amputated),
        WhyMissing::Bandaged => t_string!(i18n, missing.bandaged),
        WhyMissing::Injured => t_string!(i18n, missing.injured),
        WhyMissing::CannotBeLaid => t_string!(i18n, missing.cannot_be_laid),
    }
}

/// "Skin worn by work or age".
pub fn override_reason(i18n: I18n, reason: OverrideReason) -> &'static str {
    match reason {
        OverrideReason::WornSkin => t_string!(i18n, keep.worn_skin),
        OverrideReason::DamagedSkin => t_string!(i18n, keep.damaged_skin),
        OverrideReason::CannotKeepStill => t_string!(i18n, keep.cannot_keep_still),
        OverrideReason::NoMoreTime => t_string!(i18n, keep.no_more_time),
    }
}

/// "laid flat".
pub fn impression(i18n: I18n, impression: Impression) -> &'static str {
    match impression {
        Impression::LivePlain => t_string!(i18n, how_taken.plain),
        Impression::LiveRolled => t_string!(i18n, how_taken.rolled),
        Impression::Unknown => t_string!(i18n, how_taken.unknown),
    }
}

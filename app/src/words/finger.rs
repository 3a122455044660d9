use fingerprint::FingerPosition;

use crate::I18n;
use crate::texts::i18n::*;

/// "Right index".
pub fn finger(i18n: I18n, position: FingerPosition) -> &'static str {
    match position {
        FingerPosition::Unknown => t_string!(i18n, finger.unknown),
        FingerPosition::RightThumb => t_string!(i18n, finger.right_thumb),
        FingerPosition::RightIndex => t_string!(i18n, finger.right_index),
        FingerPosition::RightMiddle => t_string!(i18n, finger.right_middle),
        FingerPosition::RightRing => t_string!(i18n, finger.right_ring),
        FingerPosition::RightLittle => t_string!(i18n, finger.right_little),
        FingerPosition::LeftThumb => t_string!(i18n, finger.left_thumb),
        FingerPosition::LeftIndex => t_string!(i18n, finger.left_index),
        FingerPosition::LeftMiddle => t_string!(i18n, finger.left_middle),
        FingerPosition::LeftRing => t_string!(i18n, finger.left_ring),
        FingerPosition::LeftLittle => t_string!(i18n, finger.left_little),
    }
}

/// "right thumb, left thumb".
pub fn fingers(i18n: I18n, positions: &[FingerPosition]) -> String {
    positions.iter().map(|&position| finger(i18n, position)).collect::<Vec<_>>().join(", ")
}

/// "Left hand".
pub fn hand(i18n: I18n, left: bool) -> &'static str {
    if left { t_string!(i18n, finger.left_hand) } else { t_string!(i18n, finger.right_hand) }
}

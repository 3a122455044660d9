//! The interface's names for fingers and eyes.

use fingerprint::FingerPosition;

use crate::service::{Eye, Order, Site, Target};

const FINGERS: [(FingerPosition, &str); 10] = [
    (FingerPosition::RightThumb, "Right Thumb"),
    (FingerPosition::RightIndex, "Right IndexFinger"),
    (FingerPosition::RightMiddle, "Right MiddleFinger"),
    (FingerPosition::RightRing, "Right RingFinger"),
    (FingerPosition::RightLittle, "Right LittleFinger"),
    (FingerPosition::LeftThumb, "Left Thumb"),
    (FingerPosition::LeftIndex, "Left IndexFinger"),
    (FingerPosition::LeftMiddle, "Left MiddleFinger"),
    (FingerPosition::LeftRing, "Left RingFinger"),
    (FingerPosition::LeftLittle, "Left LittleFinger"),
];

pub(super) fn name_of(finger: FingerPosition) -> &'static str {
    FINGERS.iter().find(|(position, _)| *position == finger).map_or("UNKNOWN", |(_, name)| name)
}

/// The part of the body that an answer names, for which an order was given.
pub(super) fn site_of(kind: &str, name: &str, order: &Order) -> Option<Site> {
    match (kind, name, order.target) {
        ("Finger", "UNKNOWN" | "", Target::Finger(position)) => Some(Site::Finger(position)),
        ("Finger", name, _) => {
            FINGERS.iter().find(|(_, known)| *known == name).map(|(position, _)| Site::Finger(*position))
        }
        ("Iris", "UNKNOWN" | "", Target::Eye(eye)) => Some(Site::Eye(eye)),
        ("Iris", "Left", _) => Some(Site::Eye(Eye::Left)),
        ("Iris", "Right", _) => Some(Site::Eye(Eye::Right)),
        _ => None,
    }
}

/// The sites that an order is to bring.
pub(super) fn ordered(order: &Order) -> Vec<Site> {
    let fingers = order.fingers().into_iter().map(Site::Finger);
    fingers.chain(order.target.eyes().into_iter().map(Site::Eye)).collect()
}

/// Which part of a scanner takes a target: for slaps the left hand, the right, or the thumbs; for irises the left
/// eye, the right, or both.
pub(super) fn sub_device(target: Target, slaps: bool) -> u8 {
    match target {
        Target::Finger(_) if !slaps => 1,
        Target::Finger(FingerPosition::LeftThumb | FingerPosition::RightThumb) | Target::Thumbs => 3,
        Target::Finger(position) => {
            if position.code() > 5 {
                1
            } else {
                2
            }
        }
        Target::LeftFour | Target::Eye(Eye::Left) => 1,
        Target::RightFour | Target::Eye(Eye::Right) => 2,
        Target::Eyes => 3,
    }
}

use std::time::Duration;

use fingerprint::FingerPosition;

/// Which eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Eye {
    /// The person's right eye.
    Right,
    /// The person's left eye.
    Left,
}

/// What is to lie on the platen, or look into the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The four fingers of the left hand together (ANSI/NIST-ITL FGP 14).
    LeftFour,
    /// The four fingers of the right hand together (FGP 13).
    RightFour,
    /// Both thumbs together (FGP 15).
    Thumbs,
    /// One finger.
    Finger(FingerPosition),
    /// One eye.
    Eye(Eye),
    /// Both eyes.
    Eyes,
}

impl Target {
    /// The fingers that belong to it; none for eyes.
    #[must_use]
    pub fn fingers(self) -> Vec<FingerPosition> {
        use FingerPosition as P;
        match self {
            Self::LeftFour => vec![P::LeftIndex, P::LeftMiddle, P::LeftRing, P::LeftLittle],
            Self::RightFour => vec![P::RightIndex, P::RightMiddle, P::RightRing, P::RightLittle],
            Self::Thumbs => vec![P::LeftThumb, P::RightThumb],
            Self::Finger(position) => vec![position],
            Self::Eye(_) | Self::Eyes => Vec::new(),
        }
    }

    /// The eyes that belong to it; none for fingers.
    #[must_use]
    pub fn eyes(self) -> Vec<Eye> {
        match self {
            Self::Eye(eye) => vec![eye],
            Self::Eyes => vec![Eye::Left, Eye::Right],
            Self::LeftFour | Self::RightFour | Self::Thumbs | Self::Finger(_) => Vec::new(),
        }
    }
}

/// What a scanner is to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Place in the list of [`super::Output::Found`].
    pub device: usize,
    /// What is to be taken.
    pub target: Target,
    /// Fingers of it that the person lacks, or cannot lay down now.
    pub without: Vec<FingerPosition>,
    /// Quality at which the scanner need not wait for better, 1 to 100 on its own scale.
    pub quality: u8,
    /// How long the scanner may wait for it; less than a second counts as one.
    pub within: Duration,
}

impl Order {
    /// The fingers that are to be laid down.
    #[must_use]
    pub fn fingers(&self) -> Vec<FingerPosition> {
        let mut fingers = self.target.fingers();
        fingers.retain(|finger| !self.without.contains(finger));
        fingers
    }
}

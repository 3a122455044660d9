/// What a scanner can do, by its data sheet or by what its service says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Abilities {
    /// What it can take.
    pub takes: Takes,
    /// Whether live pictures come while it waits for a good one.
    pub preview: bool,
    /// Width and height of what the sensor sees, in millimetres, where known.
    pub area: Option<(f32, f32)>,
}

/// What a scanner can take at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Takes {
    /// One plain finger at a time.
    SingleFingers,
    /// Four fingers, two thumbs or one finger together.
    Slaps,
    /// Fingers held before a camera.
    Touchless,
    /// Irises.
    Irises,
    /// Faces, which this system does not take.
    Faces,
}

/// The least width and height in millimetres of each size class of NIST SP 500-280, the largest first.
const CLASSES: [(u8, f32, f32); 6] = [
    (60, 81.2, 76.2),
    (50, 81.2, 50.8),
    (40, 40.6, 38.1),
    (30, 20.3, 25.4),
    (20, 15.2, 20.3),
    (10, 12.7, 16.5),
];

impl Abilities {
    /// The largest fingerprint acquisition profile (FAP) of NIST SP 500-280 whose size the platen has. It says
    /// nothing of image quality, and is no certificate.
    #[must_use]
    pub fn size_class(&self) -> Option<u8> {
        let (width, height) = self.area?;
        CLASSES.into_iter().find(|(_, w, h)| width >= *w && height >= *h).map(|(class, ..)| class)
    }
}

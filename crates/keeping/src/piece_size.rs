use std::time::Duration;

/// How much of an image goes at once: what the link carries in a few seconds. A search that comes meanwhile waits no longer
/// than that, and no more is lost when the link is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceSize(u32);

impl PieceSize {
    /// The most that the server takes at once.
    pub const LARGEST: u32 = 256 * 1024;
    /// Below it, what every request says besides would be most of what is sent.
    pub const LEAST: u32 = 4 * 1024;
    /// How long a piece should take.
    const AIM: Duration = Duration::from_secs(5);

    /// In bytes.
    #[must_use]
    pub fn bytes(self) -> u32 {
        self.0
    }

    /// So many bytes took so long, to the answer. Answers that take their own time make pieces smaller, never larger.
    pub fn took(&mut self, bytes: u32, time: Duration) {
        let in_time = f64::from(bytes) * Self::AIM.as_secs_f64() / time.as_secs_f64().max(0.001);
        // A float beyond it saturates.
        self.0 = (in_time as u32).clamp(Self::LEAST, Self::LARGEST);
    }

    /// The link was cut while a piece was under way.
    pub fn cut(&mut self) {
        self.0 = (self.0 / 2).max(Self::LEAST);
    }
}

impl Default for PieceSize {
    /// Before anything is known of the link.
    fn default() -> Self {
        Self(16 * 1024)
    }
}

use crate::Format;

/// How an impression was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum ImpressionType {
    LivePlain,
    LiveRolled,
    NonlivePlain,
    NonliveRolled,
    LatentImpression,
    LatentTracing,
    LatentPhoto,
    LatentLift,
    Swipe,
    VerticalRoll,
    Contactless,
    Other,
    Unknown,
}

impl ImpressionType {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::LivePlain,
        Self::LiveRolled,
        Self::NonlivePlain,
        Self::NonliveRolled,
        Self::LatentImpression,
        Self::LatentTracing,
        Self::LatentPhoto,
        Self::LatentLift,
        Self::Swipe,
        Self::VerticalRoll,
        Self::Contactless,
        Self::Other,
        Self::Unknown,
    ];

    /// Its code in `format`, if it has one there.
    #[must_use]
    pub fn code(self, format: Format) -> Option<u8> {
        match (self, format) {
            (Self::LivePlain, _) => Some(0),
            (Self::LiveRolled, _) => Some(1),
            (Self::NonlivePlain, _) => Some(2),
            (Self::NonliveRolled, _) => Some(3),
            (Self::LatentImpression, Format::Iso2005 | Format::Iso2011) => Some(4),
            (Self::LatentTracing, Format::Iso2005 | Format::Iso2011) => Some(5),
            (Self::LatentPhoto, Format::Iso2005 | Format::Iso2011) => Some(6),
            (Self::LatentLift, Format::Iso2005 | Format::Iso2011) => Some(7),
            (Self::Swipe, _) => Some(8),
            (Self::VerticalRoll, Format::Iso2011) | (Self::Contactless, Format::Ansi378) => Some(9),
            (Self::Contactless, Format::Iso2011) => Some(24),
            (Self::Other, Format::Iso2011) => Some(28),
            (Self::Unknown, Format::Iso2011) => Some(29),
            _ => None,
        }
    }

    pub(crate) fn from_code(code: u8, format: Format) -> Option<Self> {
        Self::ALL.into_iter().find(|impression| impression.code(format) == Some(code))
    }
}

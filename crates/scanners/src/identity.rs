use std::borrow::Cow;

use raster::Ppi;

/// What a record says of the device that took a print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who made it.
    pub make: Cow<'static, str>,
    /// Its model, as its maker names it.
    pub model: Cow<'static, str>,
    /// Its serial number, where it states one.
    pub serial: Option<String>,
    /// Its firmware's version, where it states one.
    pub firmware: Option<String>,
    /// Pixels per inch of the sensor by its data sheet; an image that states its own carries that.
    pub native_ppi: Option<Ppi>,
    /// What must be said with every print it takes.
    pub caveats: &'static [Caveat],
}

/// What limits the use of a device's prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caveat {
    /// The resolution is the data sheet's; no target was measured, and no distortion is corrected.
    UncalibratedResolution,
    /// Sold for verification; on no list of enrolment scanners.
    VerificationReader,
    /// Driven without its maker's software, outside which no certificate holds.
    ThirdPartyDriver,
    /// Scans at less than the 500 ppi of ISO/IEC 19794-4 and ANSI/NIST-ITL.
    Under500Ppi,
    /// Smaller than the smallest platen of NIST SP 500-280 (FAP 10: 13 by 16.5 mm).
    UnderFap10,
    /// The protocol is known from others' notes, not from recordings checked here.
    UnverifiedProtocol,
    /// Its images carry no signature: that they come from this scanner is its service's word.
    Unsigned,
}

impl Identity {
    /// Whether its prints may become references; if not, they may only be searched with.
    #[must_use]
    pub fn may_enrol(&self) -> bool {
        !self.caveats.iter().any(|caveat| matches!(caveat, Caveat::Under500Ppi | Caveat::UnderFap10))
    }
}

use raster::Ppi;

use crate::{Caveat, Identity, UsbId};

/// What differs between the readers of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    pub(crate) id: UsbId,
    make: &'static str,
    model: &'static str,
    /// Answers an AES challenge before the sensor's power comes up.
    pub(super) challenged: bool,
    /// Its raw image is upside down.
    pub(super) turned: bool,
}

const DIGITAL_PERSONA: u16 = 0x05ba;
const MICROSOFT: u16 = 0x045e;

impl Profile {
    const fn plain(vendor: u16, product: u16, make: &'static str, model: &'static str) -> Self {
        Self { id: UsbId { vendor, product }, make, model, challenged: false, turned: false }
    }

    /// Every reader of the family.
    pub(crate) const ALL: [Self; 7] = [
        Self::plain(DIGITAL_PERSONA, 0x0007, "DigitalPersona", "U.are.U 4000"),
        Self::plain(DIGITAL_PERSONA, 0x0008, "DigitalPersona", "U.are.U 4000 in a keyboard"),
        Self { turned: true, ..Self::plain(DIGITAL_PERSONA, 0x000a, "DigitalPersona", "U.are.U 4000B/4500") },
        Self::plain(MICROSOFT, 0x00bb, "Microsoft", "Keyboard with Fingerprint Reader"),
        Self::plain(MICROSOFT, 0x00bc, "Microsoft", "IntelliMouse with Fingerprint Reader"),
        Self::plain(MICROSOFT, 0x00bd, "Microsoft", "Fingerprint Reader"),
        Self { challenged: true, ..Self::plain(MICROSOFT, 0x00ca, "Microsoft", "Fingerprint Reader v2") },
    ];

    /// What a record says of this reader.
    #[must_use]
    pub fn identity(self, serial: Option<String>) -> Identity {
        Identity {
            make: self.make.into(),
            model: self.model.into(),
            serial,
            firmware: None,
            native_ppi: Ppi::new(512),
            caveats: &[Caveat::UncalibratedResolution, Caveat::VerificationReader, Caveat::ThirdPartyDriver],
        }
    }
}

use raster::Ppi;

use crate::{Caveat, Identity, UsbId};

/// Which reader of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    pub(crate) id: UsbId,
    model: &'static str,
}

const SAGEM: u16 = 0x079b;
const MORPHO: u16 = 0x225d;

impl Profile {
    const fn new(vendor: u16, product: u16, model: &'static str) -> Self {
        Self { id: UsbId { vendor, product }, model }
    }

    /// Every reader of the family.
    pub(crate) const ALL: [Self; 10] = [
        Self::new(SAGEM, 0x0024, "MSO 300/301"),
        Self::new(SAGEM, 0x0026, "MSO 350"),
        Self::new(SAGEM, 0x0047, "CBM/MSO 1300"),
        Self::new(SAGEM, 0x0052, "MSO 1350"),
        Self::new(MORPHO, 0x0008, "CBM-E3"),
        Self::new(MORPHO, 0x0009, "CBM-V3"),
        Self::new(MORPHO, 0x000a, "MSO 1300-E3"),
        Self::new(MORPHO, 0x000b, "MSO 1300-V3"),
        Self::new(MORPHO, 0x000c, "MSO 1350-E3"),
        Self::new(MORPHO, 0x000d, "MSO 1350-V3"),
    ];

    /// What a record says of this reader.
    #[must_use]
    pub fn identity(self, serial: Option<String>) -> Identity {
        Identity {
            make: "IDEMIA (Morpho)".into(),
            model: self.model.into(),
            serial,
            firmware: None,
            native_ppi: Some(Ppi::P500),
            caveats: &[Caveat::ThirdPartyDriver, Caveat::UnverifiedProtocol],
        }
    }
}

use raster::Ppi;

use crate::{Caveat, Identity, UsbId};

/// Which reader of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    pub(crate) id: UsbId,
    model: &'static str,
}

impl Profile {
    /// Every reader of the family.
    pub(crate) const ALL: [Self; 2] = [
        Self { id: UsbId { vendor: 0x1491, product: 0x0020 }, model: "FS80/FS81" },
        // That it takes the same commands is not proven: the geometry it answers decides.
        Self { id: UsbId { vendor: 0x1491, product: 0x0088 }, model: "FS88" },
    ];

    /// What a record says of this reader.
    #[must_use]
    pub fn identity(self, serial: Option<String>) -> Identity {
        Identity {
            make: "Futronic".into(),
            model: self.model.into(),
            serial,
            firmware: None,
            native_ppi: Some(Ppi::P500),
            caveats: &[Caveat::UncalibratedResolution, Caveat::ThirdPartyDriver, Caveat::UnverifiedProtocol],
        }
    }
}

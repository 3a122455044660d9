use raster::Ppi;

use crate::{Caveat, Identity, UsbId};

/// Which reader of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    id: UsbId,
    model: &'static str,
}

impl Profile {
    const ALL: [Self; 2] = [
        Self { id: UsbId { vendor: 0x1491, product: 0x0020 }, model: "FS80/FS81" },
        // That it takes the same commands is not proven: the geometry it answers decides.
        Self { id: UsbId { vendor: 0x1491, product: 0x0088 }, model: "FS88" },
    ];

    /// Every reader of the family.
    pub fn ids() -> impl Iterator<Item = UsbId> {
        Self::ALL.into_iter().map(|profile| profile.id)
    }

    /// The reader that `id` is, if it is of this family.
    #[must_use]
    pub fn of(id: UsbId) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.id == id)
    }

    /// What a record says of this reader.
    #[must_use]
    pub fn identity(self, serial: Option<String>) -> Identity {
        Identity {
            make: "Futronic",
            model: self.model,
            serial,
            firmware: None,
            native_ppi: Some(Ppi::P500),
            caveats: &[Caveat::UncalibratedResolution, Caveat::ThirdPartyDriver, Caveat::UnverifiedProtocol],
        }
    }
}

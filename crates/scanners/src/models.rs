use crate::{
    Abilities, Identity, Scanner, Takes,
    futronic::{self, Futronic},
    morpho::{self, Line, Morpho},
    nb1010::{self, Nb1010},
    uru4500::{self, Uru4500},
};

/// Vendor and product number of a USB device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UsbId {
    /// `idVendor`.
    pub vendor: u16,
    /// `idProduct`.
    pub product: u16,
}

/// Which interfaces to claim before [`crate::Request::Open`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The first with this class, subclass and protocol.
    Class(u8, u8, u8),
    /// Those with these numbers.
    Numbers(&'static [u8]),
}

/// A device that this crate can speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// DigitalPersona and HID U.are.U, Microsoft Fingerprint Reader.
    Uru4500(uru4500::Profile),
    /// Futronic FS80, FS81 and what answers like them.
    Futronic(futronic::Profile),
    /// IDEMIA MorphoSmart.
    Morpho(morpho::Profile),
    /// NEXT Biometrics NB-1010-U.
    Nb1010,
}

impl Model {
    /// Every device known: which readers exist is data of each protocol.
    fn all() -> impl Iterator<Item = (UsbId, Self)> {
        let uru4500 = uru4500::Profile::ALL.map(|profile| (profile.id, Self::Uru4500(profile)));
        let futronic = futronic::Profile::ALL.map(|profile| (profile.id, Self::Futronic(profile)));
        let morpho = morpho::Profile::ALL.map(|profile| (profile.id, Self::Morpho(profile)));
        uru4500.into_iter().chain(futronic).chain(morpho).chain([(nb1010::ID, Self::Nb1010)])
    }

    /// What `id` is, if it is known.
    #[must_use]
    pub fn of(id: UsbId) -> Option<Self> {
        Self::all().find(|(known, _)| *known == id).map(|(_, model)| model)
    }

    /// Every device known, for the browser's chooser.
    pub fn ids() -> impl Iterator<Item = UsbId> {
        Self::all().map(|(id, _)| id)
    }

    /// Which interfaces to claim.
    #[must_use]
    pub fn claim(self) -> Claim {
        match self {
            Self::Uru4500(_) => uru4500::CLAIM,
            Self::Futronic(_) => futronic::CLAIM,
            Self::Morpho(_) => morpho::CLAIM,
            Self::Nb1010 => nb1010::CLAIM,
        }
    }

    /// What a record says of this model before a device was opened.
    #[must_use]
    pub fn identity(self, serial: Option<String>) -> Identity {
        match self {
            Self::Uru4500(profile) => profile.identity(serial),
            Self::Futronic(profile) => profile.identity(serial),
            Self::Morpho(profile) => profile.identity(serial),
            Self::Nb1010 => nb1010::identity(serial),
        }
    }

    /// What it can do, by its maker's data sheet.
    #[must_use]
    pub fn abilities(self) -> Abilities {
        let area = match self {
            Self::Uru4500(_) => (14.6, 18.1),
            Self::Futronic(_) => (16.3, 24.4),
            // 256 by 400 pixels at 500 ppi.
            Self::Morpho(_) => (13.0, 20.3),
            Self::Nb1010 => (16.9, 11.9),
        };
        Abilities { takes: Takes::SingleFingers, preview: true, area: Some(area) }
    }

    /// A session with a device of this model over USB.
    #[must_use]
    pub fn scanner(self, serial: Option<String>) -> Box<dyn Scanner> {
        match self {
            Self::Uru4500(profile) => Box::new(Uru4500::new(profile, serial)),
            Self::Futronic(profile) => Box::new(Futronic::new(profile, serial)),
            Self::Morpho(profile) => Box::new(Morpho::new(profile, serial, Line::Usb)),
            Self::Nb1010 => Box::new(Nb1010::new(serial)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_or_coarse_sensor_may_search_but_not_enrol() {
        for id in Model::ids() {
            let model = Model::of(id).unwrap();
            let big_enough = model.abilities().size_class().is_some();
            assert_eq!(model.identity(None).may_enrol(), big_enough, "{model:?}");
        }
    }

    #[test]
    fn every_device_offered_in_the_chooser_is_known_once() {
        let mut ids: Vec<UsbId> = Model::ids().collect();
        assert!(ids.iter().all(|id| Model::of(*id).is_some()));
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert_eq!(Model::of(UsbId { vendor: 0x298d, product: 0x2020 }), None, "its commands are not known");
    }
}

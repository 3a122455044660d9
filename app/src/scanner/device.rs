use raster::Ppi;
use scanners::{Caveat, Identity};

/// What a record says of the device that took a print, and what the device can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Who made it.
    pub make: String,
    /// Its model, as its maker names it.
    pub model: String,
    /// Its serial number, where it states one.
    pub serial: Option<String>,
    /// Its firmware's version, where it states one.
    pub firmware: Option<String>,
    /// Pixels per inch of the sensor, where known.
    pub native_ppi: Option<Ppi>,
    /// What it can do.
    pub capabilities: Capabilities,
    /// What must be said with every print it takes.
    pub caveats: Vec<Caveat>,
    /// Whether its prints may become references; if not, they may only be searched with.
    pub may_enrol: bool,
    /// Whether the prints are made up.
    pub simulated: bool,
}

/// What a device can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Several fingers at once.
    pub slaps: bool,
    /// Rolled prints.
    pub rolls: bool,
    /// Live pictures while a finger lies there.
    pub previews: bool,
}

impl Device {
    /// A single-finger reader over USB, of which `identity` is known.
    pub fn reader(identity: &Identity) -> Self {
        Self {
            make: identity.make.to_string(),
            model: identity.model.to_string(),
            serial: identity.serial.clone(),
            firmware: identity.firmware.clone(),
            native_ppi: identity.native_ppi,
            capabilities: Capabilities { slaps: false, rolls: false, previews: true },
            caveats: identity.caveats.to_vec(),
            may_enrol: identity.may_enrol(),
            simulated: false,
        }
    }
}

use scanners::{Caveat, Identity, Takes, service};
use wire::encounter;

/// An open device: what a record says of it, and what it can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What a record says of it.
    pub about: encounter::Device,
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
    /// It takes prints when it holds them for good, and not when it is told to.
    pub by_itself: bool,
}

impl Device {
    /// What a record says of a device of which `identity` is known.
    pub fn about(identity: &Identity) -> encounter::Device {
        encounter::Device {
            make: identity.make.to_string(),
            model: identity.model.to_string(),
            serial: identity.serial.clone(),
            firmware: identity.firmware.clone(),
            native_ppi: identity.native_ppi,
        }
    }

    /// A scanner behind a capture service.
    pub fn behind_service(found: &service::Device) -> Self {
        let slaps = matches!(found.abilities.takes, Takes::Slaps | Takes::Touchless);
        let previews = found.abilities.preview;
        Self {
            capabilities: Capabilities { slaps, rolls: false, previews, by_itself: true },
            ..Self::reader(&found.identity)
        }
    }

    /// A single-finger reader, of which `identity` is known.
    pub fn reader(identity: &Identity) -> Self {
        Self {
            about: Self::about(identity),
            capabilities: Capabilities { slaps: false, rolls: false, previews: true, by_itself: false },
            caveats: identity.caveats.to_vec(),
            may_enrol: identity.may_enrol(),
            simulated: false,
        }
    }

    /// What a record says its prints come from.
    pub fn source(&self) -> encounter::Source {
        if self.simulated {
            encounter::Source::SimulatedScanner
        } else {
            encounter::Source::Scanner(self.about.clone())
        }
    }
}

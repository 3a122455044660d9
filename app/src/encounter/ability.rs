use capture::Ability;

use crate::scanner::Capabilities;

/// A scanner of four fingers, which is hoped for until one is connected.
pub const SLAPS: Ability = Ability { at_once: 4, rolls: false };

/// What the course may ask of a scanner.
pub fn ability(capabilities: Capabilities) -> Ability {
    Ability { at_once: if capabilities.slaps { 4 } else { 1 }, rolls: capabilities.rolls }
}

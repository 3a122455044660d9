//! Memory that does not leave the program: keys and prints are in it while they are worked with.

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, setrlimit};

/// Has a crash leave no core dump, and lets no other program of the same user look into this one's memory.
///
/// # Errors
/// What the system says, where it does not do that.
pub fn keep_to_oneself() -> Result<(), Errno> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

//! Any bytes in, never a panic: what is done to every decoder and parser with bytes that nobody vouches for.
//!
//! A [`Target`] is a plain function of bytes that panics when a rule is broken. libFuzzer runs them (`fuzz/`), and so
//! does a mutation loop on a stable compiler: `cargo xtask fuzz`, and shortly in every test run.

mod mutation;
mod targets;

pub use mutation::Mutator;

/// One door that bytes come in by.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// For the command line, and the name of its folder of inputs.
    pub name: &'static str,
    /// Feeds it; panics when a rule is broken.
    pub run: fn(&[u8]),
    /// Well-formed inputs to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every door.
pub const TARGETS: [Target; 11] = [
    Target { name: "raster", run: targets::raster::run, seeds: targets::raster::seeds },
    Target { name: "isobio", run: targets::isobio::run, seeds: targets::isobio::seeds },
    Target { name: "itl", run: targets::itl::run, seeds: targets::itl::seeds },
    Target { name: "shard", run: targets::shard::run, seeds: targets::shard::seeds },
    Target { name: "template", run: targets::template::run, seeds: targets::template::seeds },
    Target { name: "comparison", run: targets::comparison::run, seeds: targets::comparison::seeds },
    Target { name: "extraction", run: targets::extraction::run, seeds: targets::extraction::seeds },
    Target { name: "scanners", run: targets::scanners::run, seeds: targets::scanners::seeds },
    Target { name: "packet", run: targets::packet::run, seeds: targets::packet::seeds },
    Target { name: "wsq", run: targets::wsq::run, seeds: targets::wsq::seeds },
    Target { name: "json", run: targets::json::run, seeds: targets::json::seeds },
];

impl Target {
    /// The target of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TARGETS.into_iter().find(|target| target.name == name)
    }
}

/// Feeds the target of this name.
///
/// # Panics
/// When a rule is broken, or when there is no such target.
pub fn feed(name: &str, bytes: &[u8]) {
    let target = Target::named(name);
    assert!(target.is_some(), "no target {name}");
    if let Some(target) = target {
        (target.run)(bytes);
    }
}

//! Where things are.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    // The manifest of this crate lies one folder below.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where cargo builds to.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The web app as it is served.
pub(crate) fn web() -> PathBuf {
    target().join("web")
}

/// The server's executable, in the profile that `run` and `test` share.
pub(crate) fn server() -> PathBuf {
    executable("debug")
}

/// The same as it is deployed.
pub(crate) fn released_server() -> PathBuf {
    executable("release")
}

fn executable(profile: &str) -> PathBuf {
    target().join(profile).join(format!("umbral{}", std::env::consts::EXE_SUFFIX))
}

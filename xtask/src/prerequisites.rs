//! What only the system's own package manager can provide.

use anyhow::{Result, bail};

use crate::command::{command, on_path, run};
use crate::postgres;

/// A program that must be there, and the Debian package that has it.
pub(crate) struct Prerequisite {
    /// Any of these will do; a whole path names a file of a package without programs.
    programs: &'static [&'static str],
    package: &'static str,
    why: &'static str,
}

/// To build and run.
pub(crate) const TO_BUILD: &[Prerequisite] = &[
    Prerequisite { programs: &["cc", "gcc", "clang"], package: "build-essential", why: "compiles SQLite" },
    Prerequisite { programs: &["node"], package: "nodejs", why: "runs wasm-opt" },
    Prerequisite { programs: &["npm"], package: "npm", why: "installs wasm-opt" },
];

/// To test, beside that.
pub(crate) const TO_TEST: &[Prerequisite] = &[
    Prerequisite {
        programs: &["chromium", "google-chrome"],
        package: "chromium",
        why: "runs the end-to-end tests",
    },
    POSTGRES,
    NATS,
];

/// To test in browsers that are no Chromium.
pub(crate) const OTHER_BROWSERS: &[Prerequisite] = &[
    Prerequisite {
        programs: &["firefox-esr", "firefox"],
        package: "firefox-esr",
        why: "journeys in Firefox",
    },
    Prerequisite { programs: &["WebKitWebDriver"], package: "webkit2gtk-driver", why: "journeys in WebKit" },
    Prerequisite {
        programs: &["/usr/share/doc/gir1.2-webkit2-4.1/copyright"],
        package: "gir1.2-webkit2-4.1",
        why: "opens WebKit's window",
    },
    Prerequisite {
        programs: &["/usr/share/doc/python3-gi/copyright"],
        package: "python3-gi",
        why: "opens WebKit's window",
    },
    Prerequisite { programs: &["Xvfb"], package: "xvfb", why: "is the screen of WebKit's window" },
];

/// To test matchers.
pub(crate) const NATS: Prerequisite =
    Prerequisite { programs: &["nats-server"], package: "nats-server", why: "carries searches to matchers" };

/// To test on PostgreSQL.
pub(crate) const POSTGRES: Prerequisite = Prerequisite {
    programs: &["initdb"],
    package: "postgresql",
    why: "the server's other database, beside SQLite",
};

/// Checks for all of `wanted`; installs what is missing when that is possible, else names the command that does.
pub(crate) fn ensure(wanted: &[Prerequisite]) -> Result<()> {
    let there = |program: &&str| on_path(program) || postgres::has(program);
    let missing: Vec<_> = wanted.iter().filter(|wanted| !wanted.programs.iter().any(there)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|missing| missing.package).collect();
    for missing in &missing {
        println!("missing: {} ({})", missing.programs[0], missing.why);
    }
    if !(is_root() && on_path("apt-get")) {
        bail!(
            "install the missing packages, then run this again:\n    sudo apt-get install {}",
            packages.join(" ")
        );
    }
    println!("installing {} with apt-get", packages.join(", "));
    run(&mut command("apt-get", &["update", "-qq"]))?;
    let mut install = command("apt-get", &["install", "-y", "-qq", "--no-install-recommends"]);
    run(install.args(&packages).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The same for what tests can do without: they say aloud what they leave out.
pub(crate) fn wish(wanted: &[Prerequisite]) {
    if let Err(error) = ensure(wanted) {
        println!("skipped: {error:#}");
    }
}

/// Whether this runs as root, for whom Chromium has no sandbox.
pub(crate) fn is_root() -> bool {
    crate::command::run_quietly(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

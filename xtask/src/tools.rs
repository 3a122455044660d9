//! The build tools that cargo and npm provide, in the versions that work together: installed once per user.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::command::{cargo, command, run, run_quietly};
use crate::workspace;

/// A tool, and how to come by it.
pub(crate) struct Tool {
    program: &'static str,
    package: &'static str,
    version: &'static str,
    from: Registry,
}

enum Registry {
    /// `cargo install`; with the lock file of the package or without.
    Cargo {
        locked: bool,
    },
    Npm,
}

/// wasm-bindgen's command must be of the very version of the crate. Its own lock file lacks a package, so it is
/// installed without. wasm-pack and wasm-opt download builds of their own if these are not found first.
const WASM_BINDGEN: Tool = Tool {
    program: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    from: Registry::Cargo { locked: false },
};
const WASM_PACK: Tool = Tool {
    program: "wasm-pack",
    package: "wasm-pack",
    version: "0.15.1",
    from: Registry::Cargo { locked: true },
};
const WASM_OPT: Tool =
    Tool { program: "wasm-opt", package: "binaryen", version: "132.0.0", from: Registry::Npm };
const CARGO_DENY: Tool = Tool {
    program: "cargo-deny",
    package: "cargo-deny",
    version: "0.20.2",
    from: Registry::Cargo { locked: true },
};

/// To build and run.
pub(crate) const TO_BUILD: &[&Tool] = &[&WASM_BINDGEN, &WASM_PACK, &WASM_OPT];

/// To test.
pub(crate) const TO_TEST: &[&Tool] = &[&WASM_BINDGEN, &WASM_PACK, &WASM_OPT, &CARGO_DENY];

/// The folder of tools.
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Installs what is missing of `wanted`, and the compiler's wasm target.
    pub(crate) fn ensure(wanted: &[&Tool]) -> Result<Self> {
        ensure_wasm_target()?;
        let cache = std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
            .context("neither XDG_CACHE_HOME nor a home folder is set: nowhere to install tools")?;
        let tools = Self { folder: cache.join("umbral").join("tools") };
        for tool in wanted {
            tools.install(tool)?;
        }
        Ok(tools)
    }

    /// Where the programs of the wasm build are.
    pub(crate) fn wasm_path(&self) -> [PathBuf; 2] {
        [self.programs(&WASM_BINDGEN), self.programs(&WASM_PACK)]
    }

    pub(crate) fn wasm_pack(&self) -> PathBuf {
        self.programs(&WASM_PACK).join(WASM_PACK.program)
    }

    pub(crate) fn wasm_opt(&self) -> PathBuf {
        self.programs(&WASM_OPT).join(WASM_OPT.program)
    }

    /// Runs wasm tests under Node.
    pub(crate) fn wasm_test_runner(&self) -> PathBuf {
        self.programs(&WASM_BINDGEN).join("wasm-bindgen-test-runner")
    }

    pub(crate) fn cargo_deny(&self) -> PathBuf {
        self.programs(&CARGO_DENY).join(CARGO_DENY.program)
    }

    fn home(&self, tool: &Tool) -> PathBuf {
        self.folder.join(format!("{}-{}", tool.program, tool.version))
    }

    fn programs(&self, tool: &Tool) -> PathBuf {
        self.home(tool).join(match tool.from {
            Registry::Cargo { .. } => "bin",
            Registry::Npm => "node_modules/.bin",
        })
    }

    fn install(&self, tool: &Tool) -> Result<()> {
        if self.programs(tool).join(tool.program).exists() {
            return Ok(());
        }
        let home = self.home(tool);
        println!("installing {} {} into {}", tool.program, tool.version, home.display());
        std::fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
        match tool.from {
            Registry::Cargo { locked } => run(&mut cargo_install(tool, &home, locked)),
            Registry::Npm => {
                let package = format!("{}@{}", tool.package, tool.version);
                let mut npm = command(
                    "npm",
                    &["install", "--silent", "--no-audit", "--no-fund", "--no-save", &package],
                );
                run(npm.arg("--prefix").arg(&home))
            }
        }
    }
}

fn cargo_install(tool: &Tool, home: &Path, locked: bool) -> std::process::Command {
    let mut install = cargo(&["install", "--quiet", tool.package, "--version", tool.version]);
    install.arg("--root").arg(home);
    if locked {
        install.arg("--locked");
    }
    // The workspace's own settings are not the tool's; its build folder goes with the tool, not the checkout.
    install.current_dir(home).env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
    install
}

fn ensure_wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = run_quietly(&mut command("rustc", &["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    println!("installing the compiler's {TARGET} target");
    run(command("rustup", &["target", "add", TARGET]).current_dir(workspace::root()))
}

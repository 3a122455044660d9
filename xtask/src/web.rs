//! The web app as it is served: two wasm modules, the style sheets and a few files, in `target/web`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::command::{command, run_quietly, with_path};
use crate::tools::Tools;
use crate::workspace;

/// A wasm module: its crate's folder, and the name it is served by.
pub(crate) struct Module {
    pub folder: &'static str,
    pub name: &'static str,
    /// The app is optimised for size, the matcher for speed.
    pub optimise: &'static str,
}

const APP: Module = Module { folder: "app", name: "app", optimise: "-Oz" };
pub(crate) const MATCHER: Module = Module { folder: "matcher-wasm", name: "matcher", optimise: "-O3" };
const MODULES: [Module; 2] = [APP, MATCHER];

/// What stands in `index.html` where its version will.
const VERSION_UNKNOWN: &str = "content=\"unbuilt\"";

/// Everything that the web app is made from.
const SOURCES: [&str; 7] =
    ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "app", "matcher-wasm", "crates", "style"];

/// What wasm-opt must know of that the compiler used (see `.cargo/config.toml`).
const FEATURES: [&str; 6] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
];

/// What the compiler's effort goes into.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Effort {
    /// Small and fast modules, packed for the wire: what is shipped, measured and tested.
    Shipped,
    /// A quick build, to look at a change: modules five times the size, neither optimised as a whole nor packed.
    Draft,
}

impl Effort {
    fn profile(self) -> &'static str {
        match self {
            Self::Shipped => "wasm",
            Self::Draft => "wasm-draft",
        }
    }
}

/// Builds `target/web`, unless it was built from just these sources with this effort.
pub(crate) fn build(tools: &Tools, effort: Effort) -> Result<()> {
    let web = workspace::web();
    let stamp = web.with_extension("stamp");
    let sources = format!("{} {}", effort.profile(), digest_of_sources()?);
    if fs::read_to_string(&stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    // Nothing half-built may pass for whole.
    let _ = fs::remove_file(&stamp);
    let _ = fs::remove_dir_all(&web);
    for module in &MODULES {
        build_module(module, tools, &web, effort)?;
    }
    copy_tree(&workspace::root().join("app/assets"), &web)?;
    copy_tree(&workspace::root().join("style"), &web.join("style"))?;
    fs::copy(workspace::root().join("matcher-wasm/worker.js"), web.join("matcher/worker.js"))?;
    write_service_worker(&web)?;
    if effort == Effort::Shipped {
        for file in files_under(&web)? {
            compress(&file)?;
        }
    }
    fs::write(stamp, sources)?;
    Ok(())
}

/// Writes the service worker, which knows every file of this version by its content.
fn write_service_worker(web: &Path) -> Result<()> {
    let mut version = Sha256::new();
    for (path, digest) in digests(web)? {
        version.update(path.as_bytes());
        version.update(digest);
    }
    let version: String = version.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    // The page says which version it is, to its officer and to the server.
    let index = web.join("index.html");
    let page = fs::read_to_string(&index)?;
    let stamped = page.replacen(VERSION_UNKNOWN, &format!("content=\"{version}\""), 1);
    anyhow::ensure!(stamped != page, "index.html has no place for its version");
    fs::write(index, stamped)?;
    // As the `integrity` of a request wants it.
    let integrity = |digest| format!("sha256-{}", STANDARD.encode(digest));
    let files: BTreeMap<_, _> =
        digests(web)?.into_iter().map(|(path, digest)| (path, integrity(digest))).collect();
    let shell = serde_json::json!({ "version": version, "files": files });
    let code = fs::read_to_string(workspace::root().join("app/service-worker.js"))?;
    fs::write(web.join("service-worker.js"), format!("const SHELL = {shell};\n{code}"))?;
    Ok(())
}

/// Each file by its address, with the SHA-256 of its content.
fn digests(web: &Path) -> Result<Vec<(String, [u8; 32])>> {
    let digest_of = |file: PathBuf| {
        let path = file.strip_prefix(web)?.components().map(|part| part.as_os_str().to_string_lossy());
        let path = path.fold(String::new(), |path, part| path + "/" + &part);
        Ok((path, Sha256::digest(fs::read(&file)?).into()))
    };
    files_under(web)?.into_iter().map(digest_of).collect()
}

/// Prints the size of each wasm module, raw and as it crosses the wire.
pub(crate) fn print_sizes() -> Result<()> {
    println!("{:<10}{:>12}{:>12}", "module", "bytes", "brotli");
    for module in &MODULES {
        let wasm = wasm_of(module, &workspace::web());
        let raw = fs::metadata(&wasm)?.len();
        let packed =
            fs::metadata(with_suffix(&wasm, ".br")).map_or("draft".into(), |file| file.len().to_string());
        println!("{:<10}{raw:>12}{packed:>12}", module.name);
    }
    Ok(())
}

/// Compiles a module into a folder of its name in `web`.
pub(crate) fn build_module(module: &Module, tools: &Tools, web: &Path, effort: Effort) -> Result<()> {
    println!("building {}", module.folder);
    let out = web.join(module.name);
    let mut pack = command(tools.wasm_pack(), &["build", module.folder, "--mode", "no-install", "--no-opt"]);
    pack.args(["--target", "web", "--no-typescript", "--no-pack", "--profile", effort.profile()]);
    pack.args(["--out-name", module.name, "--out-dir"]).arg(&out);
    let [bindgen, wasm_pack] = tools.wasm_path();
    run_quietly(with_path(&mut pack, &[&bindgen, &wasm_pack])?)?;

    if effort == Effort::Shipped {
        let wasm = wasm_of(module, web);
        let mut opt = command(tools.wasm_opt(), &[module.optimise, "--strip-debug"]);
        run_quietly(opt.args(FEATURES).arg(&wasm).arg("-o").arg(&wasm))?;
    }
    let _ = fs::remove_file(out.join(".gitignore"));
    Ok(())
}

fn wasm_of(module: &Module, web: &Path) -> PathBuf {
    web.join(module.name).join(format!("{}_bg.wasm", module.name))
}

/// Writes `file.br` beside a file worth it; the server sends it to whoever takes brotli.
fn compress(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    if content.len() < 1024 {
        return Ok(());
    }
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut packed = brotli::CompressorWriter::with_params(Vec::new(), 1 << 16, &parameters);
    packed.write_all(&content)?;
    fs::write(with_suffix(file, ".br"), packed.into_inner())?;
    Ok(())
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn digest_of_sources() -> Result<String> {
    let mut digest = Sha256::new();
    for source in SOURCES {
        let source = workspace::root().join(source);
        let files = if source.is_dir() { files_under(&source)? } else { vec![source] };
        for file in files {
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            digest.update(file.as_os_str().as_encoded_bytes());
            digest.update(content.len().to_le_bytes());
            digest.update(content);
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// All files below `folder`, in a fixed order.
fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            files.extend(files_under(&entry)?);
        } else {
            files.push(entry);
        }
    }
    Ok(files)
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files_under(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().context("a file has a folder")?)?;
        fs::copy(&file, copy)?;
    }
    Ok(())
}

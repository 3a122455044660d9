//! Turns `locales/*.json` into the `i18n` module. A text that is missing in one language, or that nobody
//! declared, ends the build.

use std::error::Error;
use std::path::Path;

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

fn main() -> Result<(), Box<dyn Error>> {
    // Texts with values in them are wanted as strings too, for attributes such as `aria-label`.
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("en")?.add_locale("es")?.parse_options(options);
    let locales = parse_locales(None, config)?;

    for fault in locales.diag.errors().iter() {
        println!("cargo::error={fault}");
    }
    for fault in locales.diag.warnings().iter() {
        println!("cargo::error={fault}");
    }
    println!("cargo::rerun-if-changed=locales");

    let code = leptos_i18n_codegen::gen_code(&locales, None, false, None, false)?;
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("i18n.rs"), code.to_string())?;
    Ok(())
}

//! `locales/*.json`, checked and turned into code by `build.rs`: `t_string!(i18n, group.key)`.

#![allow(
    dead_code,
    missing_docs,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    reason = "generated"
)]

include!(concat!(env!("OUT_DIR"), "/i18n.rs"));

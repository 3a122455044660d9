//! `cargo xtask eval copy`: a large list as the server's copy route gives it, for the journey that opens it on a device.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use uuid::Uuid;
use wire::list::{ListInfo, append_severities};
use wire::{EntryId, ListId, Timestamp};

use super::device::sealed;
use super::population::{APART, Population, id};
use crate::workspace;

#[derive(clap::Args)]
pub struct Args {
    /// People on the list, each with ten fingers.
    #[arg(long, default_value_t = 50_000)]
    people: u64,
    /// Make the prints of so many people only; all others have fingers of several of them.
    #[arg(long, default_value_t = 4_000, value_parser = clap::value_parser!(u64).range(2 * APART..))]
    made: u64,
    /// The folder for `copy.bin` and `copy.json`, and for the people's shard files; `target/large-list` where it is left out.
    #[arg(long)]
    to: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    let to = args.to.clone().unwrap_or_else(|| workspace::target().join("large-list"));
    fs::create_dir_all(&to)?;
    let population =
        Population { people: args.people, fingers: 10, made: args.made.min(args.people.max(2 * APART)) };
    let (shard, _) = population.shard_on_file(&to)?;
    let list = ListInfo {
        id: ListId(Uuid::from_u128(1)),
        name: "Large list".into(),
        version: 1,
        people: args.people as u32,
        as_of: Timestamp(0),
    };
    let mut copy = shard.to_bytes();
    append_severities(&mut copy, (0..args.people).map(|person| (EntryId(Uuid::from_bytes(id(person).0)), 2)));
    let about = serde_json::json!({ "list": list, "seal": sealed(&list, &copy) });
    fs::write(to.join("copy.json"), serde_json::to_vec(&about)?)?;
    println!("{}: {} people, {} MiB", to.display(), args.people, copy.len() >> 20);
    fs::write(to.join("copy.bin"), copy)?;
    Ok(())
}

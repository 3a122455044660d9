//! The rules of the server, each through the real router with a database of its own.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

mod again;
mod alerts;
mod audit;
mod calling;
mod capture_services;
mod capturing;
mod cases;
mod cluster;
mod command_line;
mod countries;
mod database;
mod demo;
mod deploy;
mod devices;
mod documents;
mod encryption;
mod events;
mod following;
mod handovers;
mod http;
mod importing;
mod later;
mod links;
mod lists;
mod lists_on_file;
mod mediums;
mod names;
mod notices;
mod parts;
mod passkeys;
mod passwords;
mod policies;
mod programme;
mod purging;
mod quarantine;
mod recording;
mod redress;
mod reports;
mod review;
mod roles;
mod sign_in;
mod sites;
mod watchlists;
mod whole_path;

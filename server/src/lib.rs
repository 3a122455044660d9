//! Umbral's server: HTTP, storage, search and review, and what the `umbral` command line works with.
//!
//! A [`Service`] is everything opened once; its methods are the rules, one file per concern; [`router`] puts HTTP
//! before it. The rules that need no storage stand alone: [`review`], [`authorize`], and the crate `policy`.

pub mod authorize;
pub mod clock;
pub mod config;
pub mod demo;
pub mod enrol;
pub mod events;
pub mod explain;
pub mod import;
mod known_answers;
pub mod matchers;
pub mod outbound;
pub mod review;
pub mod serve;
pub mod tls;
pub mod vault;
pub mod watch;

mod accounts;
mod agreements;
mod alerts;
pub mod audit;
mod bench;
mod biographic;
pub mod calling;
mod capture_services;
mod case_report;
mod cases;
mod charting;
mod decide;
mod devices;
mod duty;
mod encounters;
mod erasure;
mod features;
mod handovers;
mod headers;
mod notices;
mod objects;
mod origin;
mod other_side;
mod part_pieces;
mod parts;
mod problem;
mod programme;
mod programme_key;
mod purge;
mod rate;
mod redress;
mod requests;
mod rotation;
mod routes;
mod rules;
mod service;
mod session;
mod sign_in;
mod signing;
mod statics;
mod storage;
mod workload;

pub use erasure::{Certificate, Subject};
pub use problem::Error;
pub use purge::Step as PurgeStep;
pub use routes::{router, routes};
pub use service::Service;
pub use session::Actor;
pub use storage::accounts::Account;

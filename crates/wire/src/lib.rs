//! The types that cross HTTP or the worker boundary.
//!
//! Everything is JSON except image parts and watchlist copies, which are bytes. Enum variants and fields are
//! `snake_case`. The server speaks to the app through these types alone, so the two cannot drift apart.

pub mod account;
pub mod agreement;
pub mod alert;
pub mod audit;
pub mod biography;
pub mod call;
pub mod case;
pub mod demo;
pub mod device;
pub mod encounter;
pub mod event;
pub mod handover;
pub mod hit;
pub mod import;
pub mod list;
pub mod matcher;
pub mod medium;
pub mod notice;
pub mod purge;
pub mod quarantine;
pub mod redress;
pub mod reviewing;
pub mod rules;
pub mod services;
pub mod session;
pub mod sign_in;
pub mod watchlist;

mod bytes;
mod expected;
mod id;
mod problem;
mod time;

pub use bytes::{Bytes, Sha256};
pub use expected::Expected;
pub use id::{
    AccountId, AgreementId, AlertId, AuthorityId, CallId, CaptureId, CaseId, DeviceId, EncounterId, EntryId,
    HandoverId, HitId, ImportId, LinkId, ListId, LostReceiptId, NoteId, PasskeyId, PrintId, PurgeId,
    QuarantineId, RecipientId, RedressId, SessionId, SiteId, SubscriptionId,
};
pub use problem::{Code, Problem};
pub use time::Timestamp;

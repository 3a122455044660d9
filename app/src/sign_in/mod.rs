//! Signing in: by a one-time link, with a passkey, with a password and a code; and what a person keeps to do it with.

mod account_page;
mod accounts_page;
mod authenticator;
mod confirm;
mod enter;
mod fields;
mod nobody;
mod own_notifications;
mod own_passkeys;
mod own_password;
mod own_sessions;

pub use account_page::{AccountPage, Enrol};
pub use accounts_page::AccountsPage;
pub use confirm::Confirm;
pub use enter::Enter;
pub use nobody::Nobody;

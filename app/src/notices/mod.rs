//! The notices of a country, as a programme manager keeps them: the words in each language, version by version, and a
//! recording of them.

mod editor;
mod page;

pub use page::NoticesPage;

//! What an alert leads to: the form, its paper, the counts, and the authorities that people are handed over to.

mod authorities;
mod figures;
mod form;
mod form_paper;

pub use figures::HandoversPage;
pub use form::HandoverForm;

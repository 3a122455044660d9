//! What is put on record: who did what to what, and why.

use policy::Country;

use crate::session::Actor;

/// What is put on record.
pub struct Line<'a> {
    pub(super) who: Who<'a>,
    pub(super) action: &'static str,
    pub(super) object: String,
    pub(super) country: Option<Country>,
    pub(super) why: String,
    pub(super) detail: String,
}

pub(super) enum Who<'a> {
    Person(&'a Actor),
    Program(&'a str),
}

impl<'a> Line<'a> {
    /// Something that a person did: `hit.decide`, to `hit/0190...`, in their own country unless said otherwise.
    pub fn by(actor: &'a Actor, action: &'static str, object: impl Into<String>) -> Self {
        Self { country: Some(actor.country), ..Self::new(Who::Person(actor), action, object.into()) }
    }

    /// Something that a program did by itself: "server", "command line".
    pub fn by_program(name: &'a str, action: &'static str, object: impl Into<String>) -> Self {
        Self::new(Who::Program(name), action, object.into())
    }

    fn new(who: Who<'a>, action: &'static str, object: String) -> Self {
        Self { who, action, object, country: None, why: duty(action).into(), detail: String::new() }
    }

    /// To what, where it is known only later.
    #[must_use]
    pub fn about(self, object: impl Into<String>) -> Self {
        Self { object: object.into(), ..self }
    }

    /// Who did it, by name.
    #[must_use]
    pub fn actor(&self) -> &str {
        match self.who {
            Who::Person(person) => &person.name,
            Who::Program(name) => name,
        }
    }

    /// The object's country.
    #[must_use]
    pub fn of(self, country: Country) -> Self {
        Self { country: Some(country), ..self }
    }

    /// The reason that was stated, instead of the duty that the action belongs to.
    #[must_use]
    pub fn because(self, why: impl Into<String>) -> Self {
        Self { why: why.into(), ..self }
    }

    /// The particulars; no biometric data.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}

/// Why an action is done where nobody is asked for a reason.
fn duty(action: &str) -> &'static str {
    match action.split('.').next().unwrap_or_default() {
        "encounter" | "part" | "refusal" | "alert" => "work with people who are at the site",
        "hit" | "print" => "review of a hit",
        "case" => "keeping of cases",
        "redress" => "answering what the person asked",
        "notice" => "telling people what is done with their data",
        "list" | "entry" | "import" => "keeping of watchlists",
        "audit" => "oversight",
        "device" | "packet" | "quarantine" | "medium" => "keeping of devices and of what they send",
        "session" | "link" | "passkey" | "password" => "signing in",
        _ => "running of the programme",
    }
}

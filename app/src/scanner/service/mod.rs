//! Capture services: makers' programs on this computer that own the scanner and answer over loopback, where the
//! site has switched them on.

mod access;
mod http;
mod session;
mod socket;
mod talk;

use scanners::Identity;
use scanners::hid::Hid;
use scanners::sbi::{Roots, Sbi, SbiSettings};
use scanners::secugen::Secugen;
use scanners::service::Service;
use wire::services::{CaptureServices, SbiService, SecugenService};

use super::source::{Events, Source};
use crate::clock::Clock;
use crate::matcher::Matcher;
use session::Session;
use talk::Talk;

/// A scanner behind a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceScanner {
    program: Program,
    /// Which of the service's scanners; none for the one that takes most at once.
    named: Option<Named>,
}

/// A maker's program, and what the site has said of it.
#[derive(Debug, Clone, PartialEq)]
enum Program {
    Sbi(SbiService),
    Secugen(SecugenService),
    Hid,
}

/// What tells one scanner from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    make: String,
    model: String,
    serial: Option<String>,
}

impl Named {
    fn of(identity: &Identity) -> Self {
        let (make, model) = (identity.make.to_string(), identity.model.to_string());
        Self { make, model, serial: identity.serial.clone() }
    }
}

impl ServiceScanner {
    /// The services that a site has switched on, whether they run here or not.
    pub fn switched_on(services: &CaptureServices) -> impl Iterator<Item = Self> {
        let sbi = services.sbi.clone().map(Program::Sbi);
        let secugen = services.secugen.clone().map(Program::Secugen);
        let hid = services.hid.then_some(Program::Hid);
        [sbi, secugen, hid].into_iter().flatten().map(|program| Self { program, named: None })
    }

    /// What it is called: the service, and the scanner where it is a certain one.
    pub fn name(&self) -> String {
        let program = match self.program {
            Program::Sbi(_) => "MOSIP SBI",
            Program::Secugen(_) => "SecuGen WebAPI",
            Program::Hid => "HID WebSDK",
        };
        match &self.named {
            None => program.to_owned(),
            Some(named) => format!("{} {} ({program})", named.make, named.model),
        }
    }

    /// Its serial number, where it is a certain scanner that states one.
    pub fn serial(&self) -> Option<String> {
        self.named.as_ref()?.serial.clone()
    }

    /// Opens it: its images are unpacked by `matcher`, its signatures judged by `clock`.
    pub fn open(self, matcher: Matcher, clock: Clock) -> (Source, Events) {
        Source::open(move |desk| {
            let talk = Talk::new(self.program.service(), clock);
            Session::new(desk, talk, self, matcher).run()
        })
    }
}

impl Program {
    fn service(&self) -> Box<dyn Service> {
        match self {
            Self::Sbi(sbi) => {
                // The server keeps no root that cannot be used; if one came all the same, nobody is trusted.
                let roots = Roots::of(sbi.roots.iter().map(String::as_bytes)).unwrap_or_default();
                let (environment, last_port) = (sbi.environment.clone(), sbi.last_port);
                let settings = SbiSettings { environment, last_port, ..SbiSettings::production(roots) };
                Box::new(Sbi::new(settings, access::random()))
            }
            Self::Secugen(secugen) => Box::new(Secugen::new(secugen.licence.clone())),
            Self::Hid => Box::new(Hid::new(access::random())),
        }
    }
}

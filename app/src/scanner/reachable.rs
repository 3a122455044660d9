use leptos::prelude::*;
use wire::services::CaptureServices;

use super::serial::SerialReader;
use super::service::ServiceScanner;
use super::simulated::{Volunteer, simulated};
use super::source::{Events, Source};
use super::usb::UsbReader;
use crate::clock::Clock;
use crate::matcher::Matcher;

/// A scanner that this desk can work with now.
#[derive(Debug, Clone, PartialEq)]
pub enum Reachable {
    /// A reader on USB.
    Usb(UsbReader),
    /// A reader behind a serial port.
    Serial(SerialReader),
    /// A scanner behind a capture service.
    Service(ServiceScanner),
    /// The demo programme's simulation.
    Simulated,
}

impl Reachable {
    /// All that may be used without asking the person again, real ones first: `services` are those that the site
    /// has switched on, `offered` the single scanners that one of them was found to have.
    pub async fn all(services: &CaptureServices, offered: &[ServiceScanner]) -> Vec<Self> {
        let usb = UsbReader::remembered().await.into_iter().map(Self::Usb);
        let serial = SerialReader::remembered().await.into_iter().map(Self::Serial);
        let services =
            ServiceScanner::switched_on(services).chain(offered.iter().cloned()).map(Self::Service);
        usb.chain(serial).chain(services).chain([Self::Simulated]).collect()
    }

    /// Who made it and what it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Usb(reader) => reader.name(),
            Self::Serial(reader) => reader.name(),
            Self::Service(scanner) => scanner.name(),
            Self::Simulated => "Umbral Simulated scanner".to_owned(),
        }
    }

    /// Its serial number, where it states one before it is open.
    pub fn serial(&self) -> Option<String> {
        match self {
            Self::Usb(reader) => reader.serial(),
            Self::Service(scanner) => scanner.serial(),
            Self::Serial(_) | Self::Simulated => None,
        }
    }

    /// Whether `other` is this scanner, perhaps plugged in again.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Usb(one), Self::Usb(other)) => one.is_same(other),
            (Self::Serial(one), Self::Serial(other)) => one.is_same(other),
            (Self::Service(one), Self::Service(other)) => one == other,
            (Self::Simulated, Self::Simulated) => true,
            _ => false,
        }
    }

    /// Opens it; `volunteer` stands at the simulated scanner.
    pub fn open(self, matcher: Matcher, clock: Clock, volunteer: Signal<Volunteer>) -> (Source, Events) {
        match self {
            Self::Usb(reader) => reader.open(),
            Self::Serial(reader) => reader.open(),
            Self::Service(scanner) => scanner.open(matcher, clock),
            Self::Simulated => simulated(matcher, volunteer),
        }
    }
}

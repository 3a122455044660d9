use leptos::prelude::*;

use super::serial::SerialReader;
use super::simulated::{Volunteer, simulated};
use super::source::{Events, Source};
use super::usb::UsbReader;
use crate::matcher::Matcher;

/// A scanner that this desk can work with now.
#[derive(Debug, Clone, PartialEq)]
pub enum Reachable {
    /// A reader on USB.
    Usb(UsbReader),
    /// A reader behind a serial port.
    Serial(SerialReader),
    /// The demo programme's simulation.
    Simulated,
}

impl Reachable {
    /// All that may be used without asking the person again, real ones first.
    pub async fn all() -> Vec<Self> {
        let usb = UsbReader::remembered().await.into_iter().map(Self::Usb);
        let serial = SerialReader::remembered().await.into_iter().map(Self::Serial);
        usb.chain(serial).chain([Self::Simulated]).collect()
    }

    /// Who made it and what it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Usb(reader) => reader.name(),
            Self::Serial(reader) => reader.name(),
            Self::Simulated => "Umbral Simulated scanner".to_owned(),
        }
    }

    /// Its serial number, where it states one before it is open.
    pub fn serial(&self) -> Option<String> {
        match self {
            Self::Usb(reader) => reader.serial(),
            Self::Serial(_) | Self::Simulated => None,
        }
    }

    /// Whether `other` is this scanner, perhaps plugged in again.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Usb(one), Self::Usb(other)) => one.is_same(other),
            (Self::Serial(one), Self::Serial(other)) => one.is_same(other),
            (Self::Simulated, Self::Simulated) => true,
            _ => false,
        }
    }

    /// Opens it; `volunteer` stands at the simulated scanner.
    pub fn open(self, matcher: Matcher, volunteer: Signal<Volunteer>) -> (Source, Events) {
        match self {
            Self::Usb(reader) => reader.open(),
            Self::Serial(reader) => reader.open(),
            Self::Simulated => simulated(matcher, volunteer),
        }
    }
}

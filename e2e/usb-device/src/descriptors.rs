//! What a reader's descriptors say, as its fact sheet has them.

use scanners::UsbId;

/// An endpoint: address, attributes, largest packet, interval.
type Endpoint = (u8, u8, u16, u8);

const BULK: u8 = 2;
const INTERRUPT: u8 = 3;

/// One interface.
#[derive(Debug, Clone, Copy)]
pub struct Interface {
    class: [u8; 3],
    endpoints: &'static [Endpoint],
}

/// What distinguishes a reader on the bus.
#[derive(Debug, Clone, Copy)]
pub struct Descriptors {
    /// Vendor and product.
    pub id: UsbId,
    version: u16,
    interfaces: &'static [Interface],
}

/// DigitalPersona U.are.U 4500.
pub const URU4500: Descriptors = Descriptors {
    id: UsbId { vendor: 0x05ba, product: 0x000a },
    version: 0x0103,
    interfaces: &[Interface {
        class: [0xff; 3],
        endpoints: &[(0x81, INTERRUPT, 64, 8), (0x82, BULK, 64, 0)],
    }],
};

/// Futronic FS80/FS81.
pub const FUTRONIC: Descriptors = Descriptors {
    id: UsbId { vendor: 0x1491, product: 0x0020 },
    version: 0x0100,
    interfaces: &[Interface {
        class: [0xff, 0, 0],
        endpoints: &[(0x01, BULK, 512, 0), (0x82, BULK, 512, 0)],
    }],
};

/// Morpho MSO 1300-E3.
pub const MORPHO: Descriptors = Descriptors {
    id: UsbId { vendor: 0x225d, product: 0x000a },
    version: 0x0100,
    interfaces: &[
        Interface { class: [0x02, 0x02, 0x01], endpoints: &[(0x81, INTERRUPT, 8, 16)] },
        Interface { class: [0x0a, 0, 0], endpoints: &[(0x02, BULK, 64, 0), (0x83, BULK, 64, 0)] },
    ],
};

/// NEXT Biometrics NB-1010-U.
pub const NB1010: Descriptors = Descriptors {
    id: UsbId { vendor: 0x298d, product: 0x1010 },
    version: 0x0100,
    interfaces: &[Interface {
        class: [0, 0, 0],
        endpoints: &[(0x81, INTERRUPT, 16, 16), (0x02, BULK, 64, 0), (0x83, BULK, 64, 0)],
    }],
};

impl Descriptors {
    /// Device descriptor and configuration descriptor, one after the other (USB 2.0, chapter 9.6).
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.device().to_vec();
        bytes.extend(self.configuration());
        bytes
    }

    /// The device descriptor.
    #[must_use]
    pub fn device(&self) -> [u8; 18] {
        let [vendor_low, vendor_high] = self.id.vendor.to_le_bytes();
        let [product_low, product_high] = self.id.product.to_le_bytes();
        let [version_low, version_high] = self.version.to_le_bytes();
        let strings = [1, 2, 3];
        [
            18,
            1,
            0x00,
            0x02,
            0,
            0,
            0,
            64,
            vendor_low,
            vendor_high,
            product_low,
            product_high,
            version_low,
            version_high,
            strings[0],
            strings[1],
            strings[2],
            1,
        ]
    }

    /// The configuration descriptor with all its interfaces.
    #[must_use]
    pub fn configuration(&self) -> Vec<u8> {
        let mut parts = Vec::new();
        for (number, interface) in self.interfaces.iter().enumerate() {
            let [class, subclass, protocol] = interface.class;
            let endpoints = interface.endpoints.len() as u8;
            parts.extend([9, 4, number as u8, 0, endpoints, class, subclass, protocol, 0]);
            for &(address, attributes, packet, interval) in interface.endpoints {
                let [low, high] = packet.to_le_bytes();
                parts.extend([7, 5, address, attributes, low, high, interval]);
            }
        }
        let [low, high] = (9 + parts.len() as u16).to_le_bytes();
        let mut configuration = vec![9, 2, low, high, self.interfaces.len() as u8, 1, 0, 0x80, 100];
        configuration.extend(parts);
        configuration
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_in_a_descriptor_is_true_and_the_page_knows_the_reader() {
        for descriptors in [URU4500, FUTRONIC, MORPHO, NB1010] {
            assert!(scanners::Model::of(descriptors.id).is_some());
            assert_eq!(descriptors.device().len(), usize::from(descriptors.device()[0]));
            let configuration = descriptors.configuration();
            assert_eq!(
                usize::from(u16::from_le_bytes([configuration[2], configuration[3]])),
                configuration.len()
            );
            let mut at = 0;
            while at < configuration.len() {
                at += usize::from(configuration[at]);
            }
            assert_eq!(at, configuration.len());
        }
    }
}

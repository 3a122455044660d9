//! The answer to a capture: nothing of it is used before all of it was checked.

use isobio::{
    Compression, EyeLabel, FingerImageRecord, IrisImageRecord, ParseError, PrintPosition, Sampling,
};
use raster::Ppi;
use zeroize::Zeroizing;

use super::{
    chain::Chain,
    error,
    scanner::{SbiScanner, in_time, token, verified},
    settings::SbiSettings,
    sites::{ordered, site_of},
};
use crate::{
    AnswerFault, Condition,
    service::{
        Biometric, Capture, Encoding, Eye, HashForm, Order, Picture, Proof, Site, UnixTime,
        json::{self, Object},
    },
};

/// What was asked, to hold the answer against.
pub(super) struct Asked<'a> {
    pub(super) scanner: &'a SbiScanner,
    pub(super) order: &'a Order,
    pub(super) transaction: &'a str,
    pub(super) settings: &'a SbiSettings,
    pub(super) chain: &'a Chain,
}

/// One image that was checked by itself, and the hash that goes with it.
struct Part {
    biometric: Biometric,
    record: Zeroizing<Vec<u8>>,
    hash: String,
    root: [u8; 32],
    taken_at: UnixTime,
}

impl Asked<'_> {
    /// The capture, and where the chain of hashes stands after it.
    pub(super) fn check(&self, body: &[u8], now: UnixTime) -> Result<(Capture, Chain), Condition> {
        const UNREADABLE: Condition = Condition::WrongAnswer(AnswerFault::Unreadable);
        let answer = json::object(body).ok_or(UNREADABLE)?;
        if let Some(condition) = error::condition(&answer) {
            return Err(condition);
        }
        let entries = answer.get("biometrics").and_then(|list| list.as_array()).ok_or(UNREADABLE)?;
        let parts: Vec<Part> = entries
            .iter()
            .map(|entry| self.part(entry.as_object().ok_or(UNREADABLE)?, now))
            .collect::<Result<_, _>>()?;

        let mut wanted = ordered(self.order);
        for part in &parts {
            let at = wanted.iter().position(|site| *site == part.biometric.site);
            wanted.swap_remove(at.ok_or(Condition::WrongAnswer(AnswerFault::Sites))?);
        }
        let (Some(first), true) = (parts.first(), wanted.is_empty()) else {
            return Err(Condition::WrongAnswer(AnswerFault::Sites));
        };
        let (root, taken_at) = (first.root, first.taken_at);
        let (hash_form, chain) = self.chained(&parts)?;
        let capture = Capture {
            identity: self.scanner.device.identity.clone(),
            taken_at,
            biometrics: parts.into_iter().map(|part| part.biometric).collect(),
            proof: Proof::Signed { root, transaction: self.transaction.to_owned(), hash_form },
        };
        Ok((capture, chain))
    }

    /// In which form all hashes go on from one another.
    fn chained(&self, parts: &[Part]) -> Result<(HashForm, Chain), Condition> {
        let chained = |form| {
            parts.iter().try_fold(self.chain.clone(), |chain, part| {
                Some(chain.after(&part.record, form)).filter(|chain| chain.stands_at(&part.hash))
            })
        };
        [HashForm::Bytes, HashForm::Hex]
            .into_iter()
            .find_map(|form| chained(form).map(|chain| (form, chain)))
            .ok_or(Condition::WrongAnswer(AnswerFault::Hash))
    }

    fn part(&self, entry: &Object, now: UnixTime) -> Result<Part, Condition> {
        let fault = Condition::WrongAnswer;
        if let Some(condition) = error::condition(entry) {
            return Err(condition);
        }
        let data = json::text(entry, "data").ok_or(fault(AnswerFault::Unreadable))?;
        let token = token(&data, self.settings, now)?;
        let payload = &token.payload;
        let text = |key| json::text(payload, key).unwrap_or_default();
        let digital_id = verified(&text("digitalId"), self.settings, now)?;
        let taken_at = in_time(payload, "timestamp", self.settings, now)?;

        let same_scanner = text("deviceCode") == self.scanner.code
            && json::text(&digital_id, "serialNo") == self.scanner.device.identity.serial;
        let version = json::text(entry, "specVersion");
        // What was taken to prove an identity elsewhere is encrypted for there, and none of this system's business.
        let encrypted = ["sessionKey", "thumbprint"].iter().any(|key| entry.contains_key(*key));
        let same_purpose =
            text("purpose") == "Registration" && text("env") == self.settings.environment && !encrypted;
        for (holds, what) in [
            (text("transactionId") == self.transaction, AnswerFault::Transaction),
            (same_scanner, AnswerFault::Device),
            (version.is_none_or(|version| version == self.scanner.version), AnswerFault::Version),
            (same_purpose, AnswerFault::Purpose),
        ] {
            if !holds {
                return Err(fault(what));
            }
        }
        let site = site_of(&text("bioType"), &text("bioSubType"), self.order);
        let site = site.ok_or(fault(AnswerFault::Sites))?;
        let packed = Zeroizing::new(text("bioValue"));
        let record = Zeroizing::new(json::unpack(&packed).ok_or(fault(AnswerFault::Unreadable))?);
        let picture = match site {
            Site::Finger(_) => finger(&record, site)?,
            Site::Eye(eye) => iris(&record, eye)?,
        };
        let quality = text("qualityScore").parse::<f32>().ok().filter(|it| (0.0..=100.0).contains(it));
        let biometric = Biometric { site, picture, quality: quality.map(|quality| quality.round() as u8) };
        let hash = json::text(entry, "hash").unwrap_or_default();
        Ok(Part { biometric, record, hash, root: token.root, taken_at })
    }
}

fn damaged(_: ParseError) -> Condition {
    Condition::WrongAnswer(AnswerFault::Image)
}

/// The one image of a finger image record.
fn finger(record: &[u8], site: Site) -> Result<Picture, Condition> {
    let record = FingerImageRecord::parse(record).map_err(damaged)?;
    let [image] =
        <[_; 1]>::try_from(record.images).map_err(|_| Condition::WrongAnswer(AnswerFault::Sites))?;
    let same_finger = match (image.position, site) {
        (PrintPosition::Finger(fingerprint::FingerPosition::Unknown), _) => true,
        (PrintPosition::Finger(stated), Site::Finger(wanted)) => stated == wanted,
        _ => false,
    };
    let encoding = match (image.compression, image.bit_depth) {
        _ if !same_finger => return Err(Condition::WrongAnswer(AnswerFault::Sites)),
        (Compression::None, 8) => Encoding::Raw { width: image.width.into(), height: image.height.into() },
        (Compression::None | Compression::BitPacked, _) => {
            return Err(Condition::WrongAnswer(AnswerFault::Image));
        }
        (
            Compression::Wsq
            | Compression::Jpeg
            | Compression::Jpeg2000Lossy
            | Compression::Jpeg2000Lossless
            | Compression::Png,
            _,
        ) => Encoding::File,
    };
    Ok(Picture { encoding, ppi: ppi(image.sampling), bytes: image.data.into() })
}

/// The one image of an iris image record.
fn iris(record: &[u8], eye: Eye) -> Result<Picture, Condition> {
    let record = IrisImageRecord::parse(record).map_err(damaged)?;
    let [image] =
        <[_; 1]>::try_from(record.images).map_err(|_| Condition::WrongAnswer(AnswerFault::Sites))?;
    let same_eye = match image.eye {
        EyeLabel::Unspecified => true,
        EyeLabel::Right => eye == Eye::Right,
        EyeLabel::Left => eye == Eye::Left,
    };
    if !same_eye {
        return Err(Condition::WrongAnswer(AnswerFault::Sites));
    }
    let (width, height) = (image.width.into(), image.height.into());
    let encoding = if image.raw { Encoding::Raw { width, height } } else { Encoding::File };
    Ok(Picture { encoding, ppi: None, bytes: image.data.into() })
}

/// Pixels per inch, if they are the same across and down.
fn ppi(sampling: Sampling) -> Option<Ppi> {
    let (x, y) = sampling.ppi();
    Ppi::from_f64(x).filter(|ppi| Ppi::from_f64(y) == Some(*ppi))
}

#[cfg(test)]
mod tests {
    use fingerprint::FingerPosition;
    use isobio::{FingerImage, ImpressionType};
    use raster::Grey;

    use super::*;

    const INDEX: Site = Site::Finger(FingerPosition::RightIndex);

    fn record(position: FingerPosition, compression: Compression, images: usize) -> Vec<u8> {
        holding(include_bytes!("../../../raster/fixtures/grey.jp2").to_vec(), position, compression, images)
    }

    fn holding(data: Vec<u8>, position: FingerPosition, compression: Compression, images: usize) -> Vec<u8> {
        let image = FingerImage {
            position: PrintPosition::Finger(position),
            number: 0,
            impression: ImpressionType::LivePlain,
            quality: None,
            scanned: Sampling::per_inch(500),
            sampling: Sampling::per_inch(500),
            bit_depth: 8,
            compression,
            width: 67,
            height: 45,
            data,
        };
        FingerImageRecord { images: vec![image; images] }.write().unwrap()
    }

    #[test]
    fn jpeg_2000_comes_out_at_the_resolution_that_the_record_states() {
        for stated in [FingerPosition::RightIndex, FingerPosition::Unknown] {
            let picture = finger(&record(stated, Compression::Jpeg2000Lossless, 1), INDEX).unwrap();
            let grey = picture.decode().unwrap();
            assert_eq!((grey.width(), grey.height(), grey.ppi), (67, 45, Some(Ppi::P500)));
        }
    }

    #[test]
    fn wsq_comes_out_at_the_resolution_that_the_record_states() {
        let pixels = (0..67 * 45).map(|at| (at % 67 * 3) as u8).collect();
        let packed = raster::encode_wsq(&Grey::new(67, 45, None, pixels).unwrap(), 2000).unwrap();
        let picture =
            finger(&holding(packed, FingerPosition::RightIndex, Compression::Wsq, 1), INDEX).unwrap();
        let grey = picture.decode().unwrap();
        assert_eq!((grey.width(), grey.height(), grey.ppi), (67, 45, Some(Ppi::P500)));
    }

    #[test]
    fn another_finger_and_more_than_one_image_are_refused_each_by_its_name() {
        let lossless = Compression::Jpeg2000Lossless;
        let sites = Condition::WrongAnswer(AnswerFault::Sites);
        for (record, condition) in [
            (record(FingerPosition::LeftIndex, lossless, 1), sites),
            (record(FingerPosition::RightIndex, lossless, 2), sites),
            (b"FIR".to_vec(), Condition::WrongAnswer(AnswerFault::Image)),
        ] {
            assert_eq!(finger(&record, INDEX), Err(condition));
        }
    }
}

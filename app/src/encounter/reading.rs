//! What the matcher read, with its images.

use capture::Hand;
use fingerprint::FingerPosition;
use js_sys::Uint8Array;
use wire::matcher::{Answer, Print};

use super::image::Image;

/// A print and its image.
pub type Read = (Print, Image);

/// What a picture was cut into.
pub struct Cut {
    /// The prints from left to right, each with the finger it looks like it is of.
    pub prints: Vec<(FingerPosition, Read)>,
    /// The hand they look like they are of.
    pub hand: Option<Hand>,
}

/// The prints of an answer; none if it answers something else, or the browser has no memory for the images.
pub fn cut_up(answer: Answer, pngs: &Uint8Array) -> Option<Cut> {
    match answer {
        Answer::Print { print } => {
            Some(Cut { prints: vec![(FingerPosition::Unknown, (print, Image::png(pngs)?))], hand: None })
        }
        Answer::Slap { prints, hand, .. } => {
            let mut from = 0;
            let prints = prints.into_iter().map(|each| {
                let to = from + each.png_bytes;
                let png = pngs.slice(from, to);
                from = to;
                Some((each.position, (each.print, Image::png(&png)?)))
            });
            Some(Cut { prints: prints.collect::<Option<_>>()?, hand })
        }
        _ => None,
    }
}

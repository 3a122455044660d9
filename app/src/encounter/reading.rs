//! What the matcher read, with its images.

use capture::Hand;
use fingerprint::FingerPosition;
use js_sys::Uint8Array;
use wire::matcher::{Answer, Picture, Print};

use super::image::Image;

/// A print and its image.
pub type Read = (Print, Image);

/// What a picture was cut into.
#[derive(Default)]
pub struct Cut {
    /// The prints from left to right, each with the finger it looks like it is of.
    pub prints: Vec<(FingerPosition, Read)>,
    /// The hand they look like they are of.
    pub hand: Option<Hand>,
    /// The picture of all of them, where there are several.
    pub whole: Option<(Picture, Image)>,
}

/// The prints of an answer; none if it answers something else, or the browser has no memory for the images.
pub fn cut_up(answer: Answer, pngs: &Uint8Array) -> Option<Cut> {
    match answer {
        Answer::Print { print } => {
            let prints = vec![(FingerPosition::Unknown, (print, Image::png(pngs)?))];
            Some(Cut { prints, hand: None, whole: None })
        }
        Answer::Slap { prints, whole, hand, .. } => {
            let mut from = 0;
            let prints = prints.into_iter().map(|each| {
                let to = from + each.png_bytes;
                let png = pngs.slice(from, to);
                from = to;
                Some((each.position, (each.print, Image::png(&png)?)))
            });
            let prints = prints.collect::<Option<_>>()?;
            let image = Image::png(&pngs.slice(from, pngs.length()))?;
            Some(Cut { prints, hand, whole: Some((whole, image)) })
        }
        _ => None,
    }
}

use std::rc::Rc;

use wire::encounter::{SlapCapture, Source};
use wire::matcher::Picture;
use wire::{CaptureId, Timestamp};

use super::image::Image;

/// A whole picture of several fingers, of which prints of this encounter were cut out.
#[derive(Debug)]
pub struct TakenSlap {
    /// What the record says of it.
    pub capture: SlapCapture,
    /// The image that is stored.
    pub image: Image,
}

impl TakenSlap {
    /// What `picture` shows, taken then, from there.
    pub fn of((picture, image): (Picture, Image), taken_at: Timestamp, source: Source) -> Rc<Self> {
        let Picture { width, height, ppi, image: name } = picture;
        let id = CaptureId::new();
        let capture = SlapCapture { id, taken_at, source, ppi, width, height, image: name };
        Rc::new(Self { capture, image })
    }
}

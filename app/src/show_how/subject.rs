use std::rc::Rc;

use fingerprint::{Minutia, Step};
use leptos::prelude::*;
use raster::Ppi;
use web_sys::Blob;
use wire::matcher::{Answer, Explained, Request};
use wire::{HitId, PrintId};

use crate::api::{Api, Fault};
use crate::encounter::Image;
use crate::matcher::{Matcher, unexpected};

/// A print to be shown.
#[derive(Clone)]
pub struct Subject {
    /// Whose, or which of two.
    pub name: Signal<String>,
    /// Where its image is.
    pub image: ImageOf,
    /// Of the image.
    pub ppi: Ppi,
    /// Those that pairs name by their places.
    pub minutiae: Vec<Minutia>,
}

/// Where an image is.
#[derive(Clone)]
pub enum ImageOf {
    /// On this page.
    Held(Blob),
    /// With the server, as part of a hit.
    Stored(HitId, PrintId),
    /// Nowhere: only a template is held.
    Nowhere,
}

/// What the matcher shows of a subject at one step.
pub struct Reading {
    /// What was found in it.
    pub explained: Explained,
    /// The step's picture.
    pub picture: Image,
}

impl Subject {
    /// Asks the matcher to show a step of the image; `fetched` keeps what came from the server.
    pub async fn read(
        &self,
        step: Step,
        api: Api,
        matcher: Matcher,
        fetched: StoredValue<Option<Blob>, LocalStorage>,
    ) -> Result<Option<Rc<Reading>>, Fault> {
        let image = match (&self.image, fetched.try_get_value().flatten()) {
            (ImageOf::Nowhere, _) => return Ok(None),
            (ImageOf::Held(image), _) => image.clone(),
            (ImageOf::Stored(..), Some(image)) => image,
            (ImageOf::Stored(hit, print), None) => {
                let image = api.print_image(*hit, *print).await?;
                // The dialog may be gone meanwhile.
                fetched.try_set_value(Some(image.clone()));
                image
            }
        };
        let request = Request::Explain { ppi: Some(self.ppi), step };
        match matcher.ask(&request, Some(&image)).await? {
            (Answer::Explained { explained }, Some(png)) => {
                let picture = Image::png(&png).ok_or_else(unexpected)?;
                Ok(Some(Rc::new(Reading { explained, picture })))
            }
            _ => Err(unexpected()),
        }
    }
}

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use examination::{Grey, Tone};
use fingerprint::Step;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{Clamped, JsCast as _};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, ImageData};
use wire::hit::Print;
use wire::matcher::{Answer, Request};
use wire::{HitId, PrintId};

use crate::api::{Api, Fault};
use crate::encounter::Image;
use crate::matcher::{Matcher, unexpected};

/// How far a picture has come.
pub enum Loading<T> {
    /// It was asked for.
    UnderWay,
    /// It is there.
    There(Rc<T>),
    /// It did not come.
    Failed,
}

// Derived, it would want what is loaded to be cloned too.
impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        match self {
            Self::UnderWay => Self::UnderWay,
            Self::There(it) => Self::There(it.clone()),
            Self::Failed => Self::Failed,
        }
    }
}

/// A print's image, ready to be drawn in any tone.
pub struct Picture {
    file: Blob,
    grey: Vec<u8>,
    width: u32,
    height: u32,
    density: f32,
    toned: RefCell<(Option<Tone>, HtmlCanvasElement)>,
}

/// The images of a hit that have been looked at: each is fetched, and put on record, once a page.
#[derive(Clone, Copy)]
pub struct Pictures {
    api: Api,
    matcher: Matcher,
    hit: HitId,
    prints: RwSignal<HashMap<PrintId, Loading<Picture>>, LocalStorage>,
    layers: RwSignal<HashMap<(PrintId, Step), Loading<HtmlCanvasElement>>, LocalStorage>,
}

impl Pictures {
    /// Gives the pictures of a hit to everything below.
    pub fn provide(hit: HitId) -> Self {
        let pictures = Self {
            api: Api::expect(),
            matcher: Matcher::expect(),
            hit,
            prints: RwSignal::new_local(HashMap::new()),
            layers: RwSignal::new_local(HashMap::new()),
        };
        provide_context(pictures);
        pictures
    }

    /// The pictures of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// A print's image, followed; it is fetched when it is first asked for. None where no image is held.
    pub fn of(self, print: &Print) -> Option<Loading<Picture>> {
        if !print.image {
            return None;
        }
        if let Some(known) = self.prints.with(|prints| prints.get(&print.id).cloned()) {
            return Some(known);
        }
        let (id, density) = (print.id, f32::from(print.ppi.get()) / 500.0);
        self.note(id, Loading::UnderWay);
        spawn_local(async move {
            let picture = match self.api.print_image(self.hit, id).await {
                Ok(file) => Picture::of(file, density).await,
                Err(_) => None,
            };
            self.note(id, picture.map_or(Loading::Failed, |picture| Loading::There(Rc::new(picture))));
        });
        Some(Loading::UnderWay)
    }

    /// Asks once more for what did not come.
    pub fn again(self, print: PrintId) {
        let _ = self.prints.try_update(|prints| prints.remove(&print));
    }

    fn note(self, print: PrintId, now: Loading<Picture>) {
        // The page may have been left meanwhile. What is noted while a picture is drawn is not news to that drawing.
        let news = !matches!(now, Loading::UnderWay);
        let noted = self.prints.try_update_untracked(|prints| prints.insert(print, now));
        if news && noted.is_some() {
            self.prints.notify();
        }
    }

    /// What the engine shows of a print at a step, followed; it is computed when it is first asked for.
    pub fn layer(self, print: &Print, step: Step) -> Option<Loading<HtmlCanvasElement>> {
        let Loading::There(picture) = self.of(print)? else { return None };
        let of = (print.id, step);
        if let Some(known) = self.layers.with(|layers| layers.get(&of).cloned()) {
            return Some(known);
        }
        self.layers.try_update_untracked(|layers| layers.insert(of, Loading::UnderWay));
        let (file, ppi) = (picture.file.clone(), print.ppi);
        spawn_local(async move {
            let request = Request::Explain { ppi: Some(ppi), step };
            let shown = match self.matcher.ask(&request, Some(&file)).await {
                Ok((Answer::Explained { .. }, Some(png))) => of_png(&png).await.ok(),
                _ => None,
            };
            let shown = shown.map_or(Loading::Failed, |canvas| Loading::There(Rc::new(canvas)));
            let _ = self.layers.try_update(|layers| layers.insert(of, shown));
        });
        Some(Loading::UnderWay)
    }
}

async fn of_png(png: &Uint8Array) -> Result<HtmlCanvasElement, Fault> {
    let image = Image::png(png).ok_or_else(unexpected)?;
    canvas_of(&image.file).await.map(|(canvas, _)| canvas).ok_or_else(unexpected)
}

impl Picture {
    async fn of(file: Blob, density: f32) -> Option<Self> {
        let (canvas, context) = canvas_of(&file).await?;
        let (width, height) = (canvas.width(), canvas.height());
        let pixels = context.get_image_data(0, 0, width.cast_signed(), height.cast_signed()).ok()?.data();
        let grey = pixels.iter().step_by(4).copied().collect();
        Some(Self { file, grey, width, height, density, toned: RefCell::new((None, canvas)) })
    }

    /// Its grey values.
    pub fn grey(&self) -> Grey<'_> {
        Grey { values: &self.grey, width: self.width as usize, density: self.density }
    }

    /// The image in a tone; it is toned anew only when the tone is another.
    pub fn toned(&self, tone: Tone) -> HtmlCanvasElement {
        let mut toned = self.toned.borrow_mut();
        if toned.0 != Some(tone) {
            let pixels = tone.shown(&self.grey, self.width as usize, self.density.round() as usize);
            let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), self.width, self.height);
            if let (Ok(data), Some(context)) = (data, context_of(&toned.1)) {
                // It fails only for a buffer given away, and this one is new.
                let _ = context.put_image_data(&data, 0, 0);
            }
            toned.0 = Some(tone);
        }
        toned.1.clone()
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.grey);
        // A canvas without size keeps no pixels.
        self.toned.borrow().1.set_width(0);
    }
}

/// The drawing context of a canvas; none if the browser has no memory for it.
pub fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// An image file on a canvas of its own size.
async fn canvas_of(file: &Blob) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let bitmap = JsFuture::from(window().create_image_bitmap_with_blob(file).ok()?).await.ok()?;
    let bitmap: ImageBitmap = bitmap.dyn_into().ok()?;
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    let context = context_of(&canvas)?;
    context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0).ok()?;
    bitmap.close();
    Some((canvas, context))
}

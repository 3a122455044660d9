//! The device's camera, for as long as somebody looks through it.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, MediaStream, MediaStreamConstraints,
    MediaStreamTrack,
};

/// Why there is no live picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCamera {
    /// The person, or a policy, did not let this page use it.
    Refused,
    /// There is none, or another program has it.
    NotThere,
}

/// An open camera; it is turned off when dropped.
#[derive(Debug)]
pub struct Camera {
    stream: MediaStream,
}

impl Camera {
    /// Opens the camera that looks away from the officer, where there are several.
    ///
    /// # Errors
    /// [`NoCamera`].
    pub async fn open() -> Result<Self, NoCamera> {
        let devices =
            leptos::prelude::window().navigator().media_devices().map_err(|_| NoCamera::NotThere)?;
        let wanted = Object::new();
        for (name, value) in [("facingMode", JsValue::from("environment")), ("width", ideal(1920))] {
            // Setting a property of a fresh object cannot fail.
            let _ = Reflect::set(&wanted, &name.into(), &value);
        }
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&wanted);
        let asked = devices.get_user_media_with_constraints(&constraints).map_err(|error| why(&error))?;
        let stream = JsFuture::from(asked).await.map_err(|error| why(&error))?;
        stream.dyn_into().map(|stream| Self { stream }).map_err(|_| NoCamera::NotThere)
    }

    /// Shows what it sees in `video`.
    pub fn show_in(&self, video: &HtmlVideoElement) {
        video.set_src_object(Some(&self.stream));
        // It plays, or its first picture stands.
        let _ = video.play();
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}

/// Bytes of a photograph at most: three of them over 9.6 kbit/s take two and a half minutes.
const MOST_BYTES: f64 = 60_000.0;
/// The longest side, in pixels, and the JPEG's quality: tried one after the other until the photograph is small enough.
/// Detail is given up before size: a scar is found by its outline.
const TRIED: [(u32, f64); 6] = [(1280, 0.85), (1280, 0.7), (1280, 0.55), (960, 0.6), (640, 0.6), (640, 0.3)];

/// What `video` shows now, as a JPEG of at most [`MOST_BYTES`]; none before its first picture.
pub async fn still(video: &HtmlVideoElement) -> Option<Blob> {
    // As it is now: the picture goes on while it is packed.
    let whole = drawn(video, 1920)?;
    let mut smallest = None;
    for (side, quality) in TRIED {
        let file = jpeg(&scaled(&whole, side)?, quality).await?;
        let small_enough = file.size() <= MOST_BYTES;
        smallest = Some(file);
        if small_enough {
            break;
        }
    }
    smallest
}

fn drawn(video: &HtmlVideoElement, longest: u32) -> Option<HtmlCanvasElement> {
    let (canvas, context, width, height) = sheet(video.video_width(), video.video_height(), longest)?;
    context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width, height).ok()?;
    Some(canvas)
}

fn scaled(picture: &HtmlCanvasElement, longest: u32) -> Option<HtmlCanvasElement> {
    let (canvas, context, width, height) = sheet(picture.width(), picture.height(), longest)?;
    context.draw_image_with_html_canvas_element_and_dw_and_dh(picture, 0.0, 0.0, width, height).ok()?;
    Some(canvas)
}

/// A canvas of that shape, its longest side no longer than that.
fn sheet(
    width: u32,
    height: u32,
    longest: u32,
) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d, f64, f64)> {
    if width == 0 || height == 0 {
        return None;
    }
    let scale = (f64::from(longest) / f64::from(width.max(height))).min(1.0);
    let side = |length: u32| (f64::from(length) * scale).round().max(1.0);
    let (width, height) = (side(width), side(height));
    let canvas: HtmlCanvasElement =
        leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, context, width, height))
}

async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> Option<Blob> {
    let made = Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            // Resolving a promise cannot throw.
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let (done, quality) = (done.unchecked_ref(), JsValue::from(quality));
        if canvas.to_blob_with_type_and_encoder_options(done, "image/jpeg", &quality).is_err() {
            // Rejecting a promise cannot throw.
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

fn ideal(value: u32) -> JsValue {
    let ideal = Object::new();
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&ideal, &"ideal".into(), &value.into());
    ideal.into()
}

fn why(error: &JsValue) -> NoCamera {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => NoCamera::Refused,
        _ => NoCamera::NotThere,
    }
}

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

/// What `video` shows now, as a JPEG; none before its first picture.
pub async fn still(video: &HtmlVideoElement) -> Option<Blob> {
    let (width, height) = (video.video_width(), video.video_height());
    if width == 0 || height == 0 {
        return None;
    }
    let canvas: HtmlCanvasElement =
        leptos::prelude::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_html_video_element(video, 0.0, 0.0).ok()?;
    let made = Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            // Resolving a promise cannot throw.
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let quality = JsValue::from(0.92);
        if canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), "image/jpeg", &quality).is_err()
        {
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

use js_sys::Uint8ClampedArray;
use leptos::html;
use leptos::prelude::*;
use raster::for_screen;
use scanners::Frame;
use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use wire::matcher::LivePrint;

use super::judging::Judged;
use super::source::Preview;
use crate::components::Tone;

/// What lies on the platen now, with the edge of the skin as the engine sees it. Nothing stays of it: picture and
/// buffer are wiped when it goes.
#[component]
pub fn LivePicture(
    /// The picture.
    #[prop(into)]
    preview: Signal<Option<Preview>, LocalStorage>,
    /// What was found in it, or in one just before.
    #[prop(into)]
    judged: Signal<Option<Judged>, LocalStorage>,
    /// What it shows, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// How good each print is, where that can be said: from left to right, as they are found.
    #[prop(optional, into)]
    tones: Signal<Vec<Tone>>,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let surface = StoredValue::new_local(None::<Surface>);
    Effect::new(move || {
        let (Some(canvas), Some(preview)) = (canvas.get(), preview.get()) else { return };
        surface.update_value(|surface| {
            let fitting = surface.take().filter(|surface| surface.fits(&preview.frame));
            *surface = fitting.or_else(|| Surface::new(&canvas, &preview.frame));
            if let Some(surface) = surface {
                surface.draw(&preview.frame);
            }
        });
    });
    on_cleanup(move || drop(surface.try_update_value(Option::take)));
    let view_box = move || {
        let (width, height) = preview.with(|preview| {
            preview.as_ref().map_or((1, 1), |preview| (preview.frame.width(), preview.frame.height()))
        });
        format!("0 0 {width} {height}")
    };
    view! {
        <div class="live-picture">
            <canvas node_ref=canvas role="img" aria-label=label></canvas>
            <svg viewBox=view_box aria-hidden="true">
                {move || {
                    let edges = judged.with(|judged| edges(judged.as_ref()));
                    let tones = tones.get();
                    let tone = |at| tones.get(at).map_or("", |tone: &Tone| tone.class());
                    edges
                        .into_iter()
                        .enumerate()
                        .map(|(at, edge)| {
                            view! {
                                <path class="skin-halo" d=edge.clone() />
                                <path class=format!("skin {}", tone(at)) d=edge />
                            }
                        })
                        .collect_view()
                }}
            </svg>
        </div>
    }
}

/// The outlines, each as a path.
fn edges(judged: Option<&Judged>) -> Vec<String> {
    let path = |print: &LivePrint| {
        let points = print.outline.points.iter().enumerate();
        let path = points.map(|(at, (x, y))| format!("{}{x:.0} {y:.0}", if at == 0 { 'M' } else { 'L' }));
        path.collect::<String>() + "Z"
    };
    judged.iter().flat_map(|judged| &judged.judgement.prints).map(path).collect()
}

/// Wider pictures are shown smaller: four fingers at 500 ppi have ten times the pixels that a screen shows of them, and the page
/// must not be held up.
const WIDEST: u32 = 1000;

/// A canvas and the one buffer it is drawn from.
struct Surface {
    context: CanvasRenderingContext2d,
    /// Of the frames that it is for.
    size: (u32, u32),
    /// How many pixels of a frame are one here, across and down.
    shrink: u32,
    buffer: Uint8ClampedArray,
    colours: Vec<u8>,
}

impl Surface {
    /// For frames of the size of `frame`; none if the browser has no memory for it.
    fn new(canvas: &HtmlCanvasElement, frame: &Frame) -> Option<Self> {
        let size = (frame.width(), frame.height());
        let shrink = size.0.div_ceil(WIDEST).max(1);
        let (width, height) = (size.0 / shrink, size.1 / shrink);
        canvas.set_width(width);
        canvas.set_height(height);
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let length = width.checked_mul(height)?.checked_mul(4)?;
        let (buffer, colours) = (Uint8ClampedArray::new_with_length(length), vec![255; length as usize]);
        Some(Self { context, size, shrink, buffer, colours })
    }

    fn fits(&self, frame: &Frame) -> bool {
        self.size == (frame.width(), frame.height())
    }

    /// Its own columns and rows.
    fn shown(&self) -> (u32, u32) {
        (self.size.0 / self.shrink, self.size.1 / self.shrink)
    }

    fn draw(&mut self, frame: &Frame) {
        for_screen(frame.pixels(), self.size.0 as usize, self.shrink as usize, &mut self.colours);
        self.buffer.copy_from(&self.colours);
        let (width, height) = self.shown();
        if let Ok(data) = ImageData::new_with_js_u8_clamped_array_and_sh(&self.buffer, width, height) {
            // It fails only for a buffer given away, and this one is the surface's own.
            let _ = self.context.put_image_data(&data, 0, 0);
        }
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.colours);
        self.buffer.fill(0, 0, self.buffer.length());
        let (width, height) = self.shown();
        self.context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }
}

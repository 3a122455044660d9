use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
use wire::hit::QueueItem;

use super::queue::Queue;

/// The rows of the open hits, of which only those near the window are on the page.
#[derive(Clone, Copy)]
pub struct Rows {
    pub queue: Queue,
    pub site: RwSignal<Option<String>>,
    pub list: NodeRef<html::Ol>,
    /// The places of those on the page.
    pub shown: RwSignal<(usize, usize)>,
    /// The place of the one that had the focus last.
    pub at: StoredValue<Option<usize>>,
}

impl Rows {
    /// Rows beyond the window that are kept on the page: so many pass within a few frames of fast scrolling.
    const BEYOND: f64 = 6.0;

    pub fn provide(queue: Queue) -> Self {
        let rows = Self {
            queue,
            site: RwSignal::new(None),
            list: NodeRef::new(),
            shown: RwSignal::new((0, 30)),
            at: StoredValue::new(None),
        };
        provide_context(rows);
        let scrolled = window_event_listener_untyped("scroll", move |_| rows.look());
        let resized = window_event_listener(leptos::ev::resize, move |_| rows.look());
        on_cleanup(move || {
            scrolled.remove();
            resized.remove();
        });
        Effect::new(move || {
            queue.track();
            rows.site.track();
            rows.list.track();
            request_animation_frame(move || rows.look());
        });
        rows
    }

    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether a hit is of the site that is looked at, followed.
    pub fn fits(self, hit: &QueueItem) -> bool {
        self.site.with(|site| site.as_ref().is_none_or(|site| *site == hit.site))
    }

    /// Notes which places are near the window.
    fn look(self) {
        let Some(list) = self.list.try_get_untracked().flatten() else { return };
        let count =
            f64::from(list.dataset().get("count").and_then(|count| count.parse().ok()).unwrap_or(0u32));
        let frame = list.get_bounding_client_rect();
        let pitch = frame.height() / count.max(1.0);
        if count < 1.0 || pitch <= 0.0 {
            return;
        }
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(1000.0);
        let place = |y: f64| (y / pitch).clamp(0.0, count);
        let shown = (
            (place(-frame.top()).floor() - Self::BEYOND).max(0.0) as usize,
            (place(height - frame.top()).ceil() + Self::BEYOND) as usize,
        );
        if self.shown.get_untracked() != shown {
            self.shown.set(shown);
        }
    }

    /// Moves the focus from row to row, wherever on the list they are, and says that it did.
    pub fn step(self, by: isize) -> bool {
        let Some(list) = self.list.get_untracked() else { return false };
        let count: usize = list.dataset().get("count").and_then(|count| count.parse().ok()).unwrap_or(0);
        let Some(last) = count.checked_sub(1) else { return false };
        let to = self.at.get_value().map_or(0, |at| at.saturating_add_signed(by).min(last));
        let (first, end) = self.shown.get_untracked();
        if !(first..end).contains(&to) {
            self.shown.set((to.saturating_sub(20), to + 20));
        }
        self.at.set_value(Some(to));
        // The row is on the page with the next frame.
        request_animation_frame(move || {
            let row = list.query_selector(&format!("[data-place='{to}'] > *")).ok().flatten();
            if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
                // A row that has just gone cannot take the focus; the next key finds another.
                let _ = row.focus();
                let place = web_sys::ScrollIntoViewOptions::new();
                place.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&place);
            }
        });
        true
    }
}

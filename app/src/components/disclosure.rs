use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast as _;
use web_sys::{KeyboardEvent, Node};

/// What a button opens over the page. It closes when another page comes, when something else is touched or takes the
/// focus, and with Escape, which leads the focus back to the button.
#[derive(Debug, Clone, Copy)]
pub struct Disclosure {
    /// Whether it is open.
    pub open: RwSignal<bool>,
    /// The button that opens it.
    pub button: NodeRef<html::Button>,
    /// What holds the button and what it opens.
    pub whole: NodeRef<html::Div>,
}

impl Disclosure {
    /// A closed one, for as long as its owner lives.
    pub fn new() -> Self {
        let new = Self { open: RwSignal::new(false), button: NodeRef::new(), whole: NodeRef::new() };
        let path = use_location().pathname;
        Effect::new(move || {
            path.track();
            new.open.set(false);
        });
        let touched = window_event_listener(leptos::ev::pointerdown, move |event| {
            new.close_unless_within(event.target());
        });
        let focused =
            window_event_listener(leptos::ev::focusin, move |event| new.close_unless_within(event.target()));
        on_cleanup(move || {
            touched.remove();
            focused.remove();
        });
        new
    }

    /// What the button does.
    pub fn flip(self) {
        self.open.update(|open| *open = !*open);
    }

    /// Closes it if the key is Escape.
    pub fn leave(self, event: &KeyboardEvent) {
        if event.key() == "Escape" && self.open.get_untracked() {
            self.open.set(false);
            if let Some(button) = self.button.get_untracked() {
                // A button that has just gone takes no focus, and needs none.
                let _ = button.focus();
            }
        }
    }

    fn close_unless_within(self, target: Option<web_sys::EventTarget>) {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        let within = self.whole.get_untracked().is_some_and(|whole| whole.contains(node.as_ref()));
        if self.open.get_untracked() && !within {
            self.open.set(false);
        }
    }
}

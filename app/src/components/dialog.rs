use leptos::html;
use leptos::prelude::*;

/// A question that must be answered before anything else: the browser keeps the focus inside.
#[component]
pub fn Dialog(
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// A style class of its own.
    #[prop(default = "")]
    class: &'static str,
    /// When the person leaves it by Escape.
    on_cancel: impl Fn() + 'static,
    /// The question.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // It fails only for a dialog that is open or out of the page, and this one has just been put there.
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class=format!("dialog {class}")
            aria-labelledby="dialog-title"
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_cancel();
            }
        >
            <h2 id="dialog-title">{title}</h2>
            {children()}
        </dialog>
    }
}

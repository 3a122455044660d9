use leptos::html;
use leptos::prelude::*;

/// The page's or the step's title, in the window's title too. It takes the focus when it appears, so that a person
/// who cannot see the page hears where they are.
#[component]
pub fn Heading(
    /// The title.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            document().set_title(&format!("{} · Umbral", heading.text_content().unwrap_or_default()));
            // Focus moves or stays; there is nothing to do if it stays.
            let _ = heading.focus();
        }
    });
    view! {
        <h1 tabindex="-1" node_ref=heading>
            {children()}
        </h1>
    }
}

use leptos::prelude::*;
use notice::{Text, filled};

/// A notice as the person reads it.
#[component]
pub fn NoticeView(
    /// BCP 47.
    language: String,
    /// Whether it is written from right to left.
    rtl: bool,
    /// The words.
    text: Text,
    /// The name of the site, which stands in them.
    site: String,
) -> impl IntoView {
    let put_in = move |words: &str| filled(words, &[("site", &site)]);
    view! {
        <article
            class="notice-text"
            lang=language
            dir=if rtl { "rtl" } else { "ltr" }
            data-testid="notice"
        >
            <p class="notice-first">{put_in(&text.first)}</p>
            <dl>
                {text
                    .sections
                    .iter()
                    .map(|section| {
                        view! {
                            <dt>{put_in(&section.title)}</dt>
                            <dd>{put_in(&section.words)}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <p>{put_in(&text.last)}</p>
        </article>
    }
}

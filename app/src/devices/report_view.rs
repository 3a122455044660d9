use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

use super::check::Check;
use super::report::{Outcome, Report, outcome_words, pace_words};
use crate::components::{Banner, Icon, Shape, Tone};
use crate::download;
use crate::texts::i18n::*;
use crate::words;

/// What the check found, on the screen, on paper and as a file.
#[component]
pub fn ReportView() -> impl IntoView {
    let i18n = use_i18n();
    let check = expect_context::<Check>();
    let report = move || check.report().get().unwrap_or_default();
    view! {
        <section class="panel devices-report" aria-labelledby="report">
            <h2 id="report">
                {move || t_string!(i18n, devices.report)} ": " {move || report().scanner}
            </h2>
            <ol class="paces" data-testid="paces">
                {move || report().paces.into_iter().map(|(pace, outcome)| {
                    view! {
                        <li class=tone(outcome).class()>
                            <Icon shape=Shape::from(tone(outcome)) />
                            <b>{pace_words(i18n, pace)}</b>
                            " "
                            <span>{outcome_words(i18n, outcome)}</span>
                        </li>
                    }
                }).collect_view()}
            </ol>
            {move || {
                let search_only = report().may_enrol == Some(false);
                search_only.then(|| view! {
                    <Banner tone=Tone::Warn>{t_string!(i18n, devices.not_for_enrolment)}</Banner>
                })
            }}
            <dl class="device-facts" data-testid="facts">
                {move || report().facts(i18n).into_iter().map(|(name, value)| {
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    }
                }).collect_view()}
            </dl>
            <ul class="caveats">
                {move || report().caveats.into_iter().map(|caveat| {
                    view! { <li>{words::caveat(i18n, caveat)}</li> }
                }).collect_view()}
            </ul>
            <Show when=move || check.ask().get().is_none()>
                <Keep />
            </Show>
        </section>
    }
}

fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Passed => Tone::Good,
        Outcome::Poor => Tone::Warn,
        Outcome::Failed(_) => Tone::Stop,
        Outcome::Skipped => Tone::Quiet,
    }
}

/// Ways to keep the report.
#[component]
fn Keep() -> impl IntoView {
    let i18n = use_i18n();
    let check = expect_context::<Check>();
    let copied = RwSignal::new(None::<bool>);
    let report = move || check.report().get_untracked().unwrap_or_default();
    let copy = move |_| {
        spawn_local(async move {
            let text = untrack(|| report().text(i18n));
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            copied.try_set(Some(written.is_ok()));
        });
    };
    let print = move |_| {
        // A browser without a printer has nothing to do.
        let _ = window().print();
    };
    view! {
        <div class="actions devices-keep">
            <button class="btn" on:click=print>
                {move || t_string!(i18n, devices.print)}
            </button>
            <button class="btn" on:click=copy>
                {move || t_string!(i18n, devices.copy)}
            </button>
            <button
                class="btn"
                on:click=move |_| untrack(|| save("txt", "text/plain", &report().text(i18n), &report()))
            >
                {move || t_string!(i18n, devices.save_text)}
            </button>
            <button class="btn" on:click=move |_| save("json", "application/json", &report().json(), &report())>
                {move || t_string!(i18n, devices.save_json)}
            </button>
            <span class="soft" role="status">
                {move || copied.get().map(|copied| match copied {
                    true => t_string!(i18n, devices.copied),
                    false => t_string!(i18n, devices.not_copied),
                })}
            </span>
        </div>
    }
}

/// Gives the report to the browser as a file.
fn save(ending: &str, kind: &str, content: &str, report: &Report) {
    let name: String =
        report.scanner.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect();
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let file = Blob::new_with_str_sequence_and_options(&Array::of1(&content.into()), &options);
    // A browser with no memory for a few kilobytes has more to say than this page could.
    if let Ok(file) = file {
        download::offer(&file, &format!("{name}.{ending}"));
    }
}

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, HtmlInputElement, Url};
use wire::medium::{Answered, Imported};

use super::device::Device;
use super::medium::Spoiled;
use crate::api::{Api, Fault};
use crate::components::{Banner, Chip, FaultBanner, Heading, Tone};
use crate::encounters::Encounters;
use crate::outbox::Outbox;
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// `/mediums`: where headquarters takes in what devices without a link have sent on a medium.
#[component]
pub fn MediumPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Import />
        </SignedIn>
    }
}

#[component]
fn Import() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let imported = RwSignal::new(None::<Imported>);
    let take = move |event: web_sys::Event| {
        let Some(file) = chosen(&event) else { return };
        fault.set(None);
        imported.set(None);
        busy.set(true);
        spawn_local(async move {
            match api.import_medium(&file).await {
                Ok(done) => imported.set(Some(done)),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, medium.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, medium.what)}</p>
            <FaultBanner fault=fault />
            <section class="panel">
                <label class="btn file" class:off=busy>
                    <input type="file" prop:disabled=busy on:change=take />
                    {move || match busy.get() {
                        true => t_string!(i18n, shell.one_moment),
                        false => t_string!(i18n, medium.take_in),
                    }}
                </label>
            </section>
            {move || imported.get().map(|imported| view! { <Taken imported=imported /> })}
        </div>
    }
}

#[component]
fn Taken(imported: Imported) -> impl IntoView {
    let i18n = use_i18n();
    let (name, count) = (imported.name.clone(), imported.answers.len() as u32);
    let download = move |_| save("answers.umbral", &imported.file.0);
    let rows = imported.answers.into_iter().map(|answer| view! { <Row answer=answer /> }).collect_view();
    view! {
        <section class="panel" data-testid="taken">
            <h2>{move || t_string!(i18n, medium.from, name = name.clone(), count = count)}</h2>
            <ul class="kept">{rows}</ul>
            <p>{move || t_string!(i18n, medium.answers_what)}</p>
            <div class="actions">
                <button class="btn go" on:click=download>
                    {move || t_string!(i18n, medium.save_answers)}
                </button>
            </div>
        </section>
    }
}

#[component]
fn Row(answer: Answered) -> impl IntoView {
    let i18n = use_i18n();
    let leads = answer.receipt.as_ref().map_or(0, |receipt| receipt.answer.leads.len()) as u32;
    let (refused, complete) = (answer.refused.map(|problem| problem.detail), answer.complete);
    let tone = match (&refused, complete) {
        (Some(_), _) => Tone::Stop,
        (None, true) => Tone::Good,
        (None, false) => Tone::Warn,
    };
    let was_refused = refused.is_some();
    view! {
        <li>
            <span class="kept-words">
                <b class="reference">{answer.encounter.reference()}</b>
                <Chip tone=tone>
                    {move || match (was_refused, complete) {
                        (true, _) => t_string!(i18n, medium.refused),
                        (false, true) => t_string!(i18n, medium.complete),
                        (false, false) => t_string!(i18n, medium.incomplete),
                    }}
                </Chip>
                <Show when=move || leads != 0>
                    <span>{move || t_string!(i18n, medium.leads, count = leads)}</span>
                </Show>
                {refused}
            </span>
        </li>
    }
}

/// On an enrolled device: what waits goes on a medium, and the answers come back from one.
#[component]
pub fn OnMedium() -> impl IntoView {
    let i18n = use_i18n();
    let (device, outbox, encounters) = (Device::expect(), Outbox::expect(), Encounters::expect());
    let session = CurrentSession::expect();
    let spoiled = RwSignal::new(None::<Spoiled>);
    let told = RwSignal::new(None::<(bool, u32, u32)>);
    let busy = RwSignal::new(false);
    let write = move |_| {
        let Some(officer) = session.untracked().map(|session| session.account) else { return };
        busy.set(true);
        spoiled.set(None);
        told.set(None);
        spawn_local(async move {
            match device.write_medium(officer).await {
                Ok(written) => {
                    save("packets.umbral", &written.file);
                    told.set(Some((true, written.encounters, written.left)));
                }
                Err(why) => spoiled.set(Some(why)),
            }
            busy.set(false);
        });
    };
    let read = move |event: web_sys::Event| {
        let Some(file) = chosen(&event) else { return };
        busy.set(true);
        spoiled.set(None);
        told.set(None);
        spawn_local(async move {
            let bytes = JsFuture::from(file.array_buffer()).await;
            let bytes = bytes.map(|buffer| Uint8Array::new(&buffer).to_vec()).unwrap_or_default();
            match device.read_answers(&bytes).await {
                Ok(answer) => {
                    let (mut taken, mut left) = (0, 0);
                    for Answered { encounter, receipt, complete, .. } in answer.answers {
                        if let Some(view) = receipt {
                            encounters.put(view);
                        }
                        match complete {
                            true => {
                                outbox.arrived(encounter).await;
                                taken += 1;
                            }
                            false => left += 1,
                        }
                    }
                    told.set(Some((false, taken, left)));
                }
                Err(why) => spoiled.set(Some(why)),
            }
            busy.set(false);
        });
    };
    view! {
        <Show when=move || device.record().is_some()>
            <section class="panel" aria-labelledby="on-medium" data-testid="on-medium">
                <h2 id="on-medium">{move || t_string!(i18n, medium.on_device)}</h2>
                <p class="soft">{move || t_string!(i18n, medium.on_device_what)}</p>
                {move || spoiled.get().map(|why| view! {
                    <Banner tone=Tone::Warn>
                        {move || match why {
                            Spoiled::Failed => t_string!(i18n, medium.failed),
                            Spoiled::NotForUs => t_string!(i18n, medium.not_for_us),
                        }}
                    </Banner>
                })}
                {move || told.get().map(|(out, done, left)| view! {
                    <Banner tone=Tone::Good>
                        {move || match out {
                            true => t_string!(i18n, medium.written, count = done),
                            false => t_string!(i18n, medium.answered, count = done),
                        }}
                        <Show when=move || left != 0>
                            " " {move || t_string!(i18n, medium.left, count = left)}
                        </Show>
                    </Banner>
                })}
                <div class="actions">
                    <button
                        class="btn"
                        prop:disabled=move || busy.get() || outbox.ids().is_empty()
                        on:click=write
                    >
                        {move || t_string!(i18n, medium.write)}
                    </button>
                    <label class="btn file" class:off=busy>
                        <input type="file" prop:disabled=busy on:change=read />
                        {move || t_string!(i18n, medium.read_answers)}
                    </label>
                </div>
            </section>
        </Show>
    }
}

/// The file that was chosen; the same may be chosen again.
fn chosen(event: &web_sys::Event) -> Option<web_sys::File> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// Has the browser save bytes as a file.
fn save(name: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let address = Blob::new_with_u8_array_sequence(&parts)
        .ok()
        .and_then(|file| Url::create_object_url_with_blob(&file).ok());
    let anchor =
        document().create_element("a").ok().and_then(|made| made.dyn_into::<HtmlAnchorElement>().ok());
    if let (Some(address), Some(anchor)) = (address, anchor) {
        anchor.set_href(&address);
        anchor.set_download(name);
        anchor.click();
        // The browser has taken the file over by then.
        let later = move || drop(Url::revoke_object_url(&address));
        gloo_timers::callback::Timeout::new(60_000, later).forget();
    }
}

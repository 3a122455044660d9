use keeping::Room;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{Banner, Dialog, Heading, Icon, Shape, Tone};
use crate::encounter::CurrentEncounter;
use crate::enrolled::Device;
use crate::session::CurrentSession;
use crate::store::Store;
use crate::texts::i18n::*;
use crate::words;

/// Begin an encounter, or go on with the one under way.
#[component]
pub fn Start() -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let encounter = CurrentEncounter::expect();
    let (store, device) = (Store::expect(), Device::expect());
    let discarding = RwSignal::new(false);
    let under_way = move || encounter.draft().map(|draft| draft.id.reference());
    let whose = move || session.get().map(|session| format!("{} · {}", session.site.name, session.name));
    view! {
        <section class="desk-start">
            <div>
                <Heading>{move || t_string!(i18n, desk.title)}</Heading>
                <p class="desk-who">{whose}</p>
            </div>
            <Keeping />
            <Show when=move || !device.called_back() && (under_way().is_some() || store.has_room())>
            <A href="/encounter" attr:class="btn go large">
                <Icon shape=Signal::derive(move || match under_way() {
                    None => Shape::Plus,
                    Some(_) => Shape::Arrow,
                }) />
                {move || match under_way() {
                    None => t_string!(i18n, desk.new_encounter).to_owned(),
                    Some(reference) => t_string!(i18n, desk.go_on, reference = reference),
                }}
            </A>
            </Show>
            <Show
                when=move || under_way().is_some()
                fallback=move || view! { <p class="soft">{move || t_string!(i18n, desk.start_words)}</p> }
            >
                <button class="btn" on:click=move |_| discarding.set(true)>
                    {move || t_string!(i18n, desk.discard)}
                </button>
            </Show>
            <A href="/devices" attr:class="btn plain">
                {move || t_string!(i18n, devices.link)}
            </A>
            <Show when=move || discarding.get()>
                <Discard discarding=discarding />
            </Show>
        </section>
    }
}

/// What this device cannot keep, or soon cannot: nothing while all is well.
#[component]
fn Keeping() -> impl IntoView {
    let i18n = use_i18n();
    let store = Store::expect();
    view! {
        {move || {
            store.failing().map(|unkept| {
                view! {
                    <Banner tone=Tone::Warn>
                        <b>{move || t_string!(i18n, saved.not_kept)}</b>
                        " "
                        {move || words::unkept(i18n, unkept)}
                    </Banner>
                }
            })
        }}
        {move || match store.room() {
            // What the browser does not say is told with the device check: no officer can change it.
            Room::Enough | Room::Untold => None,
            Room::Low(left) => {
                let left = (left >> 20) as u32;
                Some(view! {
                    <Banner tone=Tone::Stop>{move || t_string!(i18n, desk.no_room, left = left)}</Banner>
                })
            }
        }}
    }
}

#[component]
fn Discard(discarding: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let encounter = CurrentEncounter::expect();
    let discard = move |_| {
        encounter.discard();
        discarding.set(false);
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, desk.discard_title).to_owned())
            on_cancel=move || discarding.set(false)
        >
            <p>{move || t_string!(i18n, desk.discard_words)}</p>
            <div class="actions">
                <button class="btn go" on:click=move |_| discarding.set(false)>
                    {move || t_string!(i18n, desk.keep)}
                </button>
                <button class="btn" on:click=discard>
                    {move || t_string!(i18n, desk.discard)}
                </button>
            </div>
        </Dialog>
    }
}

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::AuthorityId;
use wire::handover::{Authority, Contact};

use crate::api::{Api, Fault};
use crate::components::FaultBanner;
use crate::texts::i18n::*;

/// To whom people are handed over in this country; officers choose from it.
#[component]
pub fn Authorities() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let all = RwSignal::new(Vec::<Authority>::new());
    let fault = RwSignal::new(None::<Fault>);
    let (name, phone) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let read = move || async move {
        match api.get("/api/authorities").await {
            Ok(read) => all.set(read),
            Err(refused) => fault.set(Some(refused)),
        }
    };
    spawn_local(read());
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        let new = Contact { name: name.get_untracked(), phone: phone.get_untracked() };
        spawn_local(async move {
            match api.post::<Authority>("/api/authorities", &new).await {
                Ok(_) => {
                    name.set(String::new());
                    phone.set(String::new());
                    read().await;
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let remove = move |id: AuthorityId| {
        fault.set(None);
        spawn_local(async move {
            let request = gloo_net::http::Request::delete(&format!("/api/authorities/{id}"));
            match api.tell(request, None::<&()>).await {
                Ok(()) => read().await,
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    view! {
        <section class="panel" aria-labelledby="authorities-kept">
            <h2 id="authorities-kept">{move || t_string!(i18n, handover.authorities)}</h2>
            <p class="soft">{move || t_string!(i18n, handover.authorities_what)}</p>
            <FaultBanner fault=fault />
            <Show when=move || all.with(Vec::is_empty)>
                <p class="empty">{move || t_string!(i18n, handover.no_authorities)}</p>
            </Show>
            <ul class="kept">
                <For each=move || all.get() key=|each| each.id let:each>
                    <li>
                        <span class="kept-words">
                            <b>{each.contact.name.clone()}</b>
                            " "
                            <span class="soft">{each.contact.phone.clone()}</span>
                        </span>
                        <button
                            class="btn"
                            aria-label=move || {
                                t_string!(i18n, handover.remove_named, name = each.contact.name.clone()).to_string()
                            }
                            on:click=move |_| remove(each.id)
                        >
                            {move || t_string!(i18n, account.remove)}
                        </button>
                    </li>
                </For>
            </ul>
            <form class="fields authority-fields" on:submit=add>
                <label class="field">
                    <span>{move || t_string!(i18n, handover.authority_name)}</span>
                    <input
                        required
                        maxlength="200"
                        autocomplete="off"
                        prop:value=name
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </label>
                <label class="field">
                    <span>{move || t_string!(i18n, handover.phone)}</span>
                    <input
                        type="tel"
                        maxlength="40"
                        prop:value=phone
                        on:input=move |event| phone.set(event_target_value(&event))
                    />
                </label>
                <button class="btn">{move || t_string!(i18n, handover.add)}</button>
            </form>
        </section>
    }
}

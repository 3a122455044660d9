//! To whom the record went, and whether they were told.

use leptos::prelude::*;
use wire::redress::Recipient;

use super::case_page::Work;
use crate::texts::i18n::*;
use crate::words;

#[component]
pub(super) fn Recipients(recipients: Vec<Recipient>, open: bool, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let name = RwSignal::new(String::new());
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let new = name.get_untracked();
        work.run(move || work.api.name_recipient(work.id, new.clone()), move || name.set(String::new()));
    };
    let none = recipients.is_empty();
    view! {
        <section class="panel" aria-labelledby="recipients">
            <h2 id="recipients">{move || t_string!(i18n, redress.recipients)}</h2>
            <p class="soft">{move || t_string!(i18n, redress.recipients_why)}</p>
            {none.then(|| view! { <p>{move || t_string!(i18n, redress.no_recipients)}</p> })}
            <ul class="kept">
                {recipients
                    .into_iter()
                    .map(|one| {
                        view! {
                            <li>
                                <b>{one.name}</b>
                                <span class="soft">
                                    {move || {
                                        one.notices
                                            .iter()
                                            .map(|(done, telling)| words::notice_to(i18n, *done, *telling))
                                            .collect::<Vec<_>>()
                                            .join("; ")
                                    }}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {open
                .then(|| {
                    view! {
                        <form class="look" on:submit=add>
                            <label class="field">
                                <span>{move || t_string!(i18n, redress.recipient_name)}</span>
                                <input
                                    required
                                    maxlength="200"
                                    autocomplete="off"
                                    prop:value=name
                                    on:input=move |event| name.set(event_target_value(&event))
                                />
                            </label>
                            <button class="btn" prop:disabled=work.busy>
                                {move || t_string!(i18n, redress.add_recipient)}
                            </button>
                        </form>
                    }
                })}
        </section>
    }
}

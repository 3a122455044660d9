use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::Timestamp;
use wire::alert::{Alert, AlertFile};
use wire::handover::{Authority, Handover, HandoverState, HandoverWords};

use super::form_paper::HandoverPaper;
use crate::api::{Api, Fault};
use crate::components::{Banner, FaultBanner, Tone};
use crate::texts::i18n::*;
use crate::words;

/// What becomes of the person: to whom, on what grounds, with which papers; and the sheet that goes with them.
#[component]
pub fn HandoverForm(
    alert: Alert,
    handover: Option<Handover>,
    /// Whether this person writes it down, or only reads it.
    writes: bool,
    /// When it was kept.
    kept: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let id = alert.id;
    let written = handover.as_ref().map(|handover| handover.words.clone()).unwrap_or_default();
    let before = written.state;
    let words = RwSignal::new(written);
    let authorities = RwSignal::new(Vec::<Authority>::new());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    if writes {
        spawn_local(async move {
            // Without the list the name is written by hand.
            authorities.set(api.get("/api/authorities").await.unwrap_or_default());
        });
    }
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let path = format!("/api/alerts/{id}/handover");
            match api.put::<AlertFile>(&path, &words.get_untracked()).await {
                Ok(_) => kept.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    let stopped = alert.taken_back.is_some() && before == HandoverState::Planned;
    let changed = handover.as_ref().map(|handover| (handover.changed_by.clone(), handover.changed_at));
    view! {
        <section class="panel handover" aria-labelledby="handover">
            <h2 id="handover">{move || t_string!(i18n, handover.title)}</h2>
            {stopped
                .then(|| view! { <Banner tone=Tone::Stop>{move || t_string!(i18n, handover.call_off)}</Banner> })}
            <FaultBanner fault=fault />
            <p class="soft">
                {move || match &changed {
                    Some((name, at)) => {
                        let (name, time) = (name.clone(), words::moment(i18n, *at));
                        t_string!(i18n, handover.changed, name = name, time = time).to_string()
                    }
                    None => t_string!(i18n, handover.nothing).to_owned(),
                }}
            </p>
            {writes
                .then(|| {
                    view! {
                        <form class="fields handover-form" on:submit=save>
                            <StateField words=words before=before />
                            <AuthorityFields words=words authorities=authorities />
                            <Lines
                                label=|i18n| t_string!(i18n, handover.legal_basis)
                                words=words
                                get=|words| &words.legal_basis
                                set=|words, text| words.legal_basis = text
                            />
                            <Lines
                                label=|i18n| t_string!(i18n, handover.papers)
                                words=words
                                get=|words| &words.papers
                                set=|words, text| words.papers = text
                            />
                            <Lines
                                label=|i18n| t_string!(i18n, handover.belongings)
                                words=words
                                get=|words| &words.belongings
                                set=|words, text| words.belongings = text
                            />
                            <WhenField words=words />
                            <Lines
                                label=|i18n| t_string!(i18n, handover.outcome)
                                words=words
                                get=|words| &words.outcome
                                set=|words, text| words.outcome = text
                            />
                            <button class="btn go" prop:disabled=busy>
                                {move || t_string!(i18n, handover.keep)}
                            </button>
                        </form>
                    }
                })}
            {handover
                .map(|handover| {
                    view! {
                        <div class="handover-paper">
                            <HandoverPaper alert=alert handover=handover />
                        </div>
                    }
                })}
        </section>
    }
}

#[component]
fn StateField(words: RwSignal<HandoverWords>, before: HandoverState) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, handover.state)}</span>
            <select on:change=move |event| {
                let named = event_target_value(&event);
                let chosen = HandoverState::ALL.into_iter().find(|each| format!("{each:?}") == named);
                words.update(|words| words.state = chosen.unwrap_or_default());
            }>
                {HandoverState::ALL
                    .into_iter()
                    .filter(|each| before.may_become(*each))
                    .map(|each| {
                        view! {
                            <option value=format!("{each:?}") selected=each == before>
                                {move || words::handover_state(i18n, each)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}

/// To whom: the list helps, and another name can be written.
#[component]
fn AuthorityFields(words: RwSignal<HandoverWords>, authorities: RwSignal<Vec<Authority>>) -> impl IntoView {
    let i18n = use_i18n();
    let name = move |event: web_sys::Event| {
        let name = event_target_value(&event);
        let known = authorities.with(|all| {
            all.iter().find(|each| each.contact.name == name).map(|each| each.contact.phone.clone())
        });
        words.update(|words| {
            words.authority.name = name;
            if let Some(phone) = known {
                words.authority.phone = phone;
            }
        });
    };
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, handover.authority)}</span>
            <input
                list="authorities"
                maxlength="200"
                autocomplete="off"
                prop:value=move || words.with(|words| words.authority.name.clone())
                on:input=name
            />
            <datalist id="authorities">
                {move || {
                    authorities
                        .get()
                        .into_iter()
                        .map(|each| view! { <option value=each.contact.name></option> })
                        .collect_view()
                }}
            </datalist>
        </label>
        <label class="field">
            <span>{move || t_string!(i18n, handover.phone)}</span>
            <input
                type="tel"
                maxlength="40"
                prop:value=move || words.with(|words| words.authority.phone.clone())
                on:input=move |event| {
                    let phone = event_target_value(&event);
                    words.update(|words| words.authority.phone = phone);
                }
            />
        </label>
    }
}

/// A few lines of text.
#[component]
fn Lines(
    label: fn(crate::I18n) -> &'static str,
    words: RwSignal<HandoverWords>,
    get: fn(&HandoverWords) -> &String,
    set: fn(&mut HandoverWords, String),
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field">
            <span>{move || label(i18n)}</span>
            <textarea
                rows="2"
                maxlength="2000"
                prop:value=words.with_untracked(|words| get(words).clone())
                on:input=move |event| words.update(|words| set(words, event_target_value(&event)))
            ></textarea>
        </label>
    }
}

/// When it is to be, or was, by this desk's clock.
#[component]
fn WhenField(words: RwSignal<HandoverWords>) -> impl IntoView {
    let i18n = use_i18n();
    let written = words.with_untracked(|words| words.at.map(local_minute)).unwrap_or_default();
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, handover.at)}</span>
            <input
                type="datetime-local"
                prop:value=written
                on:input=move |event| {
                    let at = moment_of(&event_target_value(&event));
                    words.update(|words| words.at = at);
                }
            />
        </label>
    }
}

/// "2026-11-23T17:30" by this desk's clock.
fn local_minute(at: Timestamp) -> String {
    let date = js_sys::Date::new(&(at.0 as f64).into());
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// The moment that a minute of this desk's clock is; none for what is no such minute.
fn moment_of(minute: &str) -> Option<Timestamp> {
    let moment = js_sys::Date::parse(minute);
    moment.is_finite().then_some(Timestamp(moment as i64))
}

//! What a case is looked for by, and why.

use leptos::prelude::*;
use wire::case::{CaseSearch, CaseState};

use crate::components::{Reason, ReasonField};
use crate::texts::i18n::*;
use crate::watchlists::date;
use crate::words;

/// Letters and digits that the server takes for a reason.
const SHORTEST_REASON: usize = 8;
const DAY_SECONDS: i64 = 86_400;
/// The width of a window, in CSS pixels, below which the form is folded away at first.
const FOLDED_BELOW: f64 = 720.0;
const STATES: [CaseState; 3] = [CaseState::Waiting, CaseState::Settled, CaseState::Emptied];

/// The form; `ask` is given what is looked for, or nothing for what waits.
#[component]
pub(super) fn SearchForm(
    /// Whether something is being looked for.
    searched: Signal<bool>,
    ask: impl Fn(Option<CaseSearch>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let text = || RwSignal::new(String::new());
    let (record, name, site, from, until) = (text(), text(), text(), text(), text());
    let state = RwSignal::new(None::<CaseState>);
    let reason = Reason::of_letters(SHORTEST_REASON);
    let search = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(why) = reason.given() else { return };
        ask(Some(CaseSearch {
            record: record.get_untracked(),
            site: site.get_untracked(),
            from: date::read(&from.get_untracked()),
            // The day that is chosen counts.
            until: date::read(&until.get_untracked()).map(|day| day.plus_seconds(DAY_SECONDS)),
            name: name.get_untracked(),
            state: state.get_untracked(),
            reason: why,
        }));
    };
    let clear = move |_| {
        for field in [record, name, site, from, until] {
            field.set(String::new());
        }
        state.set(None);
        reason.start_over();
        ask(None);
    };
    let field = move |label: Signal<&'static str>, value: RwSignal<String>, kind: &'static str| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type=kind
                    maxlength="120"
                    autocomplete="off"
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </label>
        }
    };
    let choose = move |event| {
        let word = event_target_value(&event);
        state.set(STATES.into_iter().find(|state| format!("{state:?}") == word));
    };
    // On a phone what waits comes first.
    let wide = window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .is_none_or(|width| width >= FOLDED_BELOW);
    view! {
        <details class="panel case-search" open=wide>
            <summary>
                <h2 id="case-search">{move || t_string!(i18n, cases.search_title)}</h2>
            </summary>
            <form novalidate on:submit=search aria-labelledby="case-search">
                <div class="case-fields">
                    {field(Signal::derive(move || t_string!(i18n, cases.record)), record, "text")}
                    {field(Signal::derive(move || t_string!(i18n, cases.name)), name, "text")}
                    {field(Signal::derive(move || t_string!(i18n, cases.site)), site, "text")}
                    {field(Signal::derive(move || t_string!(i18n, cases.from)), from, "date")}
                    {field(Signal::derive(move || t_string!(i18n, cases.until)), until, "date")}
                    <label class="field">
                        <span>{move || t_string!(i18n, cases.state)}</span>
                        <select on:change=choose prop:value=move || state.get().map(|state| format!("{state:?}"))>
                            <option value="">{move || t_string!(i18n, cases.any_state)}</option>
                            {STATES
                                .map(|each| {
                                    view! {
                                        <option value=format!("{each:?}") prop:selected=move || state.get() == Some(each)>
                                            {move || words::case_state(i18n, each)}
                                        </option>
                                    }
                                })
                                .collect_view()}
                        </select>
                    </label>
                </div>
                <ReasonField
                    reason=reason
                    label=Signal::derive(move || t_string!(i18n, cases.reason))
                    fault=Signal::derive(move || t_string!(i18n, cases.reason_short))
                    rows=1
                />
                <div class="actions">
                    <button class="btn go">{move || t_string!(i18n, cases.search)}</button>
                    <Show when=move || searched.get()>
                        <button type="button" class="btn" on:click=clear>
                            {move || t_string!(i18n, cases.all_waiting)}
                        </button>
                    </Show>
                </div>
            </form>
        </details>
    }
}

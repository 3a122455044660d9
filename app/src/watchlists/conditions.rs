use leptos::prelude::*;
use policy::{Category, Missing};
use wire::watchlist::EntryWords;

use crate::components::{Chip, Tone};
use crate::texts::i18n::*;

/// What the chosen category asks for before anybody can stand for an entry, and which of it is missing.
#[component]
pub fn Conditions(
    said: RwSignal<EntryWords>,
    missing: Memo<Vec<Missing>>,
    categories: Vec<Category>,
) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = Memo::new(move |_| {
        said.with(|said| categories.iter().find(|category| category.name == said.category).cloned())
    });
    let sources = move || chosen.with(|chosen| chosen.as_ref().map_or(1, |category| category.sources));
    let condition = move |words: Signal<String>, kinds: &'static [Missing]| {
        let lacking =
            Memo::new(move |_| missing.with(|missing| missing.iter().any(|one| kinds.contains(one))));
        view! {
            <li data-testid="condition">
                <Chip tone=Signal::derive(move || if lacking.get() { Tone::Warn } else { Tone::Good })>
                    {move || match lacking.get() {
                        true => t_string!(i18n, conditions.missing),
                        false => t_string!(i18n, conditions.met),
                    }}
                </Chip>
                <span>{words}</span>
            </li>
        }
    };
    let fixed = move |words: fn(crate::I18n) -> &'static str| Signal::derive(move || words(i18n).to_owned());
    view! {
        <section class="conditions" aria-labelledby="conditions">
            <h2 id="conditions">
                {move || {
                    let name = chosen.with(|chosen| chosen.as_ref().map(|it| it.name.clone()).unwrap_or_default());
                    t_string!(i18n, conditions.title, category = name)
                }}
            </h2>
            <p class="soft">
                {move || {
                    chosen
                        .get()
                        .map(|category| {
                            let (severity, days) = (category.severity, category.validation_days);
                            t_string!(i18n, conditions.weight, severity = severity, days = days)
                        })
                }}
            </p>
            <ul>
                {condition(
                    Signal::derive(move || match sources() {
                        1 => t_string!(i18n, conditions.one_source).to_owned(),
                        sources => t_string!(i18n, conditions.sources, sources = sources),
                    }),
                    &[Missing::Source, Missing::FurtherSource],
                )}
                {condition(fixed(|i18n| t_string!(i18n, conditions.criterion)), &[Missing::Criterion])}
                {condition(
                    fixed(|i18n| t_string!(i18n, conditions.evidence)),
                    &[Missing::EvidenceDate, Missing::EvidenceAhead],
                )}
                {condition(
                    fixed(|i18n| t_string!(i18n, conditions.expiry)),
                    &[Missing::Expiry, Missing::Expired],
                )}
                {condition(fixed(|i18n| t_string!(i18n, conditions.print)), &[Missing::Print])}
            </ul>
        </section>
    }
}

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wire::import::{ImportLine, ImportView, Verdict, VerdictKind};

use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner};
use crate::texts::i18n::*;
use crate::words;

/// What became of whom: by outcome, those first who need somebody to do something.
#[component]
pub fn Lines(import: RwSignal<Option<ImportView>>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let shown = RwSignal::new(None::<VerdictKind>);
    let held = RwSignal::new(Vec::<ImportLine>::new());
    let next = RwSignal::new(None::<u32>);
    let turned = RwSignal::new(Vec::<u32>::new());
    let fault = RwSignal::new(None::<Fault>);
    let id = Memo::new(move |_| import.with(|import| import.as_ref().map(|import| import.id)));
    // Every outcome counts, so that what is shown is read again when one more was looked at.
    let counts =
        Memo::new(move |_| import.with(|import| import.as_ref().map(|import| import.verdicts.clone())));
    let count = move |kind: VerdictKind| {
        counts.with(|counts| counts.as_ref().and_then(|counts| counts.get(&kind).copied()).unwrap_or(0))
    };
    let most_telling = move || {
        let kinds = [VerdictKind::Refused, VerdictKind::OnTheList, VerdictKind::InTheSheet];
        kinds.into_iter().find(|kind| count(*kind) > 0).unwrap_or(VerdictKind::Accepted)
    };
    let kind = Memo::new(move |_| shown.get().unwrap_or_else(most_telling));
    let number = Memo::new(move |_| count(kind.get()));
    let read = move || {
        let (Some(import), wanted) = (id.get_untracked(), kind.get_untracked()) else { return };
        let after = turned.with_untracked(|turned| turned.last().copied());
        spawn_local(async move {
            match api.import_lines(import, wanted, after).await {
                Ok(page) if kind.try_get_untracked() == Some(wanted) => {
                    next.set(page.next);
                    held.set(page.lines);
                }
                Ok(_) => {}
                Err(refused) => {
                    fault.try_set(Some(refused));
                }
            }
        });
    };
    Effect::new(move || {
        id.track();
        kind.track();
        turned.set(Vec::new());
        read();
    });
    Effect::new(move || {
        // While everybody is looked at, the first page is all that is looked at again.
        if number.get() <= 50 {
            read();
        }
    });
    view! {
        <section class="panel" aria-labelledby="lines">
            <h2 id="lines">{move || t_string!(i18n, import.lines)}</h2>
            <div class="filters" role="group" aria-label=move || t_string!(i18n, import.outcome)>
                {KINDS
                    .map(|one| {
                        view! {
                            <button
                                class="btn filter"
                                aria-pressed=move || (kind.get() == one).to_string()
                                on:click=move |_| shown.set(Some(one))
                            >
                                <span>{move || words::verdict(i18n, one)}</span>
                                <b>{move || words::number(i18n, u64::from(count(one)))}</b>
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
            <FaultBanner fault=fault />
            <Show when=move || number.get() == 0>
                <p class="empty">{move || t_string!(i18n, import.nobody)}</p>
            </Show>
            <ul class="rows">
                <For
                    each=move || held.get()
                    key=|line| (line.place, line.verdict.kind(), line.entry)
                    let:line
                >
                    <Line line=line />
                </For>
            </ul>
            <Show when=move || next.with(Option::is_some) || !turned.with(Vec::is_empty)>
                <nav class="pager" aria-label=move || t_string!(i18n, watchlists.pages)>
                    <button
                        class="btn"
                        prop:disabled=move || turned.with(Vec::is_empty)
                        on:click=move |_| {
                            turned.update(|turned| turned.truncate(turned.len().saturating_sub(1)));
                            read();
                        }
                    >
                        {move || t_string!(i18n, import.earlier)}
                    </button>
                    <button
                        class="btn"
                        prop:disabled=move || next.with(Option::is_none)
                        on:click=move |_| {
                            turned.update(|turned| turned.extend(next.get_untracked()));
                            read();
                        }
                    >
                        {move || t_string!(i18n, import.later)}
                    </button>
                </nav>
            </Show>
        </section>
    }
}

const KINDS: [VerdictKind; 4] =
    [VerdictKind::Refused, VerdictKind::OnTheList, VerdictKind::InTheSheet, VerdictKind::Accepted];

#[component]
fn Line(line: ImportLine) -> impl IntoView {
    let i18n = use_i18n();
    let ImportLine { person, verdict, entry, .. } = line;
    let kind = verdict.kind();
    let other = match &verdict {
        Verdict::OnTheList { listed, .. } => Some(*listed),
        _ => entry,
    };
    let words = move || match &verdict {
        Verdict::Accepted { prints } => t_string!(i18n, import.prints, prints = *prints),
        Verdict::Refused { row, flaw } => {
            let (row, remedy) = (*row, words::flaw(i18n, *flaw));
            t_string!(i18n, import.at_row, row = row, field = flaw.field(), remedy = remedy)
        }
        Verdict::OnTheList { reference, score, .. } => {
            let score = words::number(i18n, score.get().round() as u64);
            t_string!(i18n, import.like_entry, reference = reference.clone(), score = score)
        }
        Verdict::InTheSheet { other, score } => {
            let score = words::number(i18n, score.get().round() as u64);
            t_string!(i18n, import.like_other, other = other.clone(), score = score)
        }
    };
    view! {
        <li class="row" data-testid="import-line">
            <span class="row-name">
                <b>{person}</b>
            </span>
            <span class="row-state">
                <Chip tone=words::verdict_tone(kind)>{move || words::verdict(i18n, kind)}</Chip>
                <span>{words}</span>
                {other
                    .map(|entry| {
                        view! {
                            <A href=format!("/entries/{entry}") attr:class="reference">
                                {entry.reference()}
                            </A>
                        }
                    })}
            </span>
        </li>
    }
}

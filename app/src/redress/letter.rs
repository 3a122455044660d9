//! The answer letter, in the person's language: what was asked, what was done, whom we told, and why.

use leptos::prelude::*;
use notice::{Letter, filled, language, words};
use wire::redress::{Case, Done};

use super::case_page::Work;
use super::public_page::words_of;
use crate::texts::i18n::*;
use crate::told::{Paper, day, facts_on_paper, moment};

#[component]
pub(super) fn AnswerLetter(case: Case, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let reasons = RwSignal::new(case.reasons.clone().unwrap_or_default());
    let open = case.item.closed_at.is_none();
    let tag = case.item.language.clone();
    let answer = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let reasons = reasons.get_untracked();
        work.run(move || work.api.answer(work.id, reasons.clone()), || ());
    };
    view! {
        <section class="panel" aria-labelledby="letter">
            <h2 id="letter">{move || t_string!(i18n, redress.letter)}</h2>
            {open
                .then(|| {
                    view! {
                        <form class="letter-form" on:submit=answer>
                            <label class="field">
                                <span>{move || t_string!(i18n, redress.reasons)}</span>
                                <textarea
                                    rows="5"
                                    required
                                    maxlength="4000"
                                    lang=tag.clone()
                                    dir="auto"
                                    prop:value=reasons
                                    on:input=move |event| reasons.set(event_target_value(&event))
                                ></textarea>
                            </label>
                            <button class="btn go" prop:disabled=work.busy>
                                {move || t_string!(i18n, redress.do_answer)}
                            </button>
                            <p class="soft">{move || t_string!(i18n, redress.answer_closes)}</p>
                        </form>
                    }
                })}
            <LetterPaper case=case reasons=reasons />
        </section>
    }
}

#[component]
fn LetterPaper(case: Case, reasons: RwSignal<String>) -> impl IntoView {
    let tag = case.item.language.clone();
    let direction = language(&tag).map_or("ltr", |language| language.direction());
    let all = words(&tag);
    let (letter, page) = (&all.letter, &all.page);
    let date = day(&tag, case.item.opened_at);
    let opening = filled(&letter.opening, &[("date", &date), ("record", &case.item.record)]);
    let further = filled(&letter.further, &[("country", &case.item.country)]);
    let signed = filled(&letter.signed, &[("site", &case.item.site)]);
    let asked = case.item.asks.iter().map(|ask| words_of(page, *ask)).collect::<Vec<_>>();
    let done: Vec<_> = case.done.iter().filter_map(|done| words_of_done(letter, *done)).collect();
    let done = if done.is_empty() { vec![letter.unchanged.as_str()] } else { done };
    let told: Vec<_> = case.recipients.iter().map(|one| one.name.clone()).collect();
    let labels = &all.receipt;
    let held = case.held.as_ref().map(|held| {
        [
            (&labels.where_label, format!("{}, {}", case.item.site, case.item.country)),
            (&labels.when, moment(&tag, held.sealed_at)),
            (&labels.prints, held.prints.to_string()),
            (&labels.photographs, held.photographs.to_string()),
        ]
    });
    view! {
        <Paper language=tag.clone() direction=direction strip=false>
            <h3>{letter.title.clone()}</h3>
            <p>{opening}</p>
            <p>{letter.asked.clone()}</p>
            {list(asked)}
            <p>{letter.found.clone()}</p>
            {list(done)}
            {match held {
                None => view! { <p>{letter.nothing_held.clone()}</p> }.into_any(),
                Some(facts) => {
                    view! {
                        <p>{letter.held.clone()}</p>
                        {facts_on_paper(facts)}
                    }
                        .into_any()
                }
            }}
            {match told.is_empty() {
                true => view! { <p>{letter.told_nobody.clone()}</p> }.into_any(),
                false => {
                    view! {
                        <p>{letter.told.clone()}</p>
                        <ul>{told.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul>
                    }
                        .into_any()
                }
            }}
            <h4>{letter.reasons.clone()}</h4>
            <p class="handout-own" dir="auto">
                {reasons}
            </p>
            <p>{further}</p>
            <p>{signed}</p>
        </Paper>
    }
}

fn list(all: Vec<&'static str>) -> impl IntoView {
    view! { <ul>{all.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
}

/// What was done, as the letter says it; telling has a paragraph of its own.
fn words_of_done(letter: &'static Letter, done: Done) -> Option<&'static str> {
    Some(match done {
        Done::Corrected => &letter.corrected,
        Done::Restricted => &letter.restricted,
        Done::Lifted => &letter.lifted,
        Done::Erased => &letter.erased,
        Done::Told => return None,
    })
}

use leptos::prelude::*;
use leptos_router::components::A;

use super::keys::Key;
use super::open_hit::OpenHit;
use super::queue::Queue;
use super::work::BreakReminder;
use crate::components::{Icon, Shape, Tone};
use crate::texts::i18n::*;
use crate::words;

/// What this person decided, and what happens next; nothing of anybody else's decision before the hit is closed.
#[component]
pub fn Closing() -> impl IntoView {
    let i18n = use_i18n();
    let (open, queue) = (OpenHit::expect(), Queue::expect());
    let outcome = Memo::new(move |_| open.hit.with(|hit| hit.outcome));
    let against = open.hit.with_untracked(|hit| hit.item.against);
    let decision = Memo::new(move |_| open.hit.with(|hit| hit.decision.clone()));
    // The answer comes with the end, if it was known.
    let answer = Memo::new(move |_| open.hit.with(|hit| hit.answer));
    let tone = move || match (answer.get(), outcome.get()) {
        (Some(_), _) => Tone::Now,
        (None, outcome) => outcome.map_or(Tone::Good, words::ending_tone),
    };
    let words = move || match (answer.get(), outcome.get()) {
        (Some(answer), _) => words::known_answer(i18n, answer),
        (None, Some(outcome)) => words::ending(i18n, against, outcome),
        (None, None) => (t_string!(i18n, bench.saved), t_string!(i18n, bench.saved_words)),
    };
    view! {
        <BreakReminder />
        <section
            class=move || format!("panel side-panel closing {}", tone().class())
            aria-labelledby="closing"
            role="status"
        >
            <h2 id="closing" class="side-title with-sign">
                <Icon shape=Signal::derive(move || Shape::from(tone())) />
                {move || words().0}
            </h2>
            <p>{move || words().1}</p>
            {move || {
                decision
                    .get()
                    .map(|decision| {
                        view! {
                            <p>
                                <span class="soft">{t_string!(i18n, bench.you_decided)} ": "</span>
                                <b>{words::finding(i18n, decision.finding)}</b>
                            </p>
                            <p class="said">{decision.reason}</p>
                            {move || answer.get().map(|answer| view! { <p>{words::judged(i18n, answer, decision.finding)}</p> })}
                        }
                    })
            }}
            <div class="side-actions">
                {move || {
                    queue
                        .next(Some(open.id))
                        .map(|next| {
                            view! {
                                <A href=format!("/bench/{next}") attr:class="btn go">
                                    {move || t_string!(i18n, bench.next_hit)}
                                    <Key name="N" />
                                </A>
                            }
                        })
                }}
                {move || {
                    decision
                        .with(Option::is_some)
                        .then(|| {
                            let reference = open.hit.with_untracked(|hit| hit.item.reference.clone());
                            view! {
                                <a
                                    class="btn"
                                    href=format!("/api/hits/{}/features", open.id)
                                    download=format!("{reference}.an2")
                                >
                                    {t_string!(i18n, bench.export)}
                                </a>
                            }
                        })
                }}
                <A href="/queue" attr:class="btn">
                    {move || t_string!(i18n, bench.to_queue)}
                </A>
            </div>
        </section>
    }
}

//! Why a hit cannot be laid on the bench, and what to do instead.

use leptos::prelude::*;
use leptos_router::components::A;
use wire::Code;
use wire::hit::{Claim, Stage as ReviewStage};
use wire::session::Role;

use super::queue::Queue;
use crate::api::Fault;
use crate::components::Heading;
use crate::texts::i18n::*;
use crate::words;

/// Why a hit cannot be laid on the bench.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Refusal {
    /// Somebody else has it open.
    Taken,
    /// It is closed.
    Closed,
    /// Two reviewers differ.
    WithSupervisor,
    /// No two reviewers differ yet.
    WithReviewers,
    /// Anything else.
    Fault(Fault),
}

/// Why the server refused a hit, from how the queue has it.
pub(super) fn refusal(queued: Option<(ReviewStage, Claim)>, role: Option<Role>, fault: Fault) -> Refusal {
    let Fault::Refused(problem) = &fault else { return Refusal::Fault(fault) };
    if !matches!(problem.code, Code::Conflict | Code::NotAllowed) {
        return Refusal::Fault(fault);
    }
    match (queued, role) {
        (None | Some((ReviewStage::Closed, _)), _) if problem.code == Code::Conflict => Refusal::Closed,
        (Some((_, Claim::Other)), _) => Refusal::Taken,
        (Some((ReviewStage::WithSupervisor, _)), Some(Role::Reviewer)) => Refusal::WithSupervisor,
        (Some((ReviewStage::FirstReview | ReviewStage::SecondReview, _)), Some(Role::Supervisor)) => {
            Refusal::WithReviewers
        }
        _ => Refusal::Fault(fault),
    }
}

#[component]
pub(super) fn Refused(refusal: Refusal, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        Some(match &refusal {
            Refusal::Taken => (t_string!(i18n, bench.taken), t_string!(i18n, bench.taken_words)),
            Refusal::Closed => (t_string!(i18n, bench.gone), t_string!(i18n, bench.gone_words)),
            Refusal::WithSupervisor => {
                (t_string!(i18n, bench.supervisors), t_string!(i18n, bench.supervisors_words))
            }
            Refusal::WithReviewers => {
                (t_string!(i18n, bench.reviewers), t_string!(i18n, bench.reviewers_words))
            }
            Refusal::Fault(fault) => (words::fault(i18n, fault), words::remedy(i18n, fault)),
        })
    };
    let (title, remedy) = (words.clone(), words);
    view! {
        <div class="page narrow">
            <section class="panel">
                <Heading>{move || title().map(|words| words.0)}</Heading>
                <p>{move || remedy().map(|words| words.1)}</p>
                <div class="side-actions">
                    {children.map(|children| children())}
                    <NextHit />
                    <A href="/queue" attr:class="btn">
                        {move || t_string!(i18n, bench.to_queue)}
                    </A>
                </div>
            </section>
        </div>
    }
}

#[component]
fn NextHit() -> impl IntoView {
    let i18n = use_i18n();
    let queue = Queue::expect();
    move || {
        let next = queue.next(None)?;
        Some(view! {
            <A href=format!("/bench/{next}") attr:class="btn go">
                {move || t_string!(i18n, queue.take_next)}
            </A>
        })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;
    use wire::Problem;

    use super::*;

    fn conflict() -> Fault {
        Problem::new(Code::Conflict, "refused").into()
    }

    #[wasm_bindgen_test]
    fn a_refusal_says_what_the_queue_knows_of_the_case() {
        let reviewer = Some(Role::Reviewer);
        let of = |queued| refusal(queued, reviewer, conflict());
        assert_eq!(of(None), Refusal::Closed);
        assert_eq!(of(Some((ReviewStage::FirstReview, Claim::Other))), Refusal::Taken);
        assert_eq!(of(Some((ReviewStage::WithSupervisor, Claim::Free))), Refusal::WithSupervisor);
        let supervisor = Some(Role::Supervisor);
        let first = Some((ReviewStage::FirstReview, Claim::Free));
        assert_eq!(refusal(first, supervisor, conflict()), Refusal::WithReviewers);
        assert_eq!(refusal(None, reviewer, Fault::Unreachable), Refusal::Fault(Fault::Unreachable));
    }
}

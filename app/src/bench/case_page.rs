use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};
use wire::hit::{Case, Claim, Finding, Stage as ReviewStage};
use wire::session::Role;
use wire::{Code, HitId, Problem};

use super::decision::Deciding;
use super::keys::{Key, KeysDialog, on_key};
use super::open_case::{OpenCase, Step};
use super::queue::Queue;
use super::side::SidePanel;
use super::stage::{Stage, StageView};
use super::time_left::{Seconds, TimeLeftChip};
use super::tools::{closer, farther};
use crate::api::{Api, Fault};
use crate::components::{Chip, Heading, Tone};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/case/:id`: takes the case and lays it on the bench.
#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<HitId>().ok())));
    view! {
        <SignedIn>
            {move || match id.get() {
                Some(id) => view! { <Opening id=id /> }.into_any(),
                None => {
                    let problem = Problem::new(Code::NotFound, "the address names no case");
                    view! { <Refused refusal=Refusal::Fault(problem.into()) /> }.into_any()
                }
            }}
        </SignedIn>
    }
}

/// Why a case cannot be laid on the bench.
#[derive(Debug, Clone, PartialEq)]
enum Refusal {
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

#[component]
fn Opening(id: HitId) -> impl IntoView {
    let i18n = use_i18n();
    let (api, queue, session) = (Api::expect(), Queue::expect(), CurrentSession::expect());
    let opened = RwSignal::new(None::<Result<Case, Refusal>>);
    let open = move || {
        opened.set(None);
        spawn_local(async move {
            let answer = match api.claim(id).await {
                Ok(case) => Ok(case),
                Err(fault @ Fault::Refused(_)) => match api.case(id).await {
                    // This person has decided: they may look again.
                    Ok(case) => Ok(case),
                    Err(_) => {
                        queue.read_now().await;
                        let role = untrack(|| session.role());
                        Err(refusal(untrack(|| queue.get(id)).map(|hit| (hit.stage, hit.claim)), role, fault))
                    }
                },
                Err(fault) => Err(Refusal::Fault(fault)),
            };
            // The page may have been left meanwhile.
            let _ = opened.try_set(Some(answer));
        });
    };
    open();
    move || match opened.get() {
        None => view! {
            <div class="page">
                <p class="soft" role="status">
                    {move || t_string!(i18n, bench.opening)}
                </p>
            </div>
        }
        .into_any(),
        Some(Ok(case)) => view! { <Bench case=case /> }.into_any(),
        Some(Err(refusal)) => {
            let again = matches!(&refusal, Refusal::Fault(fault) if fault.passes());
            view! {
                <Refused refusal=refusal>
                    {again
                        .then(|| {
                            view! {
                                <button class="btn go" on:click=move |_| open()>
                                    {move || t_string!(i18n, shell.try_again)}
                                </button>
                            }
                        })}
                </Refused>
            }
            .into_any()
        }
    }
}

/// Why the server refused a case, from how the queue has it.
fn refusal(queued: Option<(ReviewStage, Claim)>, role: Option<Role>, fault: Fault) -> Refusal {
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
fn Refused(refusal: Refusal, #[prop(optional)] children: Option<Children>) -> impl IntoView {
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
                    <NextCase />
                    <A href="/queue" attr:class="btn">
                        {move || t_string!(i18n, bench.to_queue)}
                    </A>
                </div>
            </section>
        </div>
    }
}

#[component]
fn NextCase() -> impl IntoView {
    let i18n = use_i18n();
    let queue = Queue::expect();
    move || {
        let next = queue.next(None)?;
        Some(view! {
            <A href=format!("/case/{next}") attr:class="btn go">
                {move || t_string!(i18n, queue.take_next)}
            </A>
        })
    }
}

#[component]
fn Bench(case: Case) -> impl IntoView {
    Seconds::provide();
    let open = OpenCase::provide(case);
    let (stage, deciding) = (Stage::provide(), Deciding::provide());
    let help = RwSignal::new(false);
    keys(open, stage, deciding, help);
    view! {
        <div class="page bench" on:pointerdown=move |_| open.touch() on:keydown=move |_| open.touch()>
            <Head help=help />
            <StageView />
            <SidePanel />
        </div>
        <Show when=move || help.get()>
            <KeysDialog shown=help />
        </Show>
    }
}

fn keys(open: OpenCase, stage: Stage, deciding: Deciding, help: RwSignal<bool>) {
    let (queue, navigate) = (Queue::expect(), use_navigate());
    let step = move || untrack(|| open.step());
    on_key(move |key| {
        let flip = |signal: RwSignal<bool>| signal.update(|on| *on = !*on);
        let compared = step() > Step::Analysis;
        match key {
            "F1" | "F2" | "F3" if step() == Step::Comparison => deciding.choose(match key {
                "F1" => Finding::Identification,
                "F2" => Finding::Exclusion,
                _ => Finding::Inconclusive,
            }),
            // The browser's own help must not come up over a case.
            "F1" | "F3" => {}
            "p" if compared => flip(stage.pairs),
            "m" => flip(stage.all),
            "s" if compared => stage.toggle_sync(),
            "a" if compared => flip(stage.align),
            "i" => flip(stage.invert),
            "x" if compared => flip(stage.swapped),
            "+" | "=" => stage.look_at_both(closer),
            "-" | "−" => stage.look_at_both(farther),
            "0" => stage.whole(),
            "ArrowLeft" => stage.look_at_both(|view, field| view.stepped(-0.1, 0.0, field)),
            "ArrowRight" => stage.look_at_both(|view, field| view.stepped(0.1, 0.0, field)),
            "ArrowUp" => stage.look_at_both(|view, field| view.stepped(0.0, -0.1, field)),
            "ArrowDown" => stage.look_at_both(|view, field| view.stepped(0.0, 0.1, field)),
            "[" | "]" => {
                let fingers = untrack(|| stage.fingers());
                let chosen = stage.chosen.get_untracked();
                let other = if key == "[" { chosen.checked_sub(1) } else { Some(chosen + 1) };
                if let Some(other) = other.filter(|other| *other < fingers) {
                    stage.choose(other);
                }
            }
            "n" if step() == Step::Done => {
                if let Some(next) = untrack(|| queue.next(Some(open.id))) {
                    navigate(&format!("/case/{next}"), Default::default());
                }
            }
            "Escape" => leave(open, navigate.clone()),
            "?" => help.set(true),
            _ => return false,
        }
        true
    });
}

/// Back to the queue; a case that is not decided yet is free for others.
fn leave(open: OpenCase, navigate: impl Fn(&str, leptos_router::NavigateOptions) + 'static) {
    let to_queue = move || navigate("/queue", Default::default());
    if untrack(|| open.step()) == Step::Done {
        to_queue();
    } else {
        open.release(to_queue);
    }
}

#[component]
fn Head(help: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let open = OpenCase::expect();
    let navigate = use_navigate();
    let hit = Memo::new(move |_| open.case.with(|case| case.hit.clone()));
    let done = Memo::new(move |_| open.step() == Step::Done);
    let closed = Memo::new(move |_| hit.with(|hit| hit.stage == ReviewStage::Closed));
    view! {
        <header class="bench-head">
            <Heading>{move || t_string!(i18n, bench.case, reference = hit.get().reference)}</Heading>
            <span class="soft">{move || hit.get().site}</span>
            <Chip tone=Tone::Quiet>
                {move || match (closed.get(), done.get()) {
                    (true, _) => t_string!(i18n, queue.closed_word),
                    (false, true) => t_string!(i18n, queue.part_done),
                    (false, false) => words::stage(i18n, hit.get().stage),
                }}
            </Chip>
            <Show when=move || !closed.get()>
                <Chip tone=Tone::Quiet>{move || t_string!(i18n, bench.category_hidden)}</Chip>
            </Show>
            <Show when=move || !done.get()>
                <TimeLeftChip due_at=hit.get_untracked().due_at />
            </Show>
            <div class="bench-doors">
                <button class="btn plain" on:click=move |_| help.set(true)>
                    {move || t_string!(i18n, bench.keys)}
                    <Key name="?" />
                </button>
                <button class="btn" on:click=move |_| leave(open, navigate.clone())>
                    {move || match done.get() {
                        true => t_string!(i18n, bench.to_queue),
                        false => t_string!(i18n, bench.let_go),
                    }}
                    <Key name="Esc" />
                </button>
            </div>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict() -> Fault {
        Problem::new(Code::Conflict, "refused").into()
    }

    #[test]
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

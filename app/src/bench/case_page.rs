use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};
use wire::hit::{Against, Case, Claim, Finding, Stage as ReviewStage, Value};
use wire::session::Role;
use wire::{Code, HitId, Problem};

use super::charting::Charting;
use super::decision::Deciding;
use super::keys::{Key, KeysDialog, on_control, on_key};
use super::open_case::{OpenCase, Step};
use super::pictures::Pictures;
use super::queue::Queue;
use super::side::SidePanel;
use super::skip::SkipDialog;
use super::stage::{Arrangement, Side, Stage, Tool};
use super::stage_view::StageView;
use super::time_left::{Seconds, TimeLeftChip};
use super::tools::{Opened, closer, farther, flip, invert, life_size, next_layer};
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
    let stage = Stage::provide();
    let charting = Charting::provide(stage, Pictures::provide(open.id));
    let bench = BenchKeys {
        open,
        stage,
        charting,
        opened: Opened::provide(),
        deciding: Deciding::provide(charting),
        help: RwSignal::new(false),
        skipping: RwSignal::new(false),
    };
    let queue = Queue::expect();
    let navigate = use_navigate();
    on_key(move |key| !on_control(key) && press(bench, queue, &navigate, key));
    let (help, skipping) = (bench.help, bench.skipping);
    view! {
        <div class="page bench" on:pointerdown=move |_| open.touch() on:keydown=move |_| open.touch()>
            <Head help=help skipping=skipping />
            <StageView />
            <SidePanel />
        </div>
        <Show when=move || help.get()>
            <KeysDialog shown=help />
        </Show>
        <Show when=move || skipping.get()>
            <SkipDialog shown=skipping />
        </Show>
    }
}

/// All that a key may concern.
#[derive(Clone, Copy)]
struct BenchKeys {
    open: OpenCase,
    stage: Stage,
    charting: Charting,
    opened: Opened,
    deciding: Deciding,
    help: RwSignal<bool>,
    skipping: RwSignal<bool>,
}

/// Does what a key asks for, and says whether it asks for anything.
fn press(
    bench: BenchKeys,
    queue: Queue,
    navigate: &(impl Fn(&str, leptos_router::NavigateOptions) + Clone + 'static),
    key: &str,
) -> bool {
    let BenchKeys { open, stage, charting, opened, deciding, .. } = bench;
    let step = untrack(|| open.step());
    match key {
        "v" | "w" if step == Step::Analysis => {
            let value = if key == "v" { Value::Sufficient } else { Value::Insufficient };
            open.drafts.write(open.id, |draft| draft.value = Some(value));
        }
        "n" if step == Step::Done => next(open, queue, navigate),
        "z" if step != Step::Done => bench.skipping.set(true),
        "Escape" if stage.tool.get_untracked() != Tool::Hand => stage.take(stage.tool.get_untracked()),
        "Escape" => leave(open, navigate.clone()),
        "?" => bench.help.set(true),
        "t" => flip(opened.picture),
        "h" => opened.how.set(true),
        "1" => life_size(stage, opened),
        _ => {
            return decide(step, deciding, charting, stage, key)
                || charted(charting, stage, key)
                || looked_at(step, stage, key);
        }
    }
    true
}

/// The keys that lead from step to step.
fn decide(step: Step, deciding: Deciding, charting: Charting, stage: Stage, key: &str) -> bool {
    match key {
        "F1" | "F2" | "F3" if step == Step::Comparison => deciding.choose(match key {
            "F1" => Finding::Identification,
            "F2" => Finding::Exclusion,
            _ => Finding::Inconclusive,
        }),
        // The browser's own help must not come up over a case.
        "F1" | "F3" => {}
        "Enter" if step == Step::Analysis && stage.tool.get_untracked() == Tool::Hand => {
            deciding.save_analysis(charting);
        }
        _ => return false,
    }
    true
}

/// The keys of the tools with which marks are made.
fn charted(charting: Charting, stage: Stage, key: &str) -> bool {
    const STEP: f32 = 4.0;
    const TURN: f32 = std::f32::consts::PI / 36.0;
    let tool = stage.tool.get_untracked();
    let cross = stage.cross.get_untracked();
    let marked = tool == Tool::Mark && stage.hot.get_untracked().is_some();
    match (key, cross) {
        ("e", _) if untrack(|| charting.marking()) => stage.take(Tool::Mark),
        ("u", _) if untrack(|| charting.marking()) => charting.accept_all(),
        ("c", _) if untrack(|| charting.pairing()) => stage.take(Tool::Pair),
        ("r", _) => stage.take(Tool::Ridges),
        ("y", _) if marked => charting.change(examination::Mark::of_other_kind),
        ("<", _) if marked => charting.change(|mark| mark.turned(TURN)),
        (">", _) if marked => charting.change(|mark| mark.turned(-TURN)),
        ("Delete" | "Backspace", _) => charting.remove(),
        ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown", Some((side, point))) if tool != Tool::Hand => {
            let (dx, dy) = arrow(key);
            let view = untrack(|| stage.view(side));
            let (x, y) = view.seen(point);
            stage.cross.set(Some((side, view.under((x + dx * STEP, y + dy * STEP)))));
        }
        ("Enter", Some((side, point))) => {
            let of_print = stage.of_print(side, point);
            match tool {
                Tool::Hand => return false,
                Tool::Mark => charting.mark(of_print),
                Tool::Pair => {
                    charting.pair(side, of_print);
                    // The other half is looked for where the alignment has it.
                    let next =
                        if stage.half.get_untracked().is_some() { Side::Candidate } else { Side::Probe };
                    stage.cross.set(Some((next, point)));
                }
                Tool::Ridges => stage.lines.update(|lines| {
                    let line = &mut lines[side as usize];
                    *line = match *line {
                        Some((from, to)) if from == to => Some((from, of_print)),
                        _ => Some((of_print, of_print)),
                    };
                }),
            }
        }
        ("/", Some((side, point))) if tool != Tool::Hand => stage.cross.set(Some((side.other(), point))),
        _ => return false,
    }
    true
}

fn arrow(key: &str) -> (f32, f32) {
    match key {
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowRight" => (1.0, 0.0),
        "ArrowUp" => (0.0, -1.0),
        _ => (0.0, 1.0),
    }
}

/// The keys that only change how the prints are looked at.
fn looked_at(step: Step, stage: Stage, key: &str) -> bool {
    const TURN: f32 = std::f32::consts::PI / 36.0;
    let compared = step > Step::Analysis;
    match key {
        "p" => flip(stage.pairs),
        "m" => flip(stage.all),
        "s" if compared => stage.toggle_sync(),
        "a" if compared => stage.toggle_align(),
        "x" if compared => flip(stage.swapped),
        "o" if compared => stage.arrange(Arrangement::Over),
        "b" if compared => stage.arrange(Arrangement::Blinking),
        " " if stage.arrangement.get_untracked() == Arrangement::Blinking => {
            stage.front.update(|front| *front = front.other());
        }
        "i" => invert(stage),
        "l" => flip(stage.loupe),
        "k" => next_layer(stage),
        "+" | "=" => stage.look_at_both(closer),
        "-" | "−" => stage.look_at_both(farther),
        "0" => stage.whole(),
        "," => stage.look_at_both(|view, room| view.turned(-TURN, (0.0, 0.0), room)),
        "." => stage.look_at_both(|view, room| view.turned(TURN, (0.0, 0.0), room)),
        "<" if compared => stage.nudge((0.0, 0.0), -TURN / 5.0),
        ">" if compared => stage.nudge((0.0, 0.0), TURN / 5.0),
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" => {
            let (dx, dy) = arrow(key);
            stage.look_at_both(|view, room| {
                let (width, height) = room.pane;
                view.dragged((-dx * width * 0.1, -dy * height * 0.1), room)
            });
        }
        "Shift+ArrowLeft" | "Shift+ArrowRight" | "Shift+ArrowUp" | "Shift+ArrowDown" if compared => {
            stage.nudge(arrow(key.trim_start_matches("Shift+")), 0.0);
        }
        "[" | "]" => {
            let fingers = untrack(|| stage.fingers());
            let chosen = stage.chosen.get_untracked();
            let other = if key == "[" { chosen.checked_sub(1) } else { Some(chosen + 1) };
            if let Some(other) = other.filter(|other| *other < fingers) {
                stage.choose(other);
            }
        }
        _ => return false,
    }
    true
}

fn next(open: OpenCase, queue: Queue, navigate: &impl Fn(&str, leptos_router::NavigateOptions)) {
    if let Some(next) = untrack(|| queue.next(Some(open.id))) {
        navigate(&format!("/case/{next}"), Default::default());
    }
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

/// The candidates of the encounter, in an order that tells nothing of them.
#[component]
fn Candidates() -> impl IntoView {
    let i18n = use_i18n();
    let open = OpenCase::expect();
    let candidates = Memo::new(move |_| open.case.with(|case| case.candidates.clone()));
    move || {
        let candidates = candidates.get();
        (candidates.len() > 1).then(|| {
            let tabs = candidates.into_iter().zip('A'..='Z').map(|(id, letter)| {
                let here = id == open.id;
                let name = move || t_string!(i18n, bench.candidate_named, letter = letter.to_string());
                view! {
                    <li>
                        <A href=format!("/case/{id}") attr:aria-current=here.then_some("page")>
                            {name}
                        </A>
                    </li>
                }
            });
            view! {
                <nav class="candidates" aria-label=move || t_string!(i18n, bench.candidates)>
                    <ul>{tabs.collect_view()}</ul>
                </nav>
            }
        })
    }
}

#[component]
fn Head(help: RwSignal<bool>, skipping: RwSignal<bool>) -> impl IntoView {
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
            // A link has no category to hide.
            <Show when=move || !closed.get() && hit.get().against == Against::SomebodyListed>
                <Chip tone=Tone::Quiet>{move || t_string!(i18n, bench.category_hidden)}</Chip>
            </Show>
            <Candidates />
            <Show when=move || !done.get()>
                <TimeLeftChip due_at=hit.get_untracked().due_at />
            </Show>
            <div class="bench-doors">
                <button class="btn plain" on:click=move |_| help.set(true)>
                    {move || t_string!(i18n, bench.keys)}
                    <Key name="?" />
                </button>
                <Show when=move || !done.get()>
                    <button class="btn plain" on:click=move |_| skipping.set(true)>
                        {move || t_string!(i18n, bench.skip)}
                        <Key name="Z" />
                    </button>
                </Show>
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

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};
use wire::hit::{Against, Hit, Stage as ReviewStage};
use wire::{Code, HitId, Problem};

use super::charting::Charting;
use super::decision::Deciding;
use super::keys::{Key, KeysDialog, on_control, on_key};
use super::open_hit::{OpenHit, Step};
use super::pictures::Pictures;
use super::pressed::{BenchKeys, leave, press};
use super::queue::Queue;
use super::refused::{Refusal, Refused, refusal};
use super::side::SidePanel;
use super::skip::SkipDialog;
use super::stage::Stage;
use super::stage_view::StageView;
use super::time_left::{Seconds, TimeLeftChip};
use super::tools::Opened;
use crate::api::{Api, Fault};
use crate::components::{Chip, Heading, Tone};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/bench/:id`: takes the hit and lays it on the bench.
#[component]
pub fn BenchPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<HitId>().ok())));
    view! {
        <SignedIn>
            {move || match id.get() {
                Some(id) => view! { <Opening id=id /> }.into_any(),
                None => {
                    let problem = Problem::new(Code::NotFound, "the address names no hit");
                    view! { <Refused refusal=Refusal::Fault(problem.into()) /> }.into_any()
                }
            }}
        </SignedIn>
    }
}

#[component]
fn Opening(id: HitId) -> impl IntoView {
    let i18n = use_i18n();
    let (api, queue, session) = (Api::expect(), Queue::expect(), CurrentSession::expect());
    let opened = RwSignal::new(None::<Result<Hit, Refusal>>);
    let open = move || {
        opened.set(None);
        spawn_local(async move {
            let answer = match api.claim(id).await {
                Ok(hit) => Ok(hit),
                Err(fault @ Fault::Refused(_)) => match api.hit(id).await {
                    // This person has decided: they may look again.
                    Ok(hit) => Ok(hit),
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
        Some(Ok(hit)) => view! { <Bench hit=hit /> }.into_any(),
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

#[component]
fn Bench(hit: Hit) -> impl IntoView {
    Seconds::provide();
    let open = OpenHit::provide(hit);
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

/// The candidates of the encounter, in an order that tells nothing of them.
#[component]
fn Candidates() -> impl IntoView {
    let i18n = use_i18n();
    let open = OpenHit::expect();
    let candidates = Memo::new(move |_| open.hit.with(|hit| hit.candidates.clone()));
    move || {
        let candidates = candidates.get();
        (candidates.len() > 1).then(|| {
            let tabs = candidates.into_iter().zip('A'..='Z').map(|(id, letter)| {
                let here = id == open.id;
                let name = move || t_string!(i18n, bench.candidate_named, letter = letter.to_string());
                view! {
                    <li>
                        <A href=format!("/bench/{id}") attr:aria-current=here.then_some("page")>
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
    let open = OpenHit::expect();
    let navigate = use_navigate();
    let hit = Memo::new(move |_| open.hit.with(|hit| hit.item.clone()));
    let done = Memo::new(move |_| open.step() == Step::Done);
    let closed = Memo::new(move |_| hit.with(|hit| hit.stage == ReviewStage::Closed));
    view! {
        <header class="bench-head">
            <Heading>{move || t_string!(i18n, bench.hit, reference = hit.get().reference)}</Heading>
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

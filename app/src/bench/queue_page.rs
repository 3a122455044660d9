use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use wire::HitId;
use wire::hit::{Against, Claim, QueueItem, Stage};
use wire::session::Role;

use super::keys::{Key, KeysDialog, on_key};
use super::load::Load;
use super::queue::Queue;
use super::rows::Rows;
use super::time_left::{Seconds, TimeLeftChip};
use super::work::BreakReminder;
use crate::I18n;
use crate::components::{Banner, Chip, FaultBanner, Heading, Icon, Shape, Tone};
use crate::events::{Events, Link};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/queue`: what waits, most urgent first; a change shows at once.
#[component]
pub fn QueuePage() -> impl IntoView {
    view! {
        <SignedIn>
            <Waiting />
        </SignedIn>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let i18n = use_i18n();
    let queue = Queue::expect();
    Seconds::provide();
    let navigate = use_navigate();
    let rows = Rows::provide(queue);
    let help = RwSignal::new(false);
    on_key(move |key| match key {
        "n" => {
            if let Some(next) = untrack(|| queue.next(None)) {
                navigate(&format!("/bench/{next}"), Default::default());
            }
            true
        }
        "j" | "ArrowDown" => rows.step(1),
        "k" | "ArrowUp" => rows.step(-1),
        "?" => {
            help.set(true);
            true
        }
        _ => false,
    });
    let mine = Memo::new(move |_| queue.open_to_me() as u32);
    view! {
        <div class="page queue-page">
            <header class="queue-head">
                <div>
                    <Heading>{move || t_string!(i18n, queue.title)}</Heading>
                    <p class="soft" role="status">
                        {move || match (queue.items().is_some(), mine.get()) {
                            (false, _) => String::new(),
                            (true, 0) => t_string!(i18n, queue.none_for_me).to_owned(),
                            (true, count) => t_string!(i18n, queue.to_review, count = count),
                        }}
                    </p>
                </div>
                {move || {
                    queue
                        .next(None)
                        .map(|next| {
                            view! {
                                <A href=format!("/bench/{next}") attr:class="btn go queue-next">
                                    {move || t_string!(i18n, queue.take_next)}
                                    <Key name="N" />
                                </A>
                            }
                        })
                }}
            </header>
            <Stale />
            <FaultBanner fault=queue.fault() />
            <Arrivals />
            <BreakReminder />
            <Load />
            <Hits />
            <p class="soft queue-keys">{move || t_string!(i18n, queue.keys)}</p>
        </div>
        <Show when=move || help.get()>
            <KeysDialog shown=help />
        </Show>
    }
}

/// While there is no link, the queue says how old it is.
#[component]
fn Stale() -> impl IntoView {
    let i18n = use_i18n();
    let (queue, link) = (Queue::expect(), Events::expect().link);
    let down = Memo::new(move |_| link.get() == Link::Down);
    move || {
        let read_at = queue.read_at().filter(|_| down.get())?;
        Some(view! {
            <Banner tone=Tone::Warn>
                {move || t_string!(i18n, queue.stale, time = words::clock_time(i18n, read_at))}
            </Banner>
        })
    }
}

/// Says, to those who do not see the list, which hits are new.
#[component]
fn Arrivals() -> impl IntoView {
    let i18n = use_i18n();
    let queue = Queue::expect();
    let news = RwSignal::new(String::new());
    Effect::new(move |before: Option<Option<HashSet<HitId>>>| {
        let items = queue.items();
        if let (Some(Some(before)), Some(items)) = (&before, &items) {
            let arrived: Vec<String> = items
                .iter()
                .filter(|hit| hit.stage != Stage::Closed && !before.contains(&hit.id))
                .map(|hit| {
                    let (reference, site) = (hit.reference.clone(), hit.site.clone());
                    untrack(|| t_string!(i18n, queue.arrived, reference = reference, site = site))
                })
                .collect();
            if !arrived.is_empty() {
                news.set(arrived.join(" "));
            }
        }
        items.map(|items| items.iter().map(|hit| hit.id).collect())
    });
    view! {
        <p class="unseen" aria-live="polite">
            {news}
        </p>
    }
}

#[component]
fn Hits() -> impl IntoView {
    let i18n = use_i18n();
    let queue = Queue::expect();
    let parts = Memo::new(move |_| {
        let items = queue.items()?;
        Some(items.into_iter().partition::<Vec<_>, _>(|hit| hit.stage != Stage::Closed))
    });
    let rows = Rows::expect();
    let open = Memo::new(move |_| {
        let open = parts.with(|parts| parts.as_ref().map(|(open, _)| open.clone()).unwrap_or_default());
        let fitting: Vec<_> = open.into_iter().filter(|hit| rows.fits(hit)).enumerate().collect();
        fitting
    });
    let count = move || open.with(Vec::len);
    let near = move || {
        let (first, end) = rows.shown.get();
        open.with(|open| open.get(first.min(open.len())..end.min(open.len())).unwrap_or_default().to_vec())
    };
    let closed = move || parts.get().map(|(_, closed)| closed).unwrap_or_default();
    view! {
        <Show when=move || parts.get().is_none() && queue.fault().get().is_none()>
            <p class="soft" role="status">
                {move || t_string!(i18n, shell.one_moment)}
            </p>
        </Show>
        <Show when=move || parts.get().is_some_and(|(open, _)| open.is_empty())>
            <section class="panel queue-empty">
                <Icon shape=Shape::Tick />
                <h2>{move || t_string!(i18n, queue.empty)}</h2>
                <p class="soft">{move || t_string!(i18n, queue.empty_words)}</p>
            </section>
        </Show>
        <ol
            class="hits all"
            node_ref=rows.list
            data-count=count
            style:--count=move || count().to_string()
            aria-label=move || t_string!(i18n, queue.open)
        >
            <For each=near key=|(at, hit)| (*at, appearance(hit)) let((at, hit))>
                <HitRow hit=hit at=at of=Signal::derive(count) />
            </For>
        </ol>
        <Show when=move || !closed().is_empty()>
            <details class="closed-hits">
                <summary>{move || t_string!(i18n, queue.closed, count = closed().len() as u32)}</summary>
                <ol class="hits">
                    <For each=closed key=appearance let:hit>
                        <HitRow hit=hit />
                    </For>
                </ol>
            </details>
        </Show>
    }
}

/// What makes a row another row: it is drawn anew when any of it changes.
fn appearance(hit: &QueueItem) -> (HitId, Discriminant<Stage>, Discriminant<Claim>, bool, bool) {
    (hit.id, discriminant(&hit.stage), discriminant(&hit.claim), hit.open_to_me, hit.skipped)
}

#[component]
fn HitRow(
    hit: QueueItem,
    /// Its place in a list of which not all is on the page.
    #[prop(optional)]
    at: Option<usize>,
    /// How long that list is.
    #[prop(optional)]
    of: Option<Signal<usize>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let role = CurrentSession::expect().untracked().map_or(Role::Reviewer, |session| session.role);
    let (id, due_at, stage) = (hit.id, hit.due_at, hit.stage);
    let closed = stage == Stage::Closed;
    let reference = hit.reference.clone();
    let opens = hit.open_to_me || closed || words::decided_by_me(&hit, role);
    let (holder, way_in) = (hit.clone(), hit.clone());
    let holder_tone = if hit.claim == Claim::Mine { Tone::Now } else { Tone::Quiet };
    let cells = view! {
        <span class="hit-time">
            {if closed {
                view! { <Chip tone=Tone::Quiet>{move || words::stage(i18n, stage)}</Chip> }.into_any()
            } else {
                view! { <TimeLeftChip due_at=due_at /> }.into_any()
            }}
        </span>
        <span class="hit-name">
            <b class="reference">{hit.reference.clone()}</b>
            <span class="soft">{hit.site.clone()} " · " {move || words::moment(i18n, hit.opened_at)}</span>
            {(hit.against == Against::SomebodyRecorded)
                .then(|| view! { <Chip tone=Tone::Quiet>{move || t_string!(i18n, queue.link)}</Chip> })}
            {hit.known_answer.then(|| view! { <Chip tone=Tone::Quiet>{move || t_string!(i18n, reviewing.known_answer)}</Chip> })}
            {hit.later.then(|| view! { <Chip tone=Tone::Quiet>{move || t_string!(i18n, queue.later_match)}</Chip> })}
        </span>
        <span class="hit-stage">
            {move || words::stage(i18n, stage)}
            {hit.skipped.then(|| view! { <span class="soft">" · " {move || t_string!(i18n, queue.skipped)}</span> })}
        </span>
        <span class="hit-holder" class:now=holder_tone == Tone::Now>
            {move || words::holder(i18n, &holder, role)}
        </span>
        <span class="hit-way">{opens.then(|| view! { {move || way(i18n, &way_in)} <Icon shape=Shape::Arrow /> })}</span>
    };
    view! {
        <li
            data-testid="hit"
            data-reference=reference
            data-place=at
            style:--at=at.map(|at| at.to_string())
            aria-posinset=at.map(|at| at + 1)
            aria-setsize=move || of.map(|of| of.get())
            class="hit"
            class:quiet=!opens
        >
            {if opens {
                view! { <A href=format!("/bench/{id}")>{cells}</A> }.into_any()
            } else {
                view! { <div tabindex="-1">{cells}</div> }.into_any()
            }}
        </li>
    }
}

fn way(i18n: I18n, hit: &QueueItem) -> &'static str {
    match hit.claim {
        Claim::Mine => t_string!(i18n, queue.go_on),
        Claim::Free | Claim::Other if hit.open_to_me => t_string!(i18n, queue.take),
        Claim::Free | Claim::Other => t_string!(i18n, queue.decided_by_me),
    }
}

use std::collections::{BTreeMap, HashSet};
use std::mem::{Discriminant, discriminant};

use leptos::html;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
use wire::HitId;
use wire::hit::{Against, Claim, QueueItem, Stage};
use wire::session::Role;

use super::keys::{Key, KeysDialog, on_key};
use super::queue::Queue;
use super::time_left::{Seconds, TimeLeftChip};
use crate::I18n;
use crate::clock::Clock;
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
            <Load />
            <Hits />
            <p class="soft queue-keys">{move || t_string!(i18n, queue.keys)}</p>
        </div>
        <Show when=move || help.get()>
            <KeysDialog shown=help />
        </Show>
    }
}

/// How many hits wait, how many are late or taken, and from which sites; a site chosen shows its own alone.
#[component]
fn Load() -> impl IntoView {
    let i18n = use_i18n();
    let (rows, clock, Seconds(seconds)) = (Rows::expect(), Clock::expect(), expect_context());
    let sites = Memo::new(move |_| {
        let mut sites: BTreeMap<String, u32> = BTreeMap::new();
        rows.queue.with_open(|hit| *sites.entry(hit.site.clone()).or_default() += 1);
        sites
    });
    let figures = Memo::new(move |_| {
        // Once in ten seconds is enough for what is late.
        let _ = (seconds.get() / 10, rows.site.track());
        let (now, mut all, mut late, mut taken) = (clock.now(), 0u32, 0u32, 0u32);
        rows.queue.with_open(|hit| {
            if rows.fits(hit) {
                all += 1;
                late += u32::from(hit.due_at < now);
                taken += u32::from(hit.claim == Claim::Other);
            }
        });
        (all, late, taken)
    });
    let tone = move || if figures.get().1 > 0 { Tone::Stop } else { Tone::Quiet };
    view! {
        <div class="queue-load">
            <Chip tone=Tone::Quiet>{move || t_string!(i18n, queue.waiting, count = figures.get().0)}</Chip>
            <Chip tone=Signal::derive(tone)>{move || t_string!(i18n, queue.overdue, count = figures.get().1)}</Chip>
            <Chip tone=Tone::Quiet>{move || t_string!(i18n, queue.with_others, count = figures.get().2)}</Chip>
            <Show when=move || sites.with(|sites| sites.len() > 1)>
                <label class="queue-site">
                    <span>{move || t_string!(i18n, queue.site)}</span>
                    <select on:change=move |event| {
                        let site = event_target_value(&event);
                        rows.site.set((!site.is_empty()).then_some(site));
                    }>
                        <option value="">{move || t_string!(i18n, queue.every_site)}</option>
                        {move || {
                            sites
                                .get()
                                .into_iter()
                                .map(|(site, count)| {
                                    let (value, here) = (site.clone(), site.clone());
                                    view! {
                                        <option value=value prop:selected=move || rows.site.get().as_ref() == Some(&here)>
                                            {site} " (" {count} ")"
                                        </option>
                                    }
                                })
                                .collect_view()
                        }}
                    </select>
                </label>
            </Show>
        </div>
    }
}

/// The rows of the open hits, of which only those near the window are on the page.
#[derive(Clone, Copy)]
struct Rows {
    queue: Queue,
    site: RwSignal<Option<String>>,
    list: NodeRef<html::Ol>,
    /// The places of those on the page.
    shown: RwSignal<(usize, usize)>,
    /// The place of the one that had the focus last.
    at: StoredValue<Option<usize>>,
}

impl Rows {
    /// Rows beyond the window that are kept on the page: so many pass within a few frames of fast scrolling.
    const BEYOND: f64 = 6.0;

    fn provide(queue: Queue) -> Self {
        let rows = Self {
            queue,
            site: RwSignal::new(None),
            list: NodeRef::new(),
            shown: RwSignal::new((0, 30)),
            at: StoredValue::new(None),
        };
        provide_context(rows);
        let scrolled = window_event_listener_untyped("scroll", move |_| rows.look());
        let resized = window_event_listener(leptos::ev::resize, move |_| rows.look());
        on_cleanup(move || {
            scrolled.remove();
            resized.remove();
        });
        Effect::new(move || {
            queue.track();
            rows.site.track();
            rows.list.track();
            request_animation_frame(move || rows.look());
        });
        rows
    }

    fn expect() -> Self {
        expect_context()
    }

    /// Whether a hit is of the site that is looked at, followed.
    fn fits(self, hit: &QueueItem) -> bool {
        self.site.with(|site| site.as_ref().is_none_or(|site| *site == hit.site))
    }

    /// Notes which places are near the window.
    fn look(self) {
        let Some(list) = self.list.try_get_untracked().flatten() else { return };
        let count =
            f64::from(list.dataset().get("count").and_then(|count| count.parse().ok()).unwrap_or(0u32));
        let frame = list.get_bounding_client_rect();
        let pitch = frame.height() / count.max(1.0);
        if count < 1.0 || pitch <= 0.0 {
            return;
        }
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(1000.0);
        let place = |y: f64| (y / pitch).clamp(0.0, count);
        let shown = (
            (place(-frame.top()).floor() - Self::BEYOND).max(0.0) as usize,
            (place(height - frame.top()).ceil() + Self::BEYOND) as usize,
        );
        if self.shown.get_untracked() != shown {
            self.shown.set(shown);
        }
    }

    /// Moves the focus from row to row, wherever on the list they are, and says that it did.
    fn step(self, by: isize) -> bool {
        let Some(list) = self.list.get_untracked() else { return false };
        let count: usize = list.dataset().get("count").and_then(|count| count.parse().ok()).unwrap_or(0);
        let Some(last) = count.checked_sub(1) else { return false };
        let to = self.at.get_value().map_or(0, |at| at.saturating_add_signed(by).min(last));
        let (first, end) = self.shown.get_untracked();
        if !(first..end).contains(&to) {
            self.shown.set((to.saturating_sub(20), to + 20));
        }
        self.at.set_value(Some(to));
        // The row is on the page with the next frame.
        request_animation_frame(move || {
            let row = list.query_selector(&format!("[data-place='{to}'] > *")).ok().flatten();
            if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
                // A row that has just gone cannot take the focus; the next key finds another.
                let _ = row.focus();
                let place = web_sys::ScrollIntoViewOptions::new();
                place.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&place);
            }
        });
        true
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

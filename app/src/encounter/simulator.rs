//! The demo programme's scanner: synthetic people put synthetic fingers on it.

use std::rc::Rc;

use fingerprint::FingerPosition;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use raster::Ppi;
use wire::demo::{LISTED_WITH_IMAGES, STRANGERS};
use wire::matcher::{Answer, Request};

use super::draft::{Choice, Draft};
use super::image::Image;
use super::intake::{Intake, Item, Origin};
use crate::api::Fault;
use crate::components::{FaultBanner, Icon, Shape};
use crate::matcher::{Matcher, unexpected};
use crate::texts::i18n::*;
use crate::words;

/// The picture that the scanner shows now, if a finger is on it.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    frame: RwSignal<Option<Rc<Image>>, LocalStorage>,
    running: RwSignal<bool>,
}

impl Live {
    /// Gives the picture to everything below.
    pub fn provide() {
        provide_context(Self { frame: RwSignal::new_local(None), running: RwSignal::new(false) });
    }

    /// The picture of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The picture, followed.
    pub fn frame(self) -> Option<Rc<Image>> {
        self.frame.get()
    }
}

/// Who stands at the scanner, and the finger that comes next.
#[component]
pub fn SimulatedScanner() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, live) = (Draft::expect(), Live::expect());
    let (matcher, intake) = (Matcher::expect(), Intake::expect());
    let person = RwSignal::new(*STRANGERS.start());
    let placements = StoredValue::new(0u64);
    let fault = RwSignal::new(None::<Fault>);

    // A finger that is chosen is taken, again if need be; otherwise the next free one.
    let again =
        move || matches!(draft.choice.get(), Choice::Finger(position) if draft.print_of(position).is_some());
    let place = move |position: FingerPosition| {
        if live.running.get_untracked() || position == FingerPosition::Unknown {
            return;
        }
        let placement = placements.try_update_value(|count| {
            *count += 1;
            *count
        });
        draft.choose(Choice::Finger(position));
        live.running.set(true);
        fault.set(None);
        let person = person.get_untracked();
        spawn_local(async move {
            match stream(matcher, live, person, position, placement.unwrap_or_default()).await {
                Ok(Some(image)) => intake.take([Item {
                    file: image.file.clone(),
                    origin: Origin::Scanner,
                    finger: Some(position),
                    ppi: Some(Ppi::P500),
                }]),
                Ok(None) => {}
                Err(stopped) => drop(fault.try_set(Some(stopped))),
            }
            // The step may be gone, and its signals with it.
            live.frame.try_set(None);
            live.running.try_set(false);
        });
    };
    let next = move || draft.next_free();
    let chosen = move || match draft.choice.get() {
        Choice::Finger(position) => position,
        Choice::Loose(_) => FingerPosition::Unknown,
    };
    on_cleanup(move || {
        // A finger on the scanner is lifted when the officer leaves the step.
        live.running.try_set(false);
    });

    view! {
        <section class="scanner" aria-labelledby="scanner">
            <h3 id="scanner">{move || t_string!(i18n, scanner.title)}</h3>
            <label class="field">
                <span>{move || t_string!(i18n, scanner.person)}</span>
                <select on:change=move |event| {
                    if let Ok(chosen) = event_target_value(&event).parse() {
                        person.set(chosen);
                    }
                }>
                    <optgroup label=move || t_string!(i18n, scanner.strangers)>
                        <People seeds=STRANGERS />
                    </optgroup>
                    <optgroup label=move || t_string!(i18n, scanner.listed)>
                        <People seeds=LISTED_WITH_IMAGES />
                    </optgroup>
                </select>
            </label>
            <div class="scanner-keys">
                <button
                    class="btn go"
                    prop:disabled=move || live.running.get() || next() == FingerPosition::Unknown
                    on:click=move |_| place(untrack(next))
                >
                    <Icon shape=Shape::Finger />
                    {move || match next() {
                        FingerPosition::Unknown => t_string!(i18n, scanner.all_taken).to_owned(),
                        finger => t_string!(i18n, scanner.place, finger = words::finger(i18n, finger)),
                    }}
                </button>
                <Show when=again>
                    <button class="btn" prop:disabled=live.running on:click=move |_| place(untrack(chosen))>
                        {move || t_string!(i18n, scanner.place_again, finger = words::finger(i18n, chosen()))}
                    </button>
                </Show>
            </div>
            <FaultBanner fault=fault />
        </section>
    }
}

#[component]
fn People(seeds: std::ops::RangeInclusive<u64>) -> impl IntoView {
    let i18n = use_i18n();
    seeds
        .map(|seed| {
            view! {
                <option value=seed.to_string()>
                    {move || t_string!(i18n, scanner.person_number, n = seed)}
                </option>
            }
        })
        .collect_view()
}

/// Shows frame after frame; answers with the last, or with none if the officer went away.
async fn stream(
    matcher: Matcher,
    live: Live,
    person: u64,
    position: FingerPosition,
    placement: u64,
) -> Result<Option<Rc<Image>>, Fault> {
    for frame in 0.. {
        let request = Request::SimulatedFrame { person, position, placement, frame };
        let (Answer::Frame { last, next_ms }, Some(png)) = matcher.ask(&request, None).await? else {
            return Err(unexpected());
        };
        let image = Rc::new(Image::png(&png).ok_or_else(unexpected)?);
        if live.running.try_get_untracked() != Some(true) {
            return Ok(None);
        }
        live.frame.set(Some(image.clone()));
        TimeoutFuture::new(next_ms).await;
        if last {
            return Ok(Some(image));
        }
    }
    Ok(None)
}

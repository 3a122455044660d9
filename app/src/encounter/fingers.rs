use capture::Ability;
use leptos::prelude::*;
use web_sys::DragEvent;

use super::ability::ability;
use super::cues::{Cues, Switch};
use super::draft::{Draft, Step};
use super::drop::{ChooseFiles, items_of};
use super::eyes::Eyes;
use super::hands::Hands;
use super::intake::Intake;
use super::lead::LeadPanel;
use super::pane::Pane;
use super::photographs::Photographs;
use super::print_pane::ShowMinutiae;
use super::rail::Rail;
use super::refused::RefusedFiles;
use super::resolution::AskResolution;
use super::scanner_choice::ScannerChoice;
use super::simulator::SimulatedScanner;
use super::taking::Taking;
use crate::components::{Heading, Icon, Shape};
use crate::scanner::CurrentScanner;
use crate::texts::i18n::*;

/// Whether the officer wants one finger at a time although the scanner takes several.
#[derive(Debug, Clone, Copy)]
pub struct OneAtATime(pub RwSignal<bool>);

/// Prints are taken: step by step with a scanner, or from files dropped anywhere here.
#[component]
pub fn FingersStep() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, intake, taking) = (Draft::expect(), Intake::expect(), Taking::expect());
    let over = RwSignal::new(false);
    provide_context(ShowMinutiae(RwSignal::new(true)));
    follow_scanner(draft, taking);
    expect_context::<Cues>().make_ready();
    let drag_over = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            intake.take(items_of(&files, None));
        }
    };
    let scanner = CurrentScanner::expect();
    let simulated =
        move || scanner.device().with(|device| device.as_ref().is_some_and(|device| device.simulated));
    let taken = move || draft.prints.with(Vec::len) as u32;
    view! {
        <div
            class="capture"
            class:drop-here=move || over.get()
            on:dragover=drag_over
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <header class="capture-head">
                <div class="capture-title">
                    <Heading>{move || t_string!(i18n, fingers.title)}</Heading>
                    <span class="soft" role="status">
                        {move || t_string!(i18n, fingers.taken, count = taken())}
                    </span>
                </div>
                <Rail />
                <button
                    class="btn"
                    prop:disabled=move || taken() == 0 || intake.reading() != 0 || taking.busy()
                    on:click=move |_| draft.step.set(Step::Send)
                >
                    {move || t_string!(i18n, fingers.check)}
                    <Icon shape=Shape::Arrow />
                </button>
            </header>
            <Pane />
            <div class="capture-side">
                <section class="panel capture-hands" aria-labelledby="hands">
                    <h2 id="hands">{move || t_string!(i18n, fingers.which)}</h2>
                    <Hands />
                </section>
                <RefusedFiles />
                <LeadPanel />
                <Eyes />
                <section class="panel capture-sources">
                    <ScannerChoice />
                    <Show when=simulated>
                        <SimulatedScanner />
                    </Show>
                    <div class="sources">
                        <ChooseFiles class="btn" multiple=true finger=None>
                            <Icon shape=Shape::Plus />
                            {move || t_string!(i18n, fingers.choose_files)}
                        </ChooseFiles>
                        <p class="soft">{move || t_string!(i18n, fingers.drop_words)}</p>
                    </div>
                    <Switches />
                </section>
                <Photographs />
            </div>
            <AskResolution />
        </div>
    }
}

/// Opens the scanner while prints are taken, fits the course to it, and looks at what it shows.
fn follow_scanner(draft: Draft, taking: Taking) {
    let scanner = CurrentScanner::expect();
    let one_at_a_time =
        RwSignal::new(draft.course.with_untracked(|course| course.ability() == Ability::SINGLE));
    provide_context(OneAtATime(one_at_a_time));
    on_cleanup(move || {
        // Fingers are lifted when the officer leaves the step.
        taking.rest();
        scanner.let_go();
    });
    Effect::new(move || {
        let Some(device) = scanner.device().get() else { return };
        let able = ability(device.capabilities);
        let wanted = if one_at_a_time.get() { Ability { at_once: 1, ..able } } else { able };
        if draft.course.with_untracked(|course| course.ability() != wanted) {
            draft.course.update(|course| course.with_ability(wanted));
        }
    });
    Effect::new(move || {
        let Some(judged) = scanner.judged().get() else { return };
        let size = scanner.preview().with_untracked(|preview| {
            preview.as_ref().map(|preview| (preview.frame.width(), preview.frame.height()))
        });
        if let Some(size) = size {
            untrack(|| taking.look(&judged, size));
        }
    });
}

/// Sound, vibration, going on by itself.
#[component]
fn Switches() -> impl IntoView {
    let i18n = use_i18n();
    let cues = expect_context::<Cues>();
    view! {
        <div class="cues" role="group" aria-label=move || t_string!(i18n, cues.title)>
            {Switch::ALL
                .map(|switch| {
                    view! {
                        <label class="switch">
                            <input
                                type="checkbox"
                                prop:checked=move || cues.is_on(switch)
                                on:change=move |event| cues.set(switch, event_target_checked(&event))
                            />
                            <span>
                                {move || match switch {
                                    Switch::Sound => t_string!(i18n, cues.sound),
                                    Switch::Vibration => t_string!(i18n, cues.vibration),
                                    Switch::GoOn => t_string!(i18n, cues.go_on),
                                }}
                            </span>
                        </label>
                    }
                })}
        </div>
    }
}

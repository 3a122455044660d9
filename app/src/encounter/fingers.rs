use leptos::prelude::*;
use web_sys::DragEvent;

use super::draft::{Draft, Step};
use super::drop::{ChooseFiles, items_of};
use super::hands::Hands;
use super::intake::Intake;
use super::lead::LeadPanel;
use super::print_pane::{PrintPane, ShowMinutiae};
use super::refused::RefusedFiles;
use super::resolution::AskResolution;
use super::simulator::SimulatedScanner;
use crate::components::{Heading, Icon, Shape};
use crate::texts::i18n::*;

/// Prints are taken: from files, dropped anywhere here, or from the simulated scanner.
#[component]
pub fn FingersStep() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, intake) = (Draft::expect(), Intake::expect());
    let over = RwSignal::new(false);
    provide_context(ShowMinutiae(RwSignal::new(true)));
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
                <Heading>{move || t_string!(i18n, fingers.title)}</Heading>
                <span class="soft" role="status">
                    {move || t_string!(i18n, fingers.taken, count = taken())}
                </span>
                <button
                    class="btn go"
                    prop:disabled=move || taken() == 0 || intake.reading() != 0
                    on:click=move |_| draft.step.set(Step::Send)
                >
                    {move || t_string!(i18n, fingers.check)}
                    <Icon shape=Shape::Arrow />
                </button>
            </header>
            <section class="panel capture-hands" aria-labelledby="hands">
                <h2 id="hands">{move || t_string!(i18n, fingers.which)}</h2>
                <Hands />
                <div class="sources">
                    <ChooseFiles class="btn" multiple=true finger=None>
                        <Icon shape=Shape::Plus />
                        {move || t_string!(i18n, fingers.choose_files)}
                    </ChooseFiles>
                    <p class="soft">{move || t_string!(i18n, fingers.drop_words)}</p>
                </div>
                <SimulatedScanner />
            </section>
            <PrintPane />
            <aside class="capture-side">
                <RefusedFiles />
                <LeadPanel />
            </aside>
            <AskResolution />
        </div>
    }
}

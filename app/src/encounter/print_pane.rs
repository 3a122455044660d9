use std::f32::consts::TAU;

use fingerprint::{FingerPosition, Minutia, MinutiaKind};
use leptos::prelude::*;
use wire::CaptureId;
use wire::matcher::Print;

use super::draft::{Draft, Retake, TakenPrint};
use super::drop::ChooseFiles;
use crate::components::{Banner, Chip, HowTaken, Icon, Meter, Shape, Tone, minutia_sign};
use crate::show_how::{ImageOf, ShowHow, Subject};
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// A print that the officer looks at: how good it is, and what to do about it.
#[component]
pub fn Shown(
    /// The print.
    print: TakenPrint,
) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let minutiae = expect_context::<ShowMinutiae>().0;
    let quality = print.print.quality.clone();
    let (score, grade) = (quality.score, Grade::of(quality.score));
    let tone = grade.tone();
    let (id, position) = (print.id, print.position);
    let count = print.print.minutiae.len() as u32;
    let (ppi, width, height, took_ms) = {
        let print = &print.print;
        (print.ppi.get(), print.width, print.height, print.took_ms)
    };
    let taking = draft.course.with_untracked(|course| print.taking(course));
    let label = move || t_string!(i18n, quality.label, score = score, grade = words::grade(i18n, grade));
    let how = RwSignal::new(false);
    let subject = StoredValue::new_local(Subject {
        name: Signal::derive(move || words::finger(i18n, position).to_string()),
        image: ImageOf::Held(print.image.file.clone()),
        ppi: print.print.ppi,
        minutiae: Vec::new(),
    });
    view! {
        <figure class="paper">
            <Drawing print=print.print.clone() address=print.image.address.clone() />
        </figure>
        <div class="pane-quality">
            <b class="figure">{score}</b>
            <div class="pane-meter">
                <Chip tone=tone>{move || words::grade(i18n, grade)}</Chip>
                <Meter value=score tone=tone label=Signal::derive(label) />
            </div>
            <label class="switch">
                <input
                    type="checkbox"
                    prop:checked=minutiae
                    on:change=move |event| minutiae.set(event_target_checked(&event))
                />
                <span>{move || t_string!(i18n, fingers.minutiae, count = count)}</span>
            </label>
        </div>
        <p class=format!("say {}", tone.class()) role="status">
            <Icon shape=Shape::from(tone) />
            {move || words::advice(i18n, &quality)}
        </p>
        {move || draft.retake.get().map(|retake| view! { <RetakeNote retake=retake /> })}
        <HowTaken source=print.source.clone() impression=print.impression taking=taking />
        <div class="pane-tools">
            <PositionSelect id=id position=position />
            <ChooseFiles class="btn" multiple=false finger=Some(position)>
                {move || t_string!(i18n, fingers.take_again)}
            </ChooseFiles>
            <button class="btn plain" on:click=move |_| how.set(true)>
                {move || t_string!(i18n, show_how.open)}
            </button>
            <button class="btn plain" on:click=move |_| draft.remove(id)>
                {move || t_string!(i18n, fingers.remove)}
            </button>
            <span class="soft pane-facts">
                {format!("{width} × {height} · {ppi} ppi · {took_ms:.0} ms")}
            </span>
        </div>
        <Show when=move || how.get()>
            <ShowHow subjects=vec![subject.get_value()] open=how />
        </Show>
    }
}

/// Whether minutiae are drawn over prints; kept from print to print.
#[derive(Debug, Clone, Copy)]
pub struct ShowMinutiae(pub RwSignal<bool>);

#[component]
fn RetakeNote(retake: Retake) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Banner tone=Tone::Now>
            {move || match retake {
                Retake::Replaced => t_string!(i18n, fingers.replaced),
                Retake::EarlierKept => t_string!(i18n, fingers.earlier_kept),
            }}
        </Banner>
    }
}

#[component]
fn PositionSelect(id: CaptureId, position: FingerPosition) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let positions = FingerPosition::TEN.into_iter().chain([FingerPosition::Unknown]);
    let moved = move |event| {
        let code: Option<u8> = event_target_value(&event).parse().ok();
        if let Some(position) = code.and_then(|code| FingerPosition::try_from(code).ok()) {
            draft.move_to(id, position);
        }
    };
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, fingers.position)}</span>
            <select on:change=moved>
                {positions
                    .map(|each| {
                        view! {
                            <option value=each.code().to_string() selected=each == position>
                                {move || words::finger(i18n, each)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}

/// The image with its minutiae over it, in the image's own pixels.
#[component]
fn Drawing(print: std::rc::Rc<Print>, address: String) -> impl IntoView {
    let i18n = use_i18n();
    let minutiae = expect_context::<ShowMinutiae>().0;
    let scale = f32::from(print.ppi.get()) / 500.0;
    let endings = marks(&print.minutiae, MinutiaKind::Ending, scale);
    let bifurcations = marks(&print.minutiae, MinutiaKind::Bifurcation, scale);
    let line = 1.6 * scale;
    let marks = format!("{endings}{bifurcations}");
    view! {
        <svg
            viewBox=format!("0 0 {} {}", print.width, print.height)
            role="img"
            aria-label=move || t_string!(i18n, fingers.image)
        >
            <image href=address width=print.width height=print.height />
            <Show when=move || minutiae.get()>
                <path class="minutiae-halo" d=marks.clone() stroke-width=line * 2.6 />
                <path class="minutiae endings" d=endings.clone() stroke-width=line />
                <path class="minutiae bifurcations" d=bifurcations.clone() stroke-width=line />
            </Show>
        </svg>
    }
}

/// Rings for endings, squares for bifurcations, each with a tail in its direction; those that the engine is less
/// sure of are smaller.
fn marks(minutiae: &[Minutia], kind: MinutiaKind, scale: f32) -> String {
    let mut path = String::new();
    for minutia in minutiae.iter().filter(|minutia| minutia.kind == kind) {
        let (x, y) = (minutia.x_px() * scale, minutia.y_px() * scale);
        let r = scale * (2.6 + 2.0 * f32::from(minutia.reliability) / 100.0);
        // The direction is counter-clockwise as seen; the image's y grows downwards.
        let turn = TAU - minutia.direction_rad();
        path += &minutia_sign((x, y), turn, kind, r, 7.0 * scale);
    }
    path
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_tail_points_up_when_the_direction_is_a_quarter_turn() {
        let minutia =
            Minutia { x: 1600, y: 1600, direction: 64, kind: MinutiaKind::Ending, reliability: 100 };
        let path = marks(&[minutia], MinutiaKind::Ending, 1.0);
        assert!(path.ends_with("M100.0 95.4L100.0 88.4"), "{path}");
        assert!(marks(&[minutia], MinutiaKind::Bifurcation, 1.0).is_empty());
    }
}

use leptos::prelude::*;
use web_sys::{Element, PointerEvent, WheelEvent};
use wire::hit::Print;

use super::alignment::{Alignment, Point, size};
use super::marks::Marks;
use super::open_case::OpenCase;
use super::stage::{Pairing, Side, Stage};
use crate::components::Chip;
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// One of the two prints, with what is known of it.
#[component]
pub fn Pane(
    /// Which.
    side: Side,
) -> impl IntoView {
    let i18n = use_i18n();
    let (stage, case) = (Stage::expect(), OpenCase::expect().case);
    let title = move || match side {
        Side::Probe => t_string!(i18n, bench.probe),
        Side::Candidate => t_string!(i18n, bench.candidate),
    };
    let print = Memo::new(move |_| stage.pairing.with(|pairing| pairing.as_ref()?.print(side).cloned()));
    let list = move || {
        let candidate =
            case.with(|case| case.candidate.as_ref().map(|it| (it.list.clone(), it.list_version)));
        candidate
            .filter(|_| side == Side::Candidate)
            .map(|(list, version)| t_string!(i18n, bench.list_version, list = list, version = version))
    };
    view! {
        <section class="print-pane" class:right=side == Side::Candidate aria-label=title>
            <header>
                <h2>{title}</h2>
                {move || print.get().map(|print| view! { <Facts print=print /> })}
                <span class="soft">{list}</span>
            </header>
            {move || {
                let pairing = stage.pairing.get().filter(|pairing| pairing.print(side).is_some())?;
                Some(view! { <Drawing pairing=pairing side=side /> })
            }}
        </section>
    }
}

#[component]
fn Facts(print: Print) -> impl IntoView {
    let i18n = use_i18n();
    let (score, position, ppi) = (print.quality.score, print.position, print.ppi.get());
    let grade = Grade::of(score);
    view! {
        <b>{move || words::finger(i18n, position)}</b>
        <Chip tone=grade.tone()>
            {move || t_string!(i18n, bench.quality, score = score, grade = words::grade(i18n, grade))}
        </Chip>
        <span class="soft">{ppi} " ppi"</span>
    }
}

/// Where fingers or the mouse hold the print.
type Grips = StoredValue<Vec<(i32, Point)>>;

#[component]
fn Drawing(pairing: Pairing, side: Side) -> impl IntoView {
    let i18n = use_i18n();
    let (stage, id) = (Stage::expect(), OpenCase::expect().id);
    let failed = RwSignal::new(false);
    let shown = pairing.print(side).cloned();
    let (print, has_image) =
        (StoredValue::new(shown.clone()), shown.as_ref().is_some_and(|print| print.image));
    let alignment = {
        let pairing = pairing.clone();
        Memo::new(move |_| match side {
            Side::Probe => Alignment::NONE,
            Side::Candidate => pairing.alignment(stage.align.get()),
        })
    };
    let label = move || {
        let side = match side {
            Side::Probe => t_string!(i18n, bench.probe),
            Side::Candidate => t_string!(i18n, bench.candidate),
        };
        let (finger, count) = print.with_value(|print| {
            let print = print.as_ref();
            (
                print.map(|print| words::finger(i18n, print.position)),
                print.map_or(0, |print| print.minutiae.len()),
            )
        });
        t_string!(i18n, bench.print_label, side = side, finger = finger.unwrap_or_default(), count = count)
    };
    let note = move || match (has_image, failed.get(), side) {
        (true, false, _) => None,
        (true, true, _) => Some(t_string!(i18n, bench.image_failed)),
        (false, _, Side::Probe) => Some(t_string!(i18n, bench.image_under_way)),
        (false, _, Side::Candidate) => Some(t_string!(i18n, bench.template_only)),
    };
    let grips: Grips = StoredValue::new(Vec::new());
    let image = shown.clone().filter(|print| print.image).map(|print| {
        let (width, height) = size(&print);
        view! {
            <image
                class="print-image"
                class:unseen-image=failed
                href=format!("/api/hits/{id}/prints/{}", print.id)
                width=width
                height=height
                transform=move || alignment.get().svg()
                on:error=move |_| failed.set(true)
            />
        }
    });
    let paper = shown.map(|print| {
        let (width, height) = size(&print);
        view! { <rect class="print-paper" width=width height=height transform=move || alignment.get().svg() /> }
    });
    view! {
        <div class="stage" class:inverted=stage.invert class:close=move || { stage.view(side).zoom > 1.0 }>
            <svg
                viewBox=move || stage.view(side).view_box(&stage.field.get())
                role="img"
                aria-label=label
                on:wheel=move |event| wheel(&event, stage, side)
                on:pointerdown=move |event| take(&event, grips)
                on:pointermove=move |event| drag(&event, grips, stage, side)
                on:pointerup=move |event| let_go(&event, grips)
                on:pointercancel=move |event| let_go(&event, grips)
            >
                {paper}
                {image}
                {move || view! { <Marks pairing=pairing.clone() side=side alone=!has_image || failed.get() /> }}
            </svg>
            <Scale side=side />
            {move || note().map(|note| view! { <p class="pane-note" role="status">{note}</p> })}
        </div>
    }
}

/// How long five millimetres are, or one from near.
#[component]
fn Scale(side: Side) -> impl IntoView {
    let stage = Stage::expect();
    const UNITS_PER_MM: f32 = 500.0 / 25.4;
    let millimetres = Memo::new(move |_| if stage.view(side).zoom > 3.0 { 1.0 } else { 5.0f32 });
    // The same field in the same place as the print, so that it is drawn to the same scale.
    let view_box = move || {
        let field = stage.field.get();
        let zoom = stage.view(side).zoom;
        format!("0 0 {} {}", field.width / zoom, field.height / zoom)
    };
    let bar = move || {
        let field = stage.field.get();
        let zoom = stage.view(side).zoom;
        let (right, bottom) = (field.width / zoom, field.height / zoom);
        let (length, tick) = (millimetres.get() * UNITS_PER_MM, 5.0 / zoom);
        let (x, y) = (right - length - 6.0 / zoom, bottom - 6.0 / zoom);
        format!("M{x} {} V{y} h{length} v{}", y - tick, -tick)
    };
    view! {
        <svg class="scale" viewBox=view_box preserveAspectRatio="xMaxYMax meet" aria-hidden="true">
            <path class="scale-halo" d=bar />
            <path d=bar />
        </svg>
        <span class="scale-words">{millimetres} " mm"</span>
    }
}

fn pane_of(event: &web_sys::Event) -> Option<Element> {
    use wasm_bindgen::JsCast as _;
    event.current_target()?.dyn_into().ok()
}

/// The pane's size, and a point of the page from its middle.
fn within(pane: &Element, x: f32, y: f32) -> (Point, Point) {
    let frame = pane.get_bounding_client_rect();
    let size = (frame.width() as f32, frame.height() as f32);
    let at = (x - frame.left() as f32 - size.0 / 2.0, y - frame.top() as f32 - size.1 / 2.0);
    (size, at)
}

fn wheel(event: &WheelEvent, stage: Stage, side: Side) {
    let Some(pane) = pane_of(event) else { return };
    let farther = event.delta_y() > 0.0;
    // At the whole print there is no farther: the wheel then turns the page.
    if farther && stage.view_untracked(side).zoom <= 1.0 {
        return;
    }
    event.prevent_default();
    let (size, at) = within(&pane, event.client_x() as f32, event.client_y() as f32);
    let factor = if farther { 1.0 / 1.2 } else { 1.2 };
    stage.look(side, |view, field| view.zoomed(factor, at, size, field));
}

fn take(event: &PointerEvent, grips: Grips) {
    if let Some(pane) = pane_of(event) {
        // Without capture the drag ends at the pane's edge.
        let _ = pane.set_pointer_capture(event.pointer_id());
    }
    grips.update_value(|grips| grips.push((event.pointer_id(), place(event))));
}

fn place(event: &PointerEvent) -> Point {
    (event.client_x() as f32, event.client_y() as f32)
}

fn drag(event: &PointerEvent, grips: Grips, stage: Stage, side: Side) {
    let (Some(pane), now) = (pane_of(event), place(event)) else { return };
    let before = grips.get_value();
    let Some(&(_, was)) = before.iter().find(|(id, _)| *id == event.pointer_id()) else { return };
    grips.update_value(|grips| {
        for grip in grips.iter_mut().filter(|(id, _)| *id == event.pointer_id()) {
            grip.1 = now;
        }
    });
    let other = before.iter().find(|(id, _)| *id != event.pointer_id()).map(|&(_, place)| place);
    let (size, at) = within(&pane, now.0, now.1);
    match other {
        None => {
            let by = (now.0 - was.0, now.1 - was.1);
            stage.look(side, |view, field| view.dragged(by, size, field));
        }
        Some(other) => {
            let apart = |place: Point| (place.0 - other.0).hypot(place.1 - other.1).max(1.0);
            let factor = apart(now) / apart(was);
            stage.look(side, |view, field| view.zoomed(factor, at, size, field));
        }
    }
}

fn let_go(event: &PointerEvent, grips: Grips) {
    grips.update_value(|grips| grips.retain(|(id, _)| *id != event.pointer_id()));
}

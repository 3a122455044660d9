//! What fingers, a pen, the mouse and its wheel do to a print.

use examination::Point;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, PointerEvent, WheelEvent};

use super::charting::Charting;
use super::stage::{Arrangement, Side, Stage, Tool};

/// Where fingers or the mouse hold the print, and what the one of them has done so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Grips {
    places: Vec<(i32, Point)>,
    /// Far enough to be no click.
    dragged: bool,
    /// Holds a mark of the examiner's.
    mark: bool,
}
impl Grips {
    /// The system took a pointer away.
    pub(super) fn lose(&mut self, pointer: i32) {
        self.places.retain(|(id, _)| *id != pointer);
    }
}

fn pane_of(event: &web_sys::Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// A place on the page, from the middle of the pane.
fn within(pane: &Element, x: f32, y: f32) -> Point {
    let frame = pane.get_bounding_client_rect();
    (x - (frame.left() + frame.width() / 2.0) as f32, y - (frame.top() + frame.height() / 2.0) as f32)
}

fn place(event: &PointerEvent) -> Option<Point> {
    Some(within(&pane_of(event)?, event.client_x() as f32, event.client_y() as f32))
}

/// The wheel zooms; with Shift it turns.
pub(super) fn wheel(event: &WheelEvent, stage: Stage, side: Side) {
    let Some(pane) = pane_of(event) else { return };
    event.prevent_default();
    let at = within(&pane, event.client_x() as f32, event.client_y() as f32);
    // Shift turns the wheel sideways in some browsers.
    let notches = if event.delta_y() == 0.0 { event.delta_x() } else { event.delta_y() };
    // A line of a mouse's wheel is some 40 pixels of a touchpad's.
    let notches =
        (if event.delta_mode() == 0 { notches / 100.0 } else { notches / 3.0 }).clamp(-3.0, 3.0) as f32;
    if event.shift_key() {
        stage.look(side, |view, room| view.turned(notches * 0.06, at, room));
    } else {
        stage.look(side, |view, room| view.zoomed(1.2f32.powf(-notches), at, room));
    }
}

/// Which print is meant by a pointer in a pane.
fn meant(stage: Stage, side: Side) -> Side {
    let one = untrack(|| stage.one_pane());
    if one && stage.arrangement.get_untracked() == Arrangement::Blinking {
        stage.front.get_untracked()
    } else {
        side
    }
}

pub(super) fn take(
    event: &PointerEvent,
    grips: StoredValue<Grips>,
    stage: Stage,
    charting: Charting,
    side: Side,
) {
    let (Some(pane), Some(at)) = (pane_of(event), place(event)) else { return };
    // Without capture the drag ends at the pane's edge.
    let _ = pane.set_pointer_capture(event.pointer_id());
    let side = meant(stage, side);
    let point = untrack(|| stage.view(side)).under(at);
    let of_print = stage.of_print(side, point);
    let first = grips.with_value(|grips| grips.places.is_empty());
    let mut mark = false;
    if first {
        match stage.tool.get_untracked() {
            Tool::Mark => {
                mark = charting.found(side, of_print).is_some();
                charting.mark(of_print);
            }
            Tool::Ridges => stage.lines.update(|lines| lines[side as usize] = Some((of_print, of_print))),
            Tool::Hand | Tool::Pair => {}
        }
    }
    grips.update_value(|grips| {
        grips.places.push((event.pointer_id(), at));
        if first {
            (grips.dragged, grips.mark) = (false, mark);
        }
    });
}

pub(super) fn drag(
    event: &PointerEvent,
    grips: StoredValue<Grips>,
    stage: Stage,
    charting: Charting,
    side: Side,
) {
    let Some(now) = place(event) else { return };
    let meant = meant(stage, side);
    let point = untrack(|| stage.view(meant)).under(now);
    if stage.loupe.get_untracked() || stage.tool.get_untracked() != Tool::Hand {
        stage.cross.set(Some((meant, point)));
    }
    let before = grips.get_value();
    let Some(&(_, was)) = before.places.iter().find(|(id, _)| *id == event.pointer_id()) else { return };
    let far = before.dragged || (now.0 - was.0).hypot(now.1 - was.1) > 4.0;
    let other = before.places.iter().find(|(id, _)| *id != event.pointer_id()).map(|&(_, place)| place);
    let keeps = |grips: &mut Grips| {
        grips.dragged = far;
        for grip in grips.places.iter_mut().filter(|(id, _)| *id == event.pointer_id()) {
            grip.1 = now;
        }
    };
    if let Some(other) = other {
        grips.update_value(keeps);
        stage.look(side, |view, room| view.pinched([was, other], [now, other], room));
        return;
    }
    let of_print = stage.of_print(meant, point);
    match stage.tool.get_untracked() {
        Tool::Hand => {
            grips.update_value(keeps);
            let by = (now.0 - was.0, now.1 - was.1);
            if event.alt_key() && meant == Side::Candidate {
                stage.nudge(by, 0.0);
            } else {
                stage.look(side, |view, room| view.dragged(by, room));
            }
        }
        Tool::Mark if far => {
            grips.update_value(keeps);
            if before.mark {
                charting.change(|mark| mark.moved(of_print));
            } else {
                // A new mark is dragged in its direction.
                charting.change(|mark| {
                    let from = (mark.minutia.x_px(), mark.minutia.y_px());
                    let direction = (from.1 - of_print.1).atan2(of_print.0 - from.0);
                    examination::Mark::by_examiner(from, direction, mark.minutia.kind)
                });
            }
        }
        Tool::Ridges => {
            grips.update_value(keeps);
            stage.lines.update(|lines| {
                if let Some(line) = &mut lines[meant as usize] {
                    line.1 = of_print;
                }
            });
        }
        Tool::Mark | Tool::Pair => {}
    }
}

pub(super) fn let_go(
    event: &PointerEvent,
    grips: StoredValue<Grips>,
    stage: Stage,
    charting: Charting,
    side: Side,
) {
    let Some(at) = place(event) else { return };
    let meant = meant(stage, side);
    let of_print = stage.of_print(meant, untrack(|| stage.view(meant)).under(at));
    let (dragged, alone) = grips.with_value(|grips| (grips.dragged, grips.places.len() == 1));
    grips.update_value(|grips| grips.places.retain(|(id, _)| *id != event.pointer_id()));
    if dragged || !alone {
        return;
    }
    match stage.tool.get_untracked() {
        Tool::Hand => stage.hot.set(charting.found(meant, of_print)),
        Tool::Pair => charting.pair(meant, of_print),
        Tool::Mark | Tool::Ridges => {}
    }
}

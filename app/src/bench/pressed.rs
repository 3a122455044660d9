//! What each key does on the bench.

use leptos::prelude::*;
use wire::hit::{Finding, Value};

use super::charting::Charting;
use super::decision::Deciding;
use super::open_hit::{OpenHit, Step};
use super::queue::Queue;
use super::stage::{Arrangement, Side, Stage, Tool};
use super::tools::{Opened, closer, farther, flip, invert, life_size, next_layer};

/// All that a key may concern.
#[derive(Clone, Copy)]
pub(super) struct BenchKeys {
    pub open: OpenHit,
    pub stage: Stage,
    pub charting: Charting,
    pub opened: Opened,
    pub deciding: Deciding,
    pub help: RwSignal<bool>,
    pub skipping: RwSignal<bool>,
}

/// Does what a key asks for, and says whether it asks for anything.
pub(super) fn press(
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
        // The browser's own help must not come up over a hit.
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

fn next(open: OpenHit, queue: Queue, navigate: &impl Fn(&str, leptos_router::NavigateOptions)) {
    if let Some(next) = untrack(|| queue.next(Some(open.id))) {
        navigate(&format!("/bench/{next}"), Default::default());
    }
}

/// Back to the queue; a hit that is not decided yet is free for others.
pub(super) fn leave(open: OpenHit, navigate: impl Fn(&str, leptos_router::NavigateOptions) + 'static) {
    let to_queue = move || navigate("/queue", Default::default());
    if untrack(|| open.step()) == Step::Done {
        to_queue();
    } else {
        open.release(to_queue);
    }
}

//! Two hands, seen from above, whose fingers are the controls.

use capture::{ACROSS, WhyMissing};
use fingerprint::FingerPosition;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;
use wire::CaptureId;

use super::draft::{Choice, Draft};
use super::enough;
use super::taking::Taking;
use crate::I18n;
use crate::components::{Icon, Shape, Tone};
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// One finger, drawn as a round at the knuckle and a smaller one at the tip, with the skin around both.
struct Digit {
    position: FingerPosition,
    knuckle: (f32, f32),
    tip: (f32, f32),
    knuckle_radius: f32,
    tip_radius: f32,
}

const fn digit(
    position: FingerPosition,
    knuckle: (f32, f32),
    tip: (f32, f32),
    knuckle_radius: f32,
    tip_radius: f32,
) -> Digit {
    Digit { position, knuckle, tip, knuckle_radius, tip_radius }
}

/// The left hand in a box of 240 by 296, fingers up; the right hand is its mirror image.
const LEFT: [Digit; 5] = [
    digit(FingerPosition::LeftLittle, (52.0, 152.0), (25.0, 84.0), 16.0, 13.0),
    digit(FingerPosition::LeftRing, (84.0, 138.0), (69.0, 44.0), 17.5, 14.0),
    digit(FingerPosition::LeftMiddle, (118.0, 134.0), (118.0, 25.0), 18.0, 14.5),
    digit(FingerPosition::LeftIndex, (151.0, 141.0), (168.0, 46.0), 17.5, 14.0),
    digit(FingerPosition::LeftThumb, (160.0, 216.0), (215.0, 142.0), 21.0, 16.0),
];

const PALM: &str = "M36 150 C36 138 46 136 54 140 C62 132 76 126 86 126 C98 120 116 118 126 122 C138 120 154 126 \
     160 134 C168 142 170 154 170 168 C174 176 178 184 178 196 C182 220 166 236 158 248 C154 262 153 276 153 \
     296 L68 296 C68 276 64 262 56 244 C44 218 36 186 36 150 Z";

/// How a finger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FingerState {
    /// It gives no print.
    Missing(WhyMissing),
    /// Its best print has this quality, which is enough or not.
    Taken(u8, Tone),
    /// Its best print has this quality, and is kept although it is not good enough.
    Kept(u8),
    /// It is being asked for.
    Now,
    /// It has no print yet.
    Open,
}

impl FingerState {
    fn of(finger: FingerPosition, draft: Draft, taking: Taking) -> Self {
        let missing =
            draft.course.with(|course| course.missing().iter().find(|each| each.finger == finger).copied());
        if let Some(exception) = missing {
            return Self::Missing(exception.why);
        }
        match draft.print_of(finger) {
            Some(print) => {
                let score = print.print.quality.score;
                let kept = draft.course.with(|course| course.override_of(finger, print.manner()).is_some());
                if kept {
                    return Self::Kept(score);
                }
                Self::Taken(score, draft.course.with(|course| enough::tone(score, finger, course.rules())))
            }
            None if taking.step().is_some_and(|step| step.expected.contains(&finger)) => Self::Now,
            None => Self::Open,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Missing(_) => "missing-finger",
            Self::Taken(_, tone) => tone.class(),
            Self::Kept(_) => Tone::Warn.class(),
            Self::Now => "now-finger",
            Self::Open => "empty-finger",
        }
    }

    fn sign(self) -> Option<Shape> {
        match self {
            Self::Missing(_) => Some(Shape::Cross),
            Self::Taken(_, tone) => Some(tone.into()),
            Self::Kept(_) => Some(Shape::Triangle),
            Self::Now => Some(Shape::Dot),
            Self::Open => None,
        }
    }

    fn words(self, i18n: I18n) -> String {
        let quality = |score| {
            t_string!(i18n, quality.label, score = score, grade = words::grade(i18n, Grade::of(score)))
        };
        match self {
            Self::Missing(why) => words::why_missing(i18n, why).to_owned(),
            Self::Taken(score, _) => quality(score),
            Self::Kept(score) => format!("{}, {}", quality(score), t_string!(i18n, take.kept)),
            Self::Now => t_string!(i18n, take.asked_for).to_owned(),
            Self::Open => t_string!(i18n, fingers.not_taken).to_owned(),
        }
    }
}

impl Digit {
    fn mirrored(&self) -> Self {
        let across = |(x, y): (f32, f32)| (240.0 - x, y);
        let position = match self.position {
            FingerPosition::LeftThumb => FingerPosition::RightThumb,
            FingerPosition::LeftIndex => FingerPosition::RightIndex,
            FingerPosition::LeftMiddle => FingerPosition::RightMiddle,
            FingerPosition::LeftRing => FingerPosition::RightRing,
            _ => FingerPosition::RightLittle,
        };
        Self { position, knuckle: across(self.knuckle), tip: across(self.tip), ..*self }
    }

    /// Unit vector from knuckle to tip, and the distance.
    fn axis(&self) -> ((f32, f32), f32) {
        let (x, y) = (self.tip.0 - self.knuckle.0, self.tip.1 - self.knuckle.1);
        let length = x.hypot(y);
        ((x / length, y / length), length)
    }

    /// The outline: the common tangents of the two rounds, and an arc around each.
    fn outline(&self) -> String {
        let ((x, y), length) = self.axis();
        let lean = (self.knuckle_radius - self.tip_radius) / length;
        let side = (1.0 - lean * lean).sqrt();
        let touch = |(cx, cy): (f32, f32), radius: f32, sign: f32| {
            let normal = (sign * y * side + x * lean, -sign * x * side + y * lean);
            format!("{:.1} {:.1}", cx + radius * normal.0, cy + radius * normal.1)
        };
        let (k, t) = (self.knuckle_radius, self.tip_radius);
        format!(
            "M{} L{} A{t} {t} 0 0 1 {} L{} A{k} {k} 0 1 1 {} Z",
            touch(self.knuckle, k, 1.0),
            touch(self.tip, t, 1.0),
            touch(self.tip, t, -1.0),
            touch(self.knuckle, k, -1.0),
            touch(self.knuckle, k, 1.0),
        )
    }

    /// A point on the axis, `share` of the way from knuckle to tip.
    fn along(&self, share: f32) -> (f32, f32) {
        let of = |from: f32, to: f32| from + (to - from) * share;
        (of(self.knuckle.0, self.tip.0), of(self.knuckle.1, self.tip.1))
    }

    /// Where number and sign stand: on the part that the palm does not cover, below the nail.
    fn free_places(&self) -> (f32, f32) {
        match self.position {
            FingerPosition::LeftThumb | FingerPosition::RightThumb => (0.5, 0.74),
            _ => (0.3, 0.62),
        }
    }

    /// Degrees that the finger leans to the right.
    fn lean(&self) -> f32 {
        let ((x, y), _) = self.axis();
        x.atan2(-y).to_degrees()
    }
}

/// Both hands, the prints whose finger is not known, and what the signs mean.
#[component]
pub fn Hands() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="hands" role="radiogroup" aria-label=move || t_string!(i18n, fingers.which) on:keydown=walk>
            <Hand left=true />
            <Hand left=false />
        </div>
        <ul class="legend" aria-hidden="true">
            {[Tone::Good, Tone::Warn, Tone::Stop]
                .map(|tone| {
                    view! {
                        <li class=tone.class()>
                            <Icon shape=Shape::from(tone) />
                            {move || match tone {
                                Tone::Good => t_string!(i18n, fingers.enough),
                                Tone::Warn => t_string!(i18n, fingers.not_enough),
                                _ => t_string!(i18n, quality.poor),
                            }}
                        </li>
                    }
                })}
            <li class="now-finger">
                <Icon shape=Shape::Dot />
                {move || t_string!(i18n, take.asked_for)}
            </li>
            <li class="empty-finger">
                <Icon shape=Shape::Ring />
                {move || t_string!(i18n, fingers.not_taken)}
            </li>
        </ul>
        <Loose />
    }
}

/// Arrow keys go from finger to finger, as they do in any group of radio buttons.
fn walk(event: KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => ACROSS.len() - 1,
        _ => return,
    };
    event.prevent_default();
    let draft = Draft::expect();
    let here = match draft.choice.get_untracked() {
        Choice::Finger(position) => ACROSS.iter().position(|&each| each == position).unwrap_or_default(),
        Choice::Step | Choice::Loose(_) => 0,
    };
    let there = ACROSS[(here + step) % ACROSS.len()];
    draft.choose(Choice::Finger(there));
    let element = document().get_element_by_id(&element_id(there));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::SvgElement>().ok()) {
        // The choice stands whether or not the focus follows.
        let _ = element.focus();
    }
}

fn element_id(position: FingerPosition) -> String {
    format!("finger-{}", position.code())
}

#[component]
fn Hand(left: bool) -> impl IntoView {
    let i18n = use_i18n();
    let digits = if left { LEFT } else { LEFT.map(|digit| digit.mirrored()) };
    let outlines: Vec<_> = digits.iter().map(Digit::outline).collect();
    let mirror = if left { "" } else { "translate(240 0) scale(-1 1)" };
    view! {
        <figure class="hand">
            <svg viewBox="0 0 240 296" preserveAspectRatio="xMidYMin slice" role="presentation">
                <g class="hand-edge" aria-hidden="true">
                    <path d=PALM transform=mirror />
                    {outlines.into_iter().map(|outline| view! { <path d=outline /> }).collect_view()}
                </g>
                {digits.into_iter().map(|digit| view! { <Finger digit=digit /> }).collect_view()}
                <path class="palm" d=PALM transform=mirror aria-hidden="true" />
            </svg>
            <figcaption>{move || words::hand(i18n, left)}</figcaption>
        </figure>
    }
}

#[component]
fn Finger(digit: Digit) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let position = digit.position;
    let taking = Taking::expect();
    let state = Memo::new(move |_| FingerState::of(position, draft, taking));
    let chosen = move || draft.choice.get() == Choice::Finger(position);
    // One stop for the Tab key: the chosen finger, or the first where none is.
    let stop = move || match draft.choice.get() {
        Choice::Finger(chosen) => chosen == position,
        Choice::Step | Choice::Loose(_) => position == ACROSS[0],
    };
    let label = move || format!("{}, {}", words::finger(i18n, position), state.get().words(i18n));
    let score = move || match state.get() {
        FingerState::Taken(score, _) | FingerState::Kept(score) => Some(score.to_string()),
        _ => None,
    };
    let class = move || {
        let state = state.get().class();
        if chosen() { format!("finger {state} chosen") } else { format!("finger {state}") }
    };
    let (number_share, sign_share) = digit.free_places();
    let (number_x, number_y) = digit.along(number_share);
    let (sign_x, sign_y) = digit.along(sign_share);
    let (nail_x, nail_y) = digit.along(0.97);
    let nail = format!("translate({nail_x:.1} {nail_y:.1}) rotate({:.1})", digit.lean());
    let nail_size = digit.tip_radius * 0.62;
    let choose = move || {
        if !taking.busy() {
            taking.rest();
        }
        draft.choose(Choice::Finger(position));
    };
    view! {
        <g
            id=element_id(position)
            class=class
            role="radio"
            tabindex=move || if stop() { "0" } else { "-1" }
            aria-checked=move || chosen().to_string()
            aria-label=label
            on:click=move |_| choose()
            on:keydown=move |event: KeyboardEvent| {
                if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    choose();
                }
            }
        >
            <path class="reach" d=digit.outline() />
            <path class="skin" d=digit.outline() />
            <rect
                class="nail"
                transform=nail
                x=-nail_size
                y=-nail_size
                width=nail_size * 2.0
                height=nail_size * 2.1
                rx=nail_size * 0.9
            />
            <g transform=format!("translate({:.1} {:.1})", sign_x - 8.0, sign_y - 8.0)>
                <Sign shape=Signal::derive(move || state.get().sign()) />
            </g>
            <text x=number_x y=number_y + 5.0 text-anchor="middle">
                {score}
            </text>
        </g>
    }
}

/// The sign of a state, 16 units wide, inside the drawing.
#[component]
fn Sign(shape: Signal<Option<Shape>>) -> impl IntoView {
    move || {
        shape.get().map(|shape| {
            view! {
                <svg width="16" height="16" overflow="visible">
                    <Icon shape=shape />
                </svg>
            }
        })
    }
}

/// Prints whose finger is not known.
#[component]
fn Loose() -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let loose = move || {
        draft.prints.with(|prints| {
            let loose = prints.iter().filter(|print| print.position == FingerPosition::Unknown);
            loose.map(|print| (print.id, print.print.quality.score)).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="loose" role="group" aria-label=move || t_string!(i18n, finger.unknown)>
            <For each=loose key=|(id, _)| *id let((id, score))>
                <LooseButton id=id score=score />
            </For>
        </div>
    }
}

#[component]
fn LooseButton(id: CaptureId, score: u8) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let tone = Grade::of(score).tone();
    view! {
        <button
            class=format!("btn loose-print {}", tone.class())
            aria-pressed=move || (draft.choice.get() == Choice::Loose(id)).to_string()
            on:click=move |_| draft.choose(Choice::Loose(id))
        >
            <Icon shape=Shape::from(tone) />
            {move || words::finger(i18n, FingerPosition::Unknown)}
            " · "
            {score}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_finger_is_drawn_once_and_reached_by_the_arrow_keys() {
        let mut drawn: Vec<_> = LEFT.iter().map(|digit| digit.position).collect();
        drawn.extend(LEFT.iter().map(|digit| digit.mirrored().position));
        let mut reached = ACROSS.to_vec();
        drawn.sort();
        reached.sort();
        assert_eq!(drawn, FingerPosition::TEN);
        assert_eq!(reached, FingerPosition::TEN);
    }

    #[wasm_bindgen_test]
    fn the_drawing_stays_in_its_box() {
        for digit in &LEFT {
            let (x, y) = digit.tip;
            let r = digit.tip_radius;
            assert!(x - r >= 2.0 && x + r <= 238.0 && y - r >= 2.0, "{:?}", digit.position);
        }
    }
}

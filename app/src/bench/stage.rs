use examination::{Field, Mark, MarkedPair, Motion, Point, Room, Tone, View};
use fingerprint::{Minutia, Step as Intermediate};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wire::hit::{ComparisonView, Hit, Print};

use super::open_hit::OpenHit;

/// Which of the two prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of the encounter.
    Probe,
    /// Of the watchlist.
    Candidate,
}

impl Side {
    /// Both, as they stand from left to right.
    pub const BOTH: [Self; 2] = [Self::Probe, Self::Candidate];

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Probe => Self::Candidate,
            Self::Candidate => Self::Probe,
        }
    }
}

/// The prints that are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// Of the encounter.
    pub probe: Print,
    /// Of the candidate, with how the engine compares the two; none before the analysis is saved.
    pub candidate: Option<(Print, ComparisonView)>,
}

impl Pairing {
    /// One of the two prints.
    pub fn print(&self, side: Side) -> Option<&Print> {
        match side {
            Side::Probe => Some(&self.probe),
            Side::Candidate => self.candidate.as_ref().map(|(print, _)| print),
        }
    }

    /// The pairs of minutiae that the engine holds for the same.
    pub fn by_engine(&self) -> Vec<MarkedPair> {
        let Some((reference, comparison)) = &self.candidate else { return Vec::new() };
        let pairs = comparison.pairs.iter().filter_map(|&(of_probe, of_reference)| {
            Some(MarkedPair {
                probe: *self.probe.minutiae.get(usize::from(of_probe))?,
                reference: *reference.minutiae.get(usize::from(of_reference))?,
                author: examination::Author::Engine,
            })
        });
        pairs.collect()
    }

    /// How the candidate's print is laid upon the probe's: by the engine's pairs, or middle upon middle.
    fn laid(&self, by_pairs: bool) -> Motion {
        let Some((reference, _)) = &self.candidate else { return Motion::NONE };
        let point = |minutia: Minutia| (minutia.x_px(), minutia.y_px());
        let pairs: Vec<_> =
            self.by_engine().iter().map(|pair| (point(pair.reference), point(pair.probe))).collect();
        by_pairs.then(|| Motion::of_pairs(&pairs)).flatten().unwrap_or_else(|| {
            let (here, there) = (size(&self.probe), size(reference));
            Motion::shifted(((here.0 - there.0) / 2.0, (here.1 - there.1) / 2.0))
        })
    }
}

/// A print's width and height at 500 ppi.
pub fn size(print: &Print) -> Point {
    let scale = 500.0 / f32::from(print.ppi.get());
    (print.width as f32 * scale, print.height as f32 * scale)
}

/// How two prints are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Each in a pane of its own.
    Beside,
    /// The candidate's over the probe's, as opaque as is set.
    Over,
    /// Now the one, now the other, in the same place.
    Blinking,
}

/// What the pointer does, and Enter at the cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Moves the prints.
    Hand,
    /// Marks minutiae of the probe.
    Mark,
    /// Pairs minutiae.
    Pair,
    /// Counts ridges along a line.
    Ridges,
}

/// How the prints are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    hit: RwSignal<Hit>,
    /// Which finger: of the probe's prints, or of the comparisons once there are any.
    pub chosen: RwSignal<usize>,
    /// Pairs, or the examiner's own marks, are drawn.
    pub pairs: RwSignal<bool>,
    /// All minutiae that the engine found are drawn.
    pub all: RwSignal<bool>,
    /// Both prints move together.
    pub sync: RwSignal<bool>,
    /// The candidate's print begins where the engine lays it.
    pub align: RwSignal<bool>,
    /// How the candidate's print was moved by hand since.
    pub moved: RwSignal<Motion>,
    /// How grey values are shown.
    pub tone: RwSignal<Tone>,
    /// The candidate stands on the left.
    pub swapped: RwSignal<bool>,
    /// How the two are shown.
    pub arrangement: RwSignal<Arrangement>,
    /// How opaque the upper print is, 0 to 1.
    pub opacity: RwSignal<f32>,
    /// Changes in a second while blinking; 0 by hand.
    pub rate: RwSignal<f32>,
    /// While blinking: the one that is shown.
    pub front: RwSignal<Side>,
    /// What the engine shows in place of the image.
    pub layer: RwSignal<Option<Intermediate>>,
    /// A part around the cross is magnified.
    pub loupe: RwSignal<bool>,
    /// What the pointer does.
    pub tool: RwSignal<Tool>,
    /// The cross, on the plane as one side shows it.
    pub cross: RwSignal<Option<(Side, Point)>>,
    /// The mark or pair that is chosen, by its place.
    pub hot: RwSignal<Option<usize>>,
    /// The one half of a pair that is being made.
    pub half: RwSignal<Option<(Side, Minutia)>>,
    /// The line along which ridges are counted, on each print, in its own coordinates.
    pub lines: RwSignal<[Option<(Point, Point)>; 2]>,
    /// The prints that are looked at.
    pub pairing: Memo<Option<Pairing>>,
    /// How the candidate's print is laid upon the plane.
    pub motion: Memo<Motion>,
    /// All that can be looked at.
    pub field: Memo<Field>,
    /// What each pane shows; none is all of it.
    views: [RwSignal<Option<View>>; 2],
    /// The panes' sizes in CSS pixels.
    pub panes: [RwSignal<Point>; 2],
}

impl Stage {
    /// Gives the stage to everything below.
    pub fn provide() -> Self {
        let hit = OpenHit::expect().hit;
        let chosen = RwSignal::new(0usize);
        let (align, moved) = (RwSignal::new(true), RwSignal::new(Motion::NONE));
        let pairing = Memo::new(move |_| hit.with(|hit| pairing(hit, chosen.get())));
        let laid = Memo::new(move |_| {
            pairing.with(|pairing| pairing.as_ref().map_or(Motion::NONE, |pairing| pairing.laid(align.get())))
        });
        let motion = Memo::new(move |_| laid.get().then(moved.get()));
        let field = Memo::new(move |_| pairing.with(|pairing| field(pairing.as_ref(), motion.get())));
        let stage = Self {
            hit,
            chosen,
            pairs: RwSignal::new(true),
            all: RwSignal::new(false),
            sync: RwSignal::new(true),
            align,
            moved,
            tone: RwSignal::new(Tone::PLAIN),
            swapped: RwSignal::new(false),
            arrangement: RwSignal::new(Arrangement::Beside),
            opacity: RwSignal::new(0.5),
            rate: RwSignal::new(if still() { 0.0 } else { 2.0 }),
            front: RwSignal::new(Side::Probe),
            layer: RwSignal::new(None),
            loupe: RwSignal::new(false),
            tool: RwSignal::new(Tool::Hand),
            cross: RwSignal::new(None),
            hot: RwSignal::new(None),
            half: RwSignal::new(None),
            lines: RwSignal::new([None; 2]),
            pairing,
            motion,
            field,
            views: [RwSignal::new(None), RwSignal::new(None)],
            panes: [RwSignal::new((0.0, 0.0)), RwSignal::new((0.0, 0.0))],
        };
        provide_context(stage);
        let compared = Memo::new(move |_| hit.with(|hit| hit.candidate.is_some()));
        Effect::new(move |before: Option<bool>| {
            let now = compared.get();
            if before == Some(false) && now {
                stage.tool.set(Tool::Hand);
                stage.choose(0);
            }
            now
        });
        stage
    }

    /// The stage of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// How many fingers there are to choose from, followed.
    pub fn fingers(self) -> usize {
        self.hit.with(|hit| match &hit.candidate {
            Some(candidate) => candidate.comparisons.len(),
            None => hit.probe.len(),
        })
    }

    /// Looks at another finger, all of it, as the engine lays it.
    pub fn choose(self, at: usize) {
        self.hot.set(None);
        self.half.set(None);
        self.cross.set(None);
        self.lines.set([None; 2]);
        self.moved.set(Motion::NONE);
        self.chosen.set(at);
        self.whole();
    }

    /// Whether both prints are shown in one pane, followed.
    pub fn one_pane(self) -> bool {
        self.arrangement.get() != Arrangement::Beside && self.pairing.with(is_compared)
    }

    /// How a print is laid upon the plane, followed.
    pub fn laid(self, side: Side) -> Motion {
        match side {
            Side::Probe => Motion::NONE,
            Side::Candidate => self.motion.get(),
        }
    }

    /// What can be seen in a pane, followed.
    fn room(self, side: Side) -> Room {
        Room { field: self.field.get(), pane: self.panes[side as usize].get() }
    }

    /// What a pane shows, followed.
    pub fn view(self, side: Side) -> View {
        let room = self.room(side);
        self.views[side as usize].get().unwrap_or_else(|| View::whole(&room))
    }

    /// Whether a pane shows more or less than the whole print, followed.
    pub fn close(self, side: Side) -> bool {
        self.views[side as usize].get().is_some()
    }

    /// Changes what is shown on one side, and on the other if they move together.
    pub fn look(self, side: Side, change: impl Fn(View, &Room) -> View) {
        let (room, view) = untrack(|| (self.room(side), self.view(side)));
        let view = Some(change(view, &room));
        for (at, other) in self.views.iter().enumerate() {
            if at == side as usize || self.sync.get_untracked() {
                other.set(view);
            }
        }
    }

    /// Changes what is shown on both sides, each about its own middle.
    pub fn look_at_both(self, change: impl Fn(View, &Room) -> View) {
        if self.sync.get_untracked() {
            self.look(Side::Probe, change);
        } else {
            Side::BOTH.into_iter().for_each(|side| self.look(side, &change));
        }
    }

    /// Shows all of both prints.
    pub fn whole(self) {
        self.views.iter().for_each(|view| view.set(None));
    }

    /// Moves both together from here on, as they are seen now; or each alone.
    pub fn toggle_sync(self) {
        let (probe, candidate) = untrack(|| (self.view(Side::Probe), self.view(Side::Candidate)));
        self.sync.update(|sync| *sync = !*sync);
        if self.sync.get_untracked() {
            let relation = probe.relation(&candidate);
            self.moved.update(|moved| *moved = moved.then(relation));
            self.views[Side::Candidate as usize].set(self.views[Side::Probe as usize].get_untracked());
        }
    }

    /// Lays the candidate's print where the engine lays it, or middle upon middle; what was moved by hand is undone.
    pub fn toggle_align(self) {
        let by_hand = self.moved.get_untracked() != Motion::NONE;
        self.moved.set(Motion::NONE);
        if !by_hand {
            self.align.update(|align| *align = !*align);
        }
    }

    /// Moves the candidate's print by a way in the pane, and turns it about the middle of what is seen.
    pub fn nudge(self, way: Point, angle: f32) {
        let view = untrack(|| self.view(Side::Candidate));
        let (from, to) = (view.under((0.0, 0.0)), view.under(way));
        let step = Motion::turned(angle, from).then(Motion::shifted((to.0 - from.0, to.1 - from.1)));
        self.moved.update(|moved| *moved = moved.then(step));
    }

    /// Chooses another way of showing both, or the first again.
    pub fn arrange(self, arrangement: Arrangement) {
        let now = self.arrangement.get_untracked();
        self.arrangement.set(if now == arrangement { Arrangement::Beside } else { arrangement });
        self.front.set(Side::Probe);
        if !self.sync.get_untracked() {
            self.toggle_sync();
        }
    }

    /// Takes a tool, or lays it down.
    pub fn take(self, tool: Tool) {
        self.half.set(None);
        self.hot.set(None);
        let now = self.tool.get_untracked();
        self.tool.set(if now == tool { Tool::Hand } else { tool });
        if tool == Tool::Ridges {
            self.lines.set([None; 2]);
        }
        if tool != Tool::Hand && self.cross.get_untracked().is_none() {
            let view = untrack(|| self.view(Side::Probe));
            self.cross.set(Some((Side::Probe, view.centre)));
        }
        if self.tool.get_untracked() != Tool::Hand {
            focus_print();
        }
    }

    /// A point of the plane in a print's own coordinates.
    pub fn of_print(self, side: Side, point: Point) -> Point {
        untrack(|| self.laid(side)).undone().place(point)
    }
}

/// Enter goes to the print from here on, not to the button that was pressed last.
fn focus_print() {
    let print = document().query_selector(".print-canvas").ok().flatten();
    if let Some(print) = print.and_then(|print| print.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot take the focus leaves it where it is.
        let _ = print.focus();
    }
}

/// Whether the person has asked for as little motion as can be.
fn still() -> bool {
    let asked = window().match_media("(prefers-reduced-motion: reduce)");
    matches!(asked, Ok(Some(list)) if list.matches())
}

fn is_compared(pairing: &Option<Pairing>) -> bool {
    pairing.as_ref().is_some_and(|pairing| pairing.candidate.is_some())
}

fn pairing(hit: &Hit, chosen: usize) -> Option<Pairing> {
    match &hit.candidate {
        None => {
            let probe = hit.probe.get(chosen).or(hit.probe.first())?.clone();
            Some(Pairing { probe, candidate: None })
        }
        Some(candidate) => {
            let comparison = candidate.comparisons.get(chosen).or(candidate.comparisons.first())?;
            let probe = hit.probe.iter().find(|print| print.id == comparison.probe)?.clone();
            let reference = candidate.references.iter().find(|print| print.id == comparison.reference)?;
            Some(Pairing { probe, candidate: Some((reference.clone(), comparison.clone())) })
        }
    }
}

fn field(pairing: Option<&Pairing>, motion: Motion) -> Field {
    let corners = |print: &Print, motion: Motion| {
        let (width, height) = size(print);
        [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|corner| motion.place(corner))
    };
    let prints = pairing.into_iter().flat_map(|pairing| {
        let probe = corners(&pairing.probe, Motion::NONE);
        let reference = pairing.candidate.as_ref().map(|(print, _)| corners(print, motion));
        probe.into_iter().chain(reference.into_iter().flatten())
    });
    Field::around(prints)
}

/// A mark's minutia.
pub fn minutia_of(mark: &Mark) -> Minutia {
    mark.minutia
}

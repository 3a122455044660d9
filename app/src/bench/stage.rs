use leptos::prelude::*;
use wire::hit::{Case, ComparisonView, Print};

use super::alignment::{Alignment, size};
use super::open_case::OpenCase;
use super::pane::Pane;
use super::strip::Strip;
use super::tools::Tools;
use super::viewport::{Field, View};
use crate::components::{Banner, Tone};
use crate::texts::i18n::*;

/// Which of the two prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of the encounter.
    Probe,
    /// Of the watchlist.
    Candidate,
}

/// The prints that are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// Of the encounter.
    pub probe: Print,
    /// Of the candidate, with how the engine compares the two; none before the analysis is saved.
    pub candidate: Option<(Print, ComparisonView)>,
}

/// How the prints are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    case: RwSignal<Case>,
    /// Which finger: of the probe's prints, or of the comparisons once there are any.
    pub chosen: RwSignal<usize>,
    /// Paired minutiae are drawn.
    pub pairs: RwSignal<bool>,
    /// All minutiae are drawn.
    pub all: RwSignal<bool>,
    /// Both prints move together.
    pub sync: RwSignal<bool>,
    /// The candidate's print is turned and shifted to lie as the probe does.
    pub align: RwSignal<bool>,
    /// Light ridges on dark.
    pub invert: RwSignal<bool>,
    /// The candidate stands on the left.
    pub swapped: RwSignal<bool>,
    /// The pair under the pointer.
    pub hot: RwSignal<Option<usize>>,
    /// The prints that are looked at.
    pub pairing: Memo<Option<Pairing>>,
    /// All that can be looked at.
    pub field: Memo<Field>,
    /// What each pane shows of it.
    views: [RwSignal<View>; 2],
}

impl Stage {
    /// Gives the stage to everything below.
    pub fn provide() -> Self {
        let case = OpenCase::expect().case;
        let chosen = RwSignal::new(0usize);
        let align = RwSignal::new(true);
        let pairing = Memo::new(move |_| case.with(|case| pairing(case, chosen.get())));
        let field = Memo::new(move |_| pairing.with(|pairing| field(pairing.as_ref(), align.get())));
        let stage = Self {
            case,
            chosen,
            pairs: RwSignal::new(true),
            all: RwSignal::new(false),
            sync: RwSignal::new(true),
            align,
            invert: RwSignal::new(false),
            swapped: RwSignal::new(false),
            hot: RwSignal::new(None),
            pairing,
            field,
            views: [RwSignal::new(View::WHOLE), RwSignal::new(View::WHOLE)],
        };
        provide_context(stage);
        let compared = Memo::new(move |_| case.with(|case| case.candidate.is_some()));
        Effect::new(move |before: Option<bool>| {
            let now = compared.get();
            if before == Some(false) && now {
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
        self.case.with(|case| match &case.candidate {
            Some(candidate) => candidate.comparisons.len(),
            None => case.probe.len(),
        })
    }

    /// Looks at another finger, all of it.
    pub fn choose(self, at: usize) {
        self.hot.set(None);
        self.chosen.set(at);
        self.whole();
    }

    /// What a pane shows, followed.
    pub fn view(self, side: Side) -> View {
        self.views[side as usize].get()
    }

    /// What a pane shows, read once.
    pub fn view_untracked(self, side: Side) -> View {
        self.views[side as usize].get_untracked()
    }

    /// Changes what is shown on one side, and on the other if they move together.
    pub fn look(self, side: Side, change: impl Fn(View, &Field) -> View) {
        let field = self.field.get_untracked();
        let view = change(self.views[side as usize].get_untracked(), &field);
        for (at, other) in self.views.iter().enumerate() {
            if at == side as usize || self.sync.get_untracked() {
                other.set(view);
            }
        }
    }

    /// Changes what is shown on both sides.
    pub fn look_at_both(self, change: impl Fn(View, &Field) -> View) {
        let field = self.field.get_untracked();
        for view in self.views {
            view.update(|view| *view = change(*view, &field));
        }
    }

    /// Shows all of both prints.
    pub fn whole(self) {
        self.look_at_both(|_, _| View::WHOLE);
    }

    /// Moves both together from here on, or each alone.
    pub fn toggle_sync(self) {
        self.sync.update(|sync| *sync = !*sync);
        if self.sync.get_untracked() {
            self.views[Side::Candidate as usize].set(self.views[Side::Probe as usize].get_untracked());
        }
    }
}

fn pairing(case: &Case, chosen: usize) -> Option<Pairing> {
    match &case.candidate {
        None => {
            let probe = case.probe.get(chosen).or(case.probe.first())?.clone();
            Some(Pairing { probe, candidate: None })
        }
        Some(candidate) => {
            let comparison = candidate.comparisons.get(chosen).or(candidate.comparisons.first())?;
            let probe = case.probe.iter().find(|print| print.id == comparison.probe)?.clone();
            let reference = candidate.references.iter().find(|print| print.id == comparison.reference)?;
            Some(Pairing { probe, candidate: Some((reference.clone(), comparison.clone())) })
        }
    }
}

impl Pairing {
    /// How the candidate's print is laid.
    pub fn alignment(&self, by_pairs: bool) -> Alignment {
        match &self.candidate {
            Some((reference, comparison)) if by_pairs => {
                Alignment::of_pairs(&self.probe, reference, comparison)
            }
            Some((reference, _)) => Alignment::of_middles(&self.probe, reference),
            None => Alignment::NONE,
        }
    }
}

fn field(pairing: Option<&Pairing>, align: bool) -> Field {
    let corners = |print: &Print, alignment: Alignment| {
        let (width, height) = size(print);
        [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|corner| alignment.place(corner))
    };
    let prints = pairing.into_iter().flat_map(|pairing| {
        let probe = corners(&pairing.probe, Alignment::NONE);
        let reference = pairing.candidate.as_ref().map(|(print, _)| corners(print, pairing.alignment(align)));
        probe.into_iter().chain(reference.into_iter().flatten())
    });
    Field::around(prints)
}

/// The prints, with what they are looked at by.
#[component]
pub fn StageView() -> impl IntoView {
    let i18n = use_i18n();
    let stage = Stage::expect();
    let case = OpenCase::expect().case;
    let compared = Memo::new(move |_| case.with(|case| case.candidate.is_some()));
    let nothing_corresponds = Memo::new(move |_| {
        case.with(|case| case.candidate.as_ref().is_some_and(|candidate| candidate.comparisons.is_empty()))
    });
    view! {
        <div class="bench-stage">
            <Tools />
            <Show
                when=move || !nothing_corresponds.get()
                fallback=move || {
                    view! {
                        <Banner tone=Tone::Warn>{move || t_string!(i18n, bench.no_comparison)}</Banner>
                    }
                }
            >
                <div class="panes" class:two=compared class:swapped=move || stage.swapped.get()>
                    <Pane side=Side::Probe />
                    <Show when=move || compared.get()>
                        <Pane side=Side::Candidate />
                    </Show>
                </div>
            </Show>
            <Strip />
        </div>
    }
}

use examination::{Author, Grey, Mark, MarkedPair, Point, nearest};
use fingerprint::{Minutia, MinutiaKind};
use leptos::prelude::*;
use wire::PrintId;
use wire::hit::{Finding, PairChart, PrintChart};

use super::drafts::Drafts;
use super::open_hit::{OpenHit, Step};
use super::pictures::{Loading, Pictures};
use super::stage::{Pairing, Side, Stage};

/// Whose chart of the pairs is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartOf {
    /// This person's: the engine's pairs until they change them.
    Own,
    /// One of the two who differ, for the supervisor.
    Differing(usize),
}

/// What the examiner marks and pairs on the prints that are looked at; kept among the drafts until it is saved.
#[derive(Clone, Copy)]
pub struct Charting {
    open: OpenHit,
    drafts: Drafts,
    stage: Stage,
    pictures: Pictures,
    /// Whose pairs are shown.
    pub of: RwSignal<ChartOf>,
}

/// A pair of prints.
pub type Prints = (PrintId, PrintId);

impl Charting {
    /// How near, in CSS pixels, a mark must be to be meant.
    const REACH: f32 = 14.0;

    /// Gives the charts to everything below.
    pub fn provide(stage: Stage, pictures: Pictures) -> Self {
        let charting = Self {
            open: OpenHit::expect(),
            drafts: Drafts::expect(),
            stage,
            pictures,
            of: RwSignal::new(ChartOf::Own),
        };
        provide_context(charting);
        charting
    }

    /// The charts of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The examiner's marks on the probe's print that is looked at, followed: those saved, or those of the draft.
    pub fn marks(self) -> Vec<Mark> {
        let Some(print) = self.stage.pairing.with(|pairing| Some(pairing.as_ref()?.probe.id)) else {
            return Vec::new();
        };
        let saved = self.open.hit.with(|hit| {
            let charts = hit.analysis.as_ref().map(|analysis| &analysis.charts)?;
            Some(charts.iter().find(|chart| chart.print == print).map(|chart| chart.marks.clone()))
        });
        match saved {
            Some(marks) => marks.unwrap_or_default(),
            None => {
                self.drafts.read(self.open.id, |draft| draft.marks.get(&print).cloned()).unwrap_or_default()
            }
        }
    }

    /// The pairs on the prints that are looked at, followed.
    pub fn pairs(self) -> Vec<MarkedPair> {
        let Some(pairing) = self.stage.pairing.get() else { return Vec::new() };
        let Some(prints) = prints(&pairing) else { return Vec::new() };
        let of = |charts: &[PairChart]| {
            let chart = charts.iter().find(|chart| (chart.probe, chart.reference) == prints);
            chart.map(|chart| chart.pairs.clone())
        };
        let saved = self.open.hit.with(|hit| match self.of.get() {
            ChartOf::Own => of(&hit.decision.as_ref()?.charts),
            ChartOf::Differing(at) => Some(of(&hit.differing.get(at)?.decision.charts).unwrap_or_default()),
        });
        let drafted = || self.drafts.read(self.open.id, |draft| draft.pairs.get(&prints).cloned());
        saved.or_else(drafted).unwrap_or_else(|| pairing.by_engine())
    }

    /// Whether the probe's marks can be changed now.
    pub fn marking(self) -> bool {
        self.open.step() == Step::Analysis
    }

    /// Whether pairs can be changed now.
    pub fn pairing(self) -> bool {
        self.open.step() == Step::Comparison && self.of.get() == ChartOf::Own
    }

    fn change_marks(self, change: impl FnOnce(&mut Vec<Mark>)) {
        let print = self.stage.pairing.with_untracked(|pairing| Some(pairing.as_ref()?.probe.id));
        if let Some(print) = print.filter(|_| untrack(|| self.marking())) {
            self.drafts.write(self.open.id, |draft| change(draft.marks.entry(print).or_default()));
        }
    }

    fn change_pairs(self, change: impl FnOnce(&mut Vec<MarkedPair>)) {
        let prints = self.stage.pairing.with_untracked(|pairing| prints(pairing.as_ref()?));
        if let Some(prints) = prints.filter(|_| untrack(|| self.pairing())) {
            let now = untrack(|| self.pairs());
            self.drafts.write(self.open.id, |draft| change(draft.pairs.entry(prints).or_insert(now)));
        }
    }

    /// How near, on the print, a mark must be to be meant.
    fn reach(self, side: Side) -> f32 {
        Self::REACH / untrack(|| self.stage.view(side)).scale
    }

    /// The mark or pair at a point of a print, if there is one.
    pub fn found(self, side: Side, at: Point) -> Option<usize> {
        let reach = self.reach(side);
        untrack(|| {
            if self.marking() {
                return nearest(self.marks().iter().map(|mark| mark.minutia), at, reach);
            }
            let pairs = self.pairs();
            nearest(pairs.iter().map(|pair| half(pair, side)), at, reach)
        })
    }

    /// Marks the probe at a point: chooses the mark that is there, or accepts what the engine found there, or makes one.
    pub fn mark(self, at: Point) {
        if let Some(found) = self.found(Side::Probe, at) {
            self.stage.hot.set(Some(found));
            return;
        }
        let Some(mark) = self.at(Side::Probe, at) else { return };
        let place = untrack(|| self.marks()).len();
        self.change_marks(|marks| marks.push(mark));
        self.stage.hot.set(Some(place));
    }

    /// What there is to mark at a point of a print: what the engine found there, or a minutia along the ridges.
    fn at(self, side: Side, at: Point) -> Option<Mark> {
        let pairing = self.stage.pairing.get_untracked()?;
        let print = pairing.print(side)?;
        let own = if side == Side::Probe { untrack(|| self.marks()) } else { Vec::new() };
        let reach = self.reach(side);
        if let Some(mark) =
            nearest(own.iter().map(|mark| mark.minutia), at, reach).and_then(|place| own.get(place))
        {
            return Some(*mark);
        }
        let found = nearest(print.minutiae.iter().copied(), at, reach);
        if let Some(&minutia) = found.and_then(|place| print.minutiae.get(place)) {
            return Some(Mark { minutia, author: Author::Engine });
        }
        let direction = match untrack(|| self.pictures.of(print)) {
            Some(Loading::There(picture)) => {
                let grey: Grey<'_> = picture.grey();
                grey.ridge_direction(at)
            }
            _ => 0.0,
        };
        let (width, height) = super::stage::size(print);
        let at = (at.0.clamp(0.0, width), at.1.clamp(0.0, height));
        Some(Mark::by_examiner(at, direction, MinutiaKind::Ending))
    }

    /// Accepts everything that the engine found on the probe and that is not marked yet.
    pub fn accept_all(self) {
        let found = self.stage.pairing.with_untracked(|pairing| {
            pairing.as_ref().map(|pairing| pairing.probe.minutiae.clone()).unwrap_or_default()
        });
        self.change_marks(|marks| {
            for minutia in found {
                if marks.iter().all(|mark| (mark.minutia.x, mark.minutia.y) != (minutia.x, minutia.y)) {
                    marks.push(Mark { minutia, author: Author::Engine });
                }
            }
        });
    }

    /// Changes the chosen mark.
    pub fn change(self, change: impl FnOnce(Mark) -> Mark) {
        let Some(hot) = self.stage.hot.get_untracked() else { return };
        self.change_marks(|marks| {
            if let Some(mark) = marks.get_mut(hot) {
                *mark = change(*mark);
            }
        });
    }

    /// Takes the chosen mark or pair away.
    pub fn remove(self) {
        let Some(hot) = self.stage.hot.get_untracked() else { return };
        self.stage.hot.set(None);
        if untrack(|| self.marking()) {
            self.change_marks(|marks| {
                if hot < marks.len() {
                    marks.remove(hot);
                }
            });
        } else {
            self.change_pairs(|pairs| {
                if hot < pairs.len() {
                    pairs.remove(hot);
                }
            });
        }
    }

    /// Takes one half of a pair at a point of a print; with the other half there is a pair. A point where there is a pair
    /// chooses it.
    pub fn pair(self, side: Side, at: Point) {
        if !untrack(|| self.pairing()) {
            return;
        }
        let half = self.stage.half.get_untracked();
        if half.is_none()
            && let Some(found) = self.found(side, at)
        {
            self.stage.hot.set(Some(found));
            return;
        }
        let Some(mark) = self.at(side, at) else { return };
        let minutia = mark.minutia;
        match half {
            Some((from, other)) if from != side => {
                let (probe, reference) =
                    if side == Side::Probe { (minutia, other) } else { (other, minutia) };
                let place = untrack(|| self.pairs()).len();
                self.change_pairs(|pairs| {
                    pairs.push(MarkedPair { probe, reference, author: Author::Examiner });
                });
                self.stage.half.set(None);
                self.stage.hot.set(Some(place));
            }
            _ => {
                self.stage.hot.set(None);
                self.stage.half.set(Some((side, minutia)));
            }
        }
    }

    /// What is saved with the analysis.
    pub fn of_analysis(self) -> Vec<PrintChart> {
        let charts = untrack(|| self.drafts.read(self.open.id, |draft| draft.marks.clone()));
        charts
            .into_iter()
            .filter(|(_, marks)| !marks.is_empty())
            .map(|(print, marks)| PrintChart { print, marks })
            .collect()
    }

    /// What is saved with a decision: the pairs that this person changed, and those on the screen when they identify.
    pub fn of_decision(self, finding: Finding) -> Vec<PairChart> {
        let mut charts = untrack(|| self.drafts.read(self.open.id, |draft| draft.pairs.clone()));
        let shown = self.stage.pairing.with_untracked(|pairing| {
            let pairing = pairing.as_ref()?;
            Some((prints(pairing)?, pairing.by_engine()))
        });
        if let Some((prints, pairs)) = shown.filter(|_| finding == Finding::Identification) {
            charts.entry(prints).or_insert(pairs);
        }
        charts.into_iter().map(|((probe, reference), pairs)| PairChart { probe, reference, pairs }).collect()
    }
}

/// One half of a pair.
pub fn half(pair: &MarkedPair, side: Side) -> Minutia {
    match side {
        Side::Probe => pair.probe,
        Side::Candidate => pair.reference,
    }
}

fn prints(pairing: &Pairing) -> Option<Prints> {
    Some((pairing.probe.id, pairing.candidate.as_ref()?.0.id))
}

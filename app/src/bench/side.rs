use examination::Author;
use leptos::prelude::*;
use wire::hit::Value;

use super::analysis::AnalysisStep;
use super::charting::{ChartOf, Charting};
use super::closing::Closing;
use super::decision::DecisionStep;
use super::open_hit::{OpenHit, Step, Trouble};
use super::stage::Stage;
use super::stated::StatedOfBoth;
use crate::components::{Banner, FaultBanner, HowTaken, Icon, MissingFingers, Shape, Tone};
use crate::texts::i18n::*;
use crate::words;

/// What the reviewer says of the prints, step by step.
#[component]
pub fn SidePanel() -> impl IntoView {
    let open = OpenHit::expect();
    let step = Memo::new(move |_| open.step());
    view! {
        <div class="bench-side">
            <Steps />
            <Troubles />
            {move || match step.get() {
                Step::Analysis => {
                    view! {
                        <AnalysisStep />
                        <Circumstances />
                    }
                        .into_any()
                }
                Step::Comparison => {
                    view! {
                        <DecisionStep />
                        <Differing />
                        <Charted />
                        <EngineSays />
                        <KeepInMind />
                        <StatedOfBoth />
                        <YourAnalysis />
                        <Circumstances />
                    }
                        .into_any()
                }
                Step::Done => {
                    view! {
                        <Closing />
                        <Charted />
                        <EngineSays />
                        <YourAnalysis />
                        <Circumstances />
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Steps() -> impl IntoView {
    let i18n = use_i18n();
    let open = OpenHit::expect();
    let steps = [Step::Analysis, Step::Comparison, Step::Done];
    view! {
        <nav class="bench-steps" aria-label=move || t_string!(i18n, bench.steps)>
            <ol>
                {steps
                    .map(|step| {
                        let now = move || open.step() == step && step != Step::Done;
                        let done = move || open.step() > step || (step == Step::Done && open.step() == Step::Done);
                        view! {
                            <li class:now=now class:done=done aria-current=move || now().then_some("step")>
                                <Icon shape=Signal::derive(move || match (done(), now()) {
                                    (true, _) => Shape::Tick,
                                    (_, true) => Shape::Dot,
                                    _ => Shape::Ring,
                                }) />
                                {move || match step {
                                    Step::Analysis => t_string!(i18n, bench.step_analysis),
                                    Step::Comparison => t_string!(i18n, bench.step_comparison),
                                    Step::Done => t_string!(i18n, bench.step_decision),
                                }}
                                <Show when=done>
                                    <span class="unseen">{move || t_string!(i18n, encounter.done)}</span>
                                </Show>
                            </li>
                        }
                    })}
            </ol>
        </nav>
    }
}

/// What stands in the way, and what to do about it.
#[component]
fn Troubles() -> impl IntoView {
    let i18n = use_i18n();
    let trouble = OpenHit::expect().trouble;
    move || {
        let (tone, what, remedy) = match trouble.get()? {
            Trouble::Fault(fault) => return Some(view! { <FaultBanner fault=Some(fault) /> }.into_any()),
            Trouble::Lapsed => {
                (Tone::Now, t_string!(i18n, bench.lapsed), t_string!(i18n, bench.lapsed_remedy))
            }
            Trouble::Lost => (Tone::Stop, t_string!(i18n, bench.lost), t_string!(i18n, bench.lost_remedy)),
            Trouble::NoIdentification(wire::hit::Stage::WithSupervisor) => {
                (Tone::Stop, t_string!(i18n, bench.stands_alone), t_string!(i18n, bench.other_finding))
            }
            Trouble::NoIdentification(_) => {
                (Tone::Stop, t_string!(i18n, bench.not_identified), t_string!(i18n, bench.other_finding))
            }
        };
        Some(view! { <Banner tone=tone><b>{what}</b> " " {remedy}</Banner> }.into_any())
    }
}

/// The score of the fingers that are looked at, in words, after the analysis.
#[component]
fn EngineSays() -> impl IntoView {
    let i18n = use_i18n();
    let stage = Stage::expect();
    move || {
        let (_, comparison) = stage.pairing.get()?.candidate?;
        let pairs = comparison.pairs.len() as u32;
        Some(view! {
            <section class="panel side-panel" aria-labelledby="engine-says">
                <h2 id="engine-says">{t_string!(i18n, bench.score_title)}</h2>
                <p>{pairs} " " {t_string!(i18n, bench.pairs_words, count = pairs)} "."</p>
                <p class="sentence">{words::chance(i18n, comparison.score)} ". " <b>{t_string!(i18n, bench.score_rule)}</b></p>
            </section>
        })
    }
}

/// The pairs on the prints that are looked at, each to be chosen and, while the hit is open, taken away.
#[component]
fn Charted() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, charting) = (Stage::expect(), Charting::expect());
    let pairs = Memo::new(move |_| charting.pairs());
    let added = move || {
        pairs.with(|pairs| pairs.iter().filter(|pair| pair.author == Author::Examiner).count() as u32)
    };
    view! {
        <section class="panel side-panel" aria-labelledby="charted">
            <h2 id="charted">{move || t_string!(i18n, bench.charting)}</h2>
            <p class="with-sign" role="status">
                <b class="figure">{move || pairs.with(Vec::len)}</b>
                {move || t_string!(i18n, bench.pairs_charted, count = pairs.with(Vec::len) as u32)}
                " · "
                {move || t_string!(i18n, bench.added_by_you, count = added())}
            </p>
            <ol class="pair-list" aria-label=move || t_string!(i18n, bench.charting)>
                {move || {
                    let pairs = pairs.get();
                    pairs
                        .iter()
                        .enumerate()
                        .map(|(at, pair)| {
                            let by_hand = pair.author == Author::Examiner;
                            view! {
                                <li>
                                    <button
                                        class="pair-number"
                                        class:by-hand=by_hand
                                        aria-pressed=move || (stage.hot.get() == Some(at)).to_string()
                                        aria-label=move || t_string!(i18n, bench.pair_name, n = at + 1)
                                        on:click=move |_| {
                                            stage.hot.update(|hot| *hot = (*hot != Some(at)).then_some(at));
                                        }
                                    >
                                        {at + 1}
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ol>
        </section>
    }
}

/// What the two who differ found and charted, for the supervisor.
#[component]
fn Differing() -> impl IntoView {
    let i18n = use_i18n();
    let (hit, charting) = (OpenHit::expect().hit, Charting::expect());
    let differing = Memo::new(move |_| hit.with(|hit| hit.differing.clone()));
    let name = move |at: usize| {
        let letter = if at == 0 { "A" } else { "B" };
        t_string!(i18n, bench.examiner, letter = letter)
    };
    view! {
        <Show when=move || differing.with(|differing| !differing.is_empty())>
            <section class="panel side-panel" aria-labelledby="differing">
                <h2 id="differing">{move || t_string!(i18n, bench.differing)}</h2>
                {move || {
                    differing
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(at, found)| {
                            let (finding, value) = (found.decision.finding, found.analysis.value);
                            view! {
                                <div class="differing">
                                    <p>
                                        <b>{move || name(at)} ": " {move || words::finding(i18n, finding)}</b>
                                        <br />
                                        <span class="soft">{move || words::value(i18n, value)}</span>
                                    </p>
                                    <p class="said">{found.decision.reason.clone()}</p>
                                </div>
                            }
                        })
                        .collect_view()
                }}
                <fieldset class="options" aria-label=move || t_string!(i18n, bench.whose_chart)>
                    {[ChartOf::Own, ChartOf::Differing(0), ChartOf::Differing(1)]
                        .map(|each| {
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="chart-of"
                                        prop:checked=move || charting.of.get() == each
                                        on:change=move |_| charting.of.set(each)
                                    />
                                    <span>
                                        {move || match each {
                                            ChartOf::Own => t_string!(i18n, bench.own_chart).to_owned(),
                                            ChartOf::Differing(at) => name(at),
                                        }}
                                    </span>
                                </label>
                            }
                        })}
                </fieldset>
            </section>
        </Show>
    }
}

/// How often a search brings up a stranger.
#[component]
fn KeepInMind() -> impl IntoView {
    let i18n = use_i18n();
    let hit = OpenHit::expect().hit;
    let rate = Memo::new(move |_| hit.with(|hit| (hit.chance_per_hundred_searches, hit.item.against)));
    view! {
        <section class="panel side-panel" aria-labelledby="keep-in-mind">
            <h2 id="keep-in-mind">{move || t_string!(i18n, bench.mind_title)}</h2>
            <p>
                {move || {
                    let (per_hundred, against) = rate.get();
                    words::base_rate(i18n, per_hundred, against)
                }} " "
                {move || t_string!(i18n, bench.mind_this)}
            </p>
        </section>
    }
}

#[component]
fn YourAnalysis() -> impl IntoView {
    let i18n = use_i18n();
    let hit = OpenHit::expect().hit;
    let analysis = Memo::new(move |_| hit.with(|hit| hit.analysis.clone()));
    move || {
        let analysis = analysis.get()?;
        let shape = if analysis.value == Value::Sufficient { Shape::Tick } else { Shape::Triangle };
        Some(view! {
            <section class="panel side-panel" aria-labelledby="your-analysis">
                <h2 id="your-analysis">{t_string!(i18n, bench.your_analysis)}</h2>
                <p class="with-sign">
                    <Icon shape=shape />
                    <b>{words::value(i18n, analysis.value)}</b>
                </p>
                {(!analysis.note.is_empty()).then(|| view! { <p class="said">{analysis.note.clone()}</p> })}
            </section>
        })
    }
}

/// How the print of the probe that is looked at was taken, and which fingers gave none.
#[component]
fn Circumstances() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, hit) = (Stage::expect(), OpenHit::expect().hit);
    let shown = Memo::new(move |_| stage.pairing.get().map(|pairing| pairing.probe.id));
    let exceptions = Memo::new(move |_| hit.with(|hit| hit.exceptions.clone()));
    move || {
        let id = shown.get()?;
        let capture = hit.with(|hit| hit.probe.iter().find(|print| print.id == id)?.capture.clone())?;
        Some(view! {
            <section class="panel side-panel" aria-labelledby="circumstances">
                <h2 id="circumstances">{t_string!(i18n, how_taken.title)}</h2>
                <HowTaken source=capture.source impression=capture.impression taking=capture.taking />
                <MissingFingers exceptions=exceptions.get() />
            </section>
        })
    }
}

use leptos::prelude::*;
use policy::{Modality, Packing, Sequence};

use super::{Group, put};
use crate::rules::form::{Choice, FlawOf, Form, Member, Number, byte};
use crate::rules::sentences::modality;
use crate::texts::i18n::*;
use crate::words;

/// What is captured, in which order, and how well.
#[component]
pub fn Captured(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let edited = form.edited;
    const SEQUENCES: [Sequence; 4] =
        [Sequence::FourFourTwo, Sequence::SingleTen, Sequence::TwoIndexes, Sequence::RolledTen];
    view! {
        <Group title=|i18n| t_string!(i18n, rules.may_capture)>
            {Modality::ALL
                .map(|each| {
                    view! {
                        <Member
                            form=form
                            field="modalities"
                            words=Signal::derive(move || modality(i18n, each).to_owned())
                            is=move |rules| rules.modalities.contains(&each)
                            put=move |rules, yes| put(&mut rules.modalities, each, yes)
                        />
                    }
                })}
            <FlawOf form=form field="modalities" />
            <label class="field">
                <span>{move || t_string!(i18n, rules.in_sequence)}</span>
                <select on:change=move |event| {
                    let chosen = event_target_value(&event).parse().ok().and_then(|at: usize| SEQUENCES.get(at));
                    if let Some(sequence) = chosen {
                        edited.update(|rules| rules.capture.sequence = *sequence);
                    }
                }>
                    {SEQUENCES
                        .into_iter()
                        .enumerate()
                        .map(|(at, each)| {
                            let chosen = edited.with_untracked(|rules| rules.capture.sequence == each);
                            view! {
                                <option value=at.to_string() selected=chosen>
                                    {move || words::sequence(i18n, each)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <Number
                form=form
                field="capture.gate"
                label=|i18n| t_string!(i18n, rules.gate)
                get=|rules| rules.capture.gate.into()
                set=|rules, value| rules.capture.gate = byte(value)
            />
            <Number
                form=form
                field="capture.gate_ring_little"
                label=|i18n| t_string!(i18n, rules.gate_small)
                get=|rules| rules.capture.gate_ring_little.into()
                set=|rules, value| rules.capture.gate_ring_little = byte(value)
            />
            <Number
                form=form
                field="capture.attempts"
                label=|i18n| t_string!(i18n, rules.attempts)
                get=|rules| rules.capture.attempts.into()
                set=|rules, value| rules.capture.attempts = byte(value)
            />
            <Choice
                form=form
                field="capture.packing"
                label=|i18n| t_string!(i18n, rules.pack_prints)
                get=|rules| rules.capture.packing == Packing::Wsq
                set=|rules, yes| rules.capture.packing = if yes { Packing::Wsq } else { Packing::Lossless }
            />
        </Group>
    }
}

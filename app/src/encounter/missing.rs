use capture::{ACROSS, Exception, Hand, WhyMissing};
use fingerprint::FingerPosition;
use leptos::prelude::*;

use super::draft::Draft;
use super::taking::Taking;
use crate::components::Dialog;
use crate::texts::i18n::*;
use crate::words;

/// Asks which fingers give no print, and why: they are not asked for, and the record says so.
#[component]
pub fn MissingDialog(
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, taking) = (Draft::expect(), Taking::expect());
    let told = RwSignal::new(draft.course.with_untracked(|course| course.missing().to_vec()));
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let missing = told.get_untracked();
        taking.rest();
        let gone = |finger| missing.iter().any(|exception| exception.finger == finger);
        draft.prints.update(|prints| prints.retain(|print| !gone(print.position)));
        draft.course.update(|course| course.except(missing.clone()));
        open.set(false);
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, missing.title).to_owned())
            on_cancel=move || open.set(false)
        >
            <form on:submit=save>
                <p>{move || t_string!(i18n, missing.words)}</p>
                <div class="missing">
                    {[Hand::Left, Hand::Right]
                        .map(|hand| {
                            let fingers = ACROSS.into_iter().filter(move |&finger| capture::hand_of(finger) == Some(hand));
                            view! {
                                <fieldset>
                                    <legend>{move || words::hand(i18n, hand == Hand::Left)}</legend>
                                    {fingers.map(|finger| view! { <MissingFinger finger=finger told=told /> }).collect_view()}
                                </fieldset>
                            }
                        })}
                </div>
                <div class="actions">
                    <button type="button" class="btn plain" on:click=move |_| open.set(false)>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <button class="btn go">{move || t_string!(i18n, missing.save)}</button>
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn MissingFinger(finger: FingerPosition, told: RwSignal<Vec<Exception>>) -> impl IntoView {
    let i18n = use_i18n();
    let why = told.with_untracked(|told| told.iter().find(|each| each.finger == finger).map(|each| each.why));
    let chosen = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let why = at.and_then(|at| WhyMissing::ALL.get(at)).copied();
        told.update(|told| {
            told.retain(|each| each.finger != finger);
            told.extend(why.map(|why| Exception { finger, why }));
        });
    };
    view! {
        <label class="field">
            <span>{move || words::finger(i18n, finger)}</span>
            <select on:change=chosen>
                <option value="" selected=why.is_none()>
                    {move || t_string!(i18n, missing.there)}
                </option>
                {WhyMissing::ALL
                    .into_iter()
                    .enumerate()
                    .map(|(at, each)| {
                        view! {
                            <option value=at.to_string() selected=why == Some(each)>
                                {move || words::why_missing(i18n, each)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}

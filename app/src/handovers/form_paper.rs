use leptos::prelude::*;
use wire::alert::Alert;
use wire::handover::Handover;

use crate::I18n;
use crate::texts::i18n::*;
use crate::told::{Paper, QrPicture};
use crate::words;

/// Words of the catalogue.
type Label = fn(I18n) -> &'static str;

/// The sheet that goes with the person, in the language of the page: signed on both sides, with the hand-over's identifier
/// to be read by a machine.
#[component]
pub fn HandoverPaper(alert: Alert, handover: Handover) -> impl IntoView {
    let i18n = use_i18n();
    let Handover { id, words: written, .. } = handover;
    let state = written.state;
    let at = written.at;
    let language = untrack(|| i18n.get_locale().to_string());
    let or_none = move |text: String| match text.is_empty() {
        true => t_string!(i18n, handover.none_written).to_owned(),
        false => text,
    };
    let contact = match written.authority.phone.is_empty() {
        true => written.authority.name.clone(),
        false => format!("{}, {}", written.authority.name, written.authority.phone),
    };
    let facts: Vec<(Label, String)> = vec![
        (|i18n| t_string!(i18n, handover.about), alert.reference.clone()),
        (|i18n| t_string!(i18n, handover.site), alert.site.clone()),
        (|i18n| t_string!(i18n, handover.category), alert.category.clone()),
        (|i18n| t_string!(i18n, handover.authority), or_none(contact)),
        (|i18n| t_string!(i18n, handover.legal_basis), or_none(written.legal_basis)),
        (|i18n| t_string!(i18n, handover.papers), or_none(written.papers)),
        (|i18n| t_string!(i18n, handover.belongings_written), or_none(written.belongings)),
        (|i18n| t_string!(i18n, handover.outcome_written), or_none(written.outcome)),
    ];
    view! {
        <Paper language=language direction="ltr" strip=false>
            <h3>{move || t_string!(i18n, handover.paper)}</h3>
            <div class="handover-head">
                <QrPicture address=format!("umbral:handover/{id}") />
                <p>
                    <b>{move || words::handover_state(i18n, state)}</b>
                    <br />
                    {move || at.map(|at| words::moment_with_year(i18n, at))}
                    <br />
                    <span class="handover-id">{id.to_string()}</span>
                </p>
            </div>
            <dl>
                {facts
                    .into_iter()
                    .map(|(label, fact)| {
                        view! {
                            <dt>{move || label(i18n)}</dt>
                            <dd>
                                <bdi>{fact}</bdi>
                            </dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <p>{move || t_string!(i18n, handover.lead)}</p>
            <div class="handover-signatures">
                <p>{move || t_string!(i18n, handover.given_by)}</p>
                <p>{move || t_string!(i18n, handover.taken_by)}</p>
            </div>
        </Paper>
    }
}

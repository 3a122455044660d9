//! The receipt that the person takes away: what was recorded, where, how long it is kept, and the code that opens every
//! right they have about it.

use leptos::prelude::*;
use notice::{filled, language, words};
use wire::session::Site;

use super::draft::Draft;
use crate::texts::i18n::*;
use crate::told::{Paper, QrPicture, facts_on_paper, moment};

/// What the receipt says, taken from the encounter while it is there.
#[component]
pub fn ReceiptPaper() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, site) = (Draft::expect(), expect_context::<Site>());
    let notice = draft.notice.get_untracked()?;
    let code = draft.code.get_untracked()?;
    let tag = notice.language;
    let known = language(&tag);
    let (direction, name) =
        known.map_or(("ltr", tag.clone()), |known| (known.direction(), known.name.into()));
    let words = &words(&tag).receipt;
    let page = format!("{}/redress", window().location().origin().unwrap_or_default());
    let picture = format!("{page}?lang={tag}#{code}");
    let country = site.policy.host_country_name;
    let (prints, photographs) =
        (draft.prints.with_untracked(Vec::len), draft.photographs.with_untracked(Vec::len));
    let facts = [
        (&words.where_label, format!("{}, {country}", site.name)),
        (&words.when, moment(&tag, draft.started_at)),
        (&words.record, draft.id.reference()),
        (&words.prints, prints.to_string()),
        (&words.photographs, photographs.to_string()),
        (&words.told, name),
    ];
    let days = site.policy.retention;
    let days = [
        ("no_hit", days.no_hit_days),
        ("excluded", days.excluded_days),
        ("identified", days.identified_days),
        ("minor", days.minor_days),
    ]
    .map(|(class, days)| (class, days.to_string()));
    let kept = filled(&words.kept, &days.each_ref().map(|(class, days)| (*class, days.as_str())));
    Some(view! {
        <section class="receipt" aria-labelledby="receipt">
            <h2 id="receipt">{move || t_string!(i18n, told.receipt)}</h2>
            <p class="soft">{move || t_string!(i18n, told.receipt_why)}</p>
            <Paper language=tag.clone() direction=direction strip=true>
                <h3>{words.title.clone()}</h3>
                <p class="handout-first">{words.what.clone()}</p>
                {facts_on_paper(facts)}
                <h4>{words.code.clone()}</h4>
                <p class="handout-code" dir="ltr" data-testid="code">
                    {code.to_string()}
                </p>
                <QrPicture address=picture />
                <p>{filled(&words.how, &[("address", &page)])}</p>
                <p>{words.rights.clone()}</p>
                <p>{words.careful.clone()}</p>
                <h4>{words.kept_label.clone()}</h4>
                <p>{kept}</p>
                <h4>{words.complain_label.clone()}</h4>
                <p>{filled(&words.complain, &[("country", &country)])}</p>
            </Paper>
        </section>
    })
}

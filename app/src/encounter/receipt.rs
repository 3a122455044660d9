//! The receipt that the person takes away: what was recorded, where, how long it is kept, and the code that opens every
//! right they have about it.

use keeping::Receipt;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use notice::{filled, language, words};
use wire::EncounterId;
use wire::session::Site;

use crate::components::Heading;
use crate::desk::Outgoing;
use crate::receipts::Receipts;
use crate::routes::{SignedIn, Waiting};
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::told::{Paper, QrPicture, facts_on_paper, moment};

/// The paper.
#[component]
pub fn ReceiptPaper(
    /// What it says.
    receipt: Receipt,
    /// Where it was.
    site: Site,
) -> impl IntoView {
    let i18n = use_i18n();
    let Receipt { language: tag, code, encounter, started_at, prints, photographs, .. } = receipt;
    let known = language(&tag);
    let (direction, name) =
        known.map_or(("ltr", tag.clone()), |known| (known.direction(), known.name.into()));
    let words = &words(&tag).receipt;
    let page = format!("{}/redress", window().location().origin().unwrap_or_default());
    let picture = format!("{page}?lang={tag}#{code}");
    let country = site.policy.host_country_name;
    let facts = [
        (&words.where_label, format!("{}, {country}", site.name)),
        (&words.when, moment(&tag, started_at)),
        (&words.record, encounter.reference()),
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
    view! {
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
    }
}

/// `/receipts/{id}`: the receipt of what was sent from here within a day, to print it again.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let i18n = use_i18n();
    let (receipts, session, params) = (Receipts::expect(), CurrentSession::expect(), use_params_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EncounterId>().ok()));
    // Read once: the code is not drawn anew while it is being printed.
    let receipt = Memo::new(move |_| id.get().and_then(|id| receipts.of(id)));
    view! {
        <SignedIn>
            <Show when=move || receipts.known() fallback=Waiting>
                <div class="page narrow">
                    <section class="panel sent">
                        {move || match (receipt.get(), session.untracked()) {
                            (Some(receipt), Some(session)) => {
                                let id = receipt.encounter;
                                view! {
                                    <Heading>
                                        {move || t_string!(i18n, told.receipt_of, reference = id.reference())}
                                    </Heading>
                                    <Outgoing id=id />
                                    <ReceiptPaper receipt=receipt site=session.site />
                                }
                                    .into_any()
                            }
                            _ => {
                                view! {
                                    <Heading>{move || t_string!(i18n, told.no_receipt)}</Heading>
                                    <p>{move || t_string!(i18n, told.no_receipt_why)}</p>
                                }
                                    .into_any()
                            }
                        }}
                        <div class="actions">
                            <A href="/" attr:class="btn">
                                {move || t_string!(i18n, encounter.to_desk)}
                            </A>
                        </div>
                    </section>
                </div>
            </Show>
        </SignedIn>
    }
}

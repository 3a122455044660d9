//! A lost receipt: the desk, which found the record by name, asks for another; a second person confirms it and has the code
//! that the person is given.

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::redress::{LostReceipt, NewLostReceipt, NewReceipt};
use wire::{EncounterId, LostReceiptId};

use crate::api::{Api, Fault};
use crate::components::{Dialog, FaultBanner, Reason, ReasonDialog, ReasonField};
use crate::texts::i18n::*;
use crate::words;

impl Api {
    async fn lose_receipt(self, of: EncounterId, lost: &NewLostReceipt) -> Result<LostReceiptId, Fault> {
        self.post(&format!("/api/encounters/{of}/lost-receipts"), lost).await
    }

    async fn lost_receipts(self) -> Result<Vec<LostReceipt>, Fault> {
        self.get("/api/lost-receipts").await
    }

    async fn replace_receipt(self, id: LostReceiptId) -> Result<NewReceipt, Fault> {
        self.post(&format!("/api/lost-receipts/{id}/confirmation"), &()).await
    }

    async fn decline_receipt(self, id: LostReceiptId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/lost-receipts/{id}")), None::<&()>).await
    }
}

/// Asks for another receipt of a record that was found by name.
#[component]
pub fn LoseReceipt(encounter: EncounterId) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (shown, asked, busy) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let refused = RwSignal::new(None::<Fault>);
    let checked = Reason::of_letters(1);
    let ask = Callback::new(move |reason: String| {
        let Some(checked) = checked.given() else { return };
        busy.set(true);
        refused.set(None);
        spawn_local(async move {
            match api.lose_receipt(encounter, &NewLostReceipt { checked, reason }).await {
                Ok(_) => {
                    shown.set(false);
                    asked.set(true);
                }
                Err(fault) => refused.set(Some(fault)),
            }
            busy.set(false);
        });
    });
    view! {
        <p role="status" class="soft">
            {move || asked.get().then(|| t_string!(i18n, redress.lost_asked))}
        </p>
        <Show when=move || !asked.get()>
            <button class="btn" type="button" data-testid="lost" on:click=move |_| shown.set(true)>
                {move || t_string!(i18n, redress.lost)}
            </button>
        </Show>
        <Show when=move || shown.get()>
            <ReasonDialog
                title=Signal::derive(move || t_string!(i18n, redress.lost_title, record = encounter.reference()))
                words=Signal::derive(move || t_string!(i18n, redress.lost_words))
                label=Signal::derive(move || t_string!(i18n, redress.lost_reason))
                fault=Signal::derive(move || t_string!(i18n, remedy.field_reason))
                act=Signal::derive(move || t_string!(i18n, redress.lost_ask))
                on_reason=ask
                on_cancel=Callback::new(move |()| shown.set(false))
                busy=busy
                refused=refused
            >
                <ReasonField
                    reason=checked
                    label=Signal::derive(move || t_string!(i18n, redress.lost_checked))
                    fault=Signal::derive(move || t_string!(i18n, redress.lost_checked_missing))
                />
            </ReasonDialog>
        </Show>
    }
}

/// What waits for a second person of the desk; nothing where nothing does.
#[component]
pub(super) fn LostReceipts() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let waiting = RwSignal::new(Vec::<LostReceipt>::new());
    let (fault, busy) = (RwSignal::new(None::<Fault>), RwSignal::new(false));
    let made = RwSignal::new(None::<(String, String)>);
    let read = move || async move {
        match api.lost_receipts().await {
            Ok(found) => waiting.set(found),
            Err(refused) => fault.set(Some(refused)),
        }
    };
    spawn_local(read());
    let confirm = move |lost: LostReceipt| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            match api.confirmed(move || api.replace_receipt(lost.id)).await {
                Ok(NewReceipt { code }) => made.set(Some((lost.record, code.to_string()))),
                Err(refused) => fault.set(Some(refused)),
            }
            read().await;
            busy.set(false);
        });
    };
    let decline = move |id: LostReceiptId| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            if let Err(refused) = api.decline_receipt(id).await {
                fault.set(Some(refused));
            }
            read().await;
            busy.set(false);
        });
    };
    view! {
        <FaultBanner fault=fault />
        <Show when=move || waiting.with(|waiting| !waiting.is_empty())>
            <section class="panel" aria-labelledby="lost-receipts">
                <h2 id="lost-receipts">{move || t_string!(i18n, redress.lost_waiting)}</h2>
                <ul class="rows">
                    <For each=move || waiting.get() key=|lost| lost.id let:lost>
                        <Waiting lost=lost busy=busy confirm=Callback::new(confirm) decline=Callback::new(decline) />
                    </For>
                </ul>
            </section>
        </Show>
        {move || {
            made.get()
                .map(|(record, code)| {
                    view! {
                        <Dialog
                            title=Signal::derive(move || t_string!(i18n, redress.lost_code, record = record.clone()))
                            on_cancel=move || made.set(None)
                        >
                            <p class="reference" data-testid="new-code">
                                {code}
                            </p>
                            <p>{move || t_string!(i18n, redress.lost_code_words)}</p>
                            <div class="actions">
                                <button class="btn go" type="button" on:click=move |_| made.set(None)>
                                    {move || t_string!(i18n, redress.lost_code_given)}
                                </button>
                            </div>
                        </Dialog>
                    }
                })
        }}
    }
}

#[component]
fn Waiting(
    lost: LostReceipt,
    busy: RwSignal<bool>,
    confirm: Callback<LostReceipt>,
    decline: Callback<LostReceiptId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (id, own, asked_at, asked_by) = (lost.id, lost.own, lost.asked_at, lost.asked_by.clone());
    let (checked, reason) = (lost.words.checked.clone(), lost.words.reason.clone());
    let (name, site, whole) = (lost.record.clone(), lost.site.clone(), lost.clone());
    view! {
        <li class="row" data-testid="lost-receipt" data-record=lost.record>
            <div>
                <p>
                    <b class="reference">{name}</b>
                    " "
                    <span class="soft">
                        {site} " · " {asked_by} " · " {move || words::moment(i18n, asked_at)}
                    </span>
                </p>
                <dl class="facts">
                    <dt>{move || t_string!(i18n, redress.lost_checked)}</dt>
                    <dd dir="auto">{checked}</dd>
                    <dt>{move || t_string!(i18n, redress.lost_reason)}</dt>
                    <dd dir="auto">{reason}</dd>
                </dl>
                <div class="actions">
                    <button
                        class="btn"
                        type="button"
                        prop:disabled=busy
                        on:click=move |_| decline.run(id)
                    >
                        {move || t_string!(i18n, redress.lost_decline)}
                    </button>
                    {match own {
                        true => view! { <p class="soft">{move || t_string!(i18n, redress.lost_own)}</p> }.into_any(),
                        false => {
                            view! {
                                <button
                                    class="btn go"
                                    type="button"
                                    prop:disabled=busy
                                    on:click=move |_| confirm.run(whole.clone())
                                >
                                    {move || t_string!(i18n, redress.lost_confirm)}
                                </button>
                            }
                                .into_any()
                        }
                    }}
                </div>
            </div>
        </li>
    }
}

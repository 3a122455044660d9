use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::EncounterId;
use wire::quarantine::{Decided, PacketStanding};

use crate::api::Fault;
use crate::clock::Clock;
use crate::components::{Banner, Dialog, FaultBanner, Tone};
use crate::enrolled::Device;
use crate::outbox::Outbox;
use crate::texts::i18n::*;
use crate::words;

/// A record that the server refused and keeps for a supervisor: it waits here for what they decide, and then for the
/// officer.
#[component]
pub fn RefusedPacket(id: EncounterId) -> impl IntoView {
    let i18n = use_i18n();
    let (outbox, clock) = (Outbox::expect(), Clock::expect());
    let standing = RwSignal::new(None::<PacketStanding>);
    let look = move || {
        spawn_local(async move {
            // Without an answer it is looked at again in a minute.
            if let Ok(now) = outbox.look_at(id).await {
                standing.try_set(Some(now));
            }
        });
    };
    let minute = Memo::new(move |_| clock.following().0 / 60_000);
    Effect::new(move || {
        minute.track();
        let decided = standing.with_untracked(|now| now.as_ref().is_some_and(|now| now.decided.is_some()));
        if !decided {
            look();
        }
    });
    let refused = Fault::Refused(wire::Problem::new(wire::Code::PacketRefused, ""));
    let remedy = refused.clone();
    view! {
        {move || match standing.get().and_then(|standing| standing.decided) {
            Some(decided) if !decided.released => view! { <Rejected id=id decided=decided /> }.into_any(),
            _ => {
                let (refused, remedy) = (refused.clone(), remedy.clone());
                view! {
                    <Banner tone=Tone::Stop>
                        <b>{move || words::fault(i18n, &refused)}</b>
                        " "
                        {move || words::remedy(i18n, &remedy)}
                        <div>
                            <button class="btn" on:click=move |_| look()>
                                {move || t_string!(i18n, enrolled.look_again)}
                            </button>
                        </div>
                    </Banner>
                }
                    .into_any()
            }
        }}
    }
}

/// A supervisor rejected it: the officer seals it anew, or takes it off the device.
#[component]
fn Rejected(id: EncounterId, decided: Decided) -> impl IntoView {
    let i18n = use_i18n();
    let (outbox, device) = (Outbox::expect(), Device::expect());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let removing = RwSignal::new(false);
    let again = move |_| {
        busy.set(true);
        spawn_local(async move {
            fault.try_set(outbox.send_anew(id, device).await.err());
            busy.try_set(false);
        });
    };
    let remove = move |_| {
        busy.set(true);
        spawn_local(async move {
            let outcome = outbox.give_up(id).await;
            removing.try_set(false);
            fault.try_set(outcome.err());
            busy.try_set(false);
        });
    };
    let Decided { by, at, reason, .. } = decided;
    view! {
        <Banner tone=Tone::Stop>
            <div data-testid="packet-rejected">
                <b>{move || t_string!(i18n, outbox.rejected)}</b>
                " "
                <q>{reason}</q>
                " "
                {move || t_string!(i18n, outbox.rejected_by, by = by.clone(), when = words::moment(i18n, at))}
                <FaultBanner fault=fault />
                <div class="actions">
                    <button class="btn" prop:disabled=busy on:click=again>
                        {move || t_string!(i18n, outbox.send_anew)}
                    </button>
                    <button class="btn" prop:disabled=busy on:click=move |_| removing.set(true)>
                        {move || t_string!(i18n, outbox.remove)}
                    </button>
                </div>
            </div>
        </Banner>
        <Show when=move || removing.get()>
            <Dialog
                title=Signal::derive(move || t_string!(i18n, outbox.remove_title, reference = id.reference()))
                on_cancel=move || removing.set(false)
            >
                <p>{move || t_string!(i18n, outbox.remove_what)}</p>
                <div class="actions">
                    <button class="btn plain" on:click=move |_| removing.set(false)>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <button class="btn go" prop:disabled=busy on:click=remove>
                        {move || t_string!(i18n, outbox.remove)}
                    </button>
                </div>
            </Dialog>
        </Show>
    }
}

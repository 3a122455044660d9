//! The receipts of what an officer has sent: kept on this device for a day, so that a browser that dies after *Send* does not
//! take with it what the person is to be given.

use keeping::{Place, Receipt, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::session::Role;
use wire::{AccountId, EncounterId};

use crate::clock::Clock;
use crate::session::CurrentSession;
use crate::store::{Gone, Store};

/// The receipts of whoever is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Receipts {
    store: Store,
    clock: Clock,
    kept: RwSignal<Option<Vec<Receipt>>>,
}

impl Receipts {
    /// Gives the receipts to everything below.
    pub fn provide() {
        let receipts = Self { store: Store::expect(), clock: Clock::expect(), kept: RwSignal::new(None) };
        provide_context(receipts);
        let session = CurrentSession::expect();
        let officer = Memo::new(move |_| {
            session.get().filter(|session| session.role == Role::Officer).map(|session| session.account)
        });
        Effect::new(move || {
            receipts.kept.set(None);
            if let Some(officer) = officer.get() {
                spawn_local(receipts.read(officer));
            }
        });
    }

    /// The receipts of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether they have been read, followed.
    pub fn known(self) -> bool {
        self.kept.with(Option::is_some)
    }

    /// That of an encounter, followed; none once its time is over.
    pub fn of(self, id: EncounterId) -> Option<Receipt> {
        let now = self.clock.following();
        let receipt = self.kept.with(|kept| kept.iter().flatten().find(|each| each.encounter == id).cloned());
        receipt.filter(|receipt| !receipt.is_over(now))
    }

    /// One that was just written down.
    pub fn put(self, receipt: Receipt) {
        self.kept.update(|kept| kept.get_or_insert_default().push(receipt));
    }

    /// Reads those of an officer; what is over is wiped. Where each has a key of their own, others' do not open, and stay.
    async fn read(self, officer: AccountId) {
        let (mut own, mut over) = (Vec::new(), Vec::new());
        // Where nothing can be kept nothing was left.
        for key in self.store.keys(Shelf::Receipts, None).await.unwrap_or_default() {
            let Ok(id) = key.parse() else { continue };
            let receipt = self.store.read_json::<Receipt>(&Place::Receipt(id)).await;
            match receipt {
                Some(receipt) if receipt.is_over(self.clock.now()) => {
                    over.push(Gone::Key(Shelf::Receipts, key));
                }
                Some(receipt) if receipt.officer == officer => own.push(receipt),
                _ => {}
            }
        }
        self.kept.update(|kept| kept.get_or_insert_default().extend(own));
        // What stays is not shown, and wiped with the next start.
        let _ = self.store.change(Vec::new(), over).await;
    }
}

use capture::Course;
use keeping::Beginning;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::AccountId;
use wire::EncounterId;
use wire::session::{Role, Session};

use super::ability::SLAPS;
use super::cues::Cues;
use super::draft::{Draft, Step};
use super::intake::Intake;
use super::journal::Journal;
use super::kept::Found;
use super::notice::NOTICES;
use super::taking::Taking;
use crate::api::Api;
use crate::clock::Clock;
use crate::enrolled::Device;
use crate::matcher::Matcher;
use crate::scanner::CurrentScanner;
use crate::session::CurrentSession;
use crate::store::Store;

/// The encounter under way on this page: it stays while the officer looks at the desk, and is found again when the page
/// was closed.
#[derive(Debug, Clone, Copy)]
pub struct CurrentEncounter {
    under_way: RwSignal<Option<UnderWay>>,
    /// Further ones of this officer that lie on the device: of other tabs, closed or not.
    others: RwSignal<Vec<Found>, LocalStorage>,
    /// Encounters of other officers on this device, of which nothing is known but that.
    of_others: RwSignal<u32>,
    /// Whether the device is being looked through.
    looking: RwSignal<bool>,
    /// Images that could not be read any more.
    lost: RwSignal<u32>,
    /// Whose lifetime the encounter's signals have: longer than any one page's.
    owner: StoredValue<Owner>,
    officer: Memo<Option<AccountId>>,
    api: Api,
    store: Store,
    clock: Clock,
    matcher: Matcher,
    scanner: CurrentScanner,
    cues: Cues,
}

/// An encounter and what works on it.
#[derive(Debug, Clone, Copy)]
pub struct UnderWay {
    /// What there is so far.
    pub draft: Draft,
    /// Reads files.
    pub intake: Intake,
    /// Takes prints with the scanner.
    pub taking: Taking,
    /// Writes everything down.
    pub journal: Journal,
}

impl CurrentEncounter {
    /// Gives the encounter to everything below; what an officer left on this device is found when they sign in.
    pub fn provide() {
        let cues = Cues::remembered();
        provide_context(cues);
        let session = CurrentSession::expect();
        let device = Device::expect();
        let officer = Memo::new(move |_| {
            let officer = session.get().filter(|session| session.role == Role::Officer)?.account;
            device.is_open_for(officer).then_some(officer)
        });
        let current = Self {
            under_way: RwSignal::new(None),
            others: RwSignal::new_local(Vec::new()),
            of_others: RwSignal::new(0),
            looking: RwSignal::new(true),
            lost: RwSignal::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            officer,
            api: Api::expect(),
            store: Store::expect(),
            clock: Clock::expect(),
            matcher: Matcher::expect(),
            scanner: CurrentScanner::expect(),
            cues,
        };
        provide_context(current);
        Effect::new(move || {
            let officer = officer.get();
            // What one person took is not for the next.
            untrack(|| current.let_go());
            current.others.set(Vec::new());
            current.of_others.set(0);
            current.lost.set(0);
            match officer {
                Some(officer) => {
                    current.look_for(officer, None);
                    current.keep_notices();
                }
                // Who it is may not be known yet; whoever captures nothing has nothing to wait for.
                None => current.looking.set(session.untracked().is_none()),
            }
        });
    }

    /// The encounter of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The encounter that still needs the officer, if there is one.
    pub fn draft(self) -> Option<Draft> {
        let draft = self.under_way.get()?.draft;
        (!matches!(draft.step.get(), Step::Permission | Step::Sent)).then_some(draft)
    }

    /// Whether something of it is on this page only, followed.
    pub fn unsaved(self) -> bool {
        self.draft().is_some() && self.under_way.get().is_some_and(|under_way| under_way.journal.lags())
    }

    /// Further encounters of this officer on this device, followed.
    pub fn others(self) -> Vec<Found> {
        self.others.get()
    }

    /// How many encounters of other officers lie on this device, followed.
    pub fn of_others(self) -> u32 {
        self.of_others.get()
    }

    /// Whether it is not known yet what lies on this device, followed.
    pub fn looking(self) -> bool {
        self.looking.get()
    }

    /// How many images of the encounter could not be read from the disk, followed.
    pub fn lost(self) -> u32 {
        self.lost.get()
    }

    /// Goes on with the encounter under way; begins one if there is none, or if the last was sent.
    pub fn go_on(self, session: &Session) -> UnderWay {
        let under_way = self.under_way.get_untracked();
        match under_way.filter(|under_way| under_way.draft.step.get_untracked() != Step::Sent) {
            Some(under_way) => under_way,
            None => self.begin(session),
        }
    }

    /// Goes on with another encounter of the device; the one under way stays there.
    pub fn change_to(self, id: EncounterId) {
        if let Some(officer) = self.officer.get_untracked() {
            self.let_go();
            self.look_for(officer, Some(id));
        }
    }

    /// Lets go of the encounter and erases it, with every image in it.
    pub fn discard(self) {
        if let Some(under_way) = self.under_way.get_untracked()
            && under_way.draft.step.get_untracked() != Step::Sent
        {
            under_way.journal.erase();
        }
        self.let_go();
    }

    /// Lets go of the encounter, which stays on the device as far as it is written down.
    fn let_go(self) {
        if let Some(UnderWay { draft, intake, taking, journal }) = self.under_way.get_untracked() {
            journal.close();
            taking.rest();
            intake.clear();
            draft.prints.set(Vec::new());
            draft.photographs.set(Vec::new());
        }
        self.under_way.set(None);
    }

    /// Reads the words of the notice, for when there is no network where they are needed.
    fn keep_notices(self) {
        spawn_local(async move {
            // Without them here, and without a network then, the step says that they cannot be had.
            let _ = self.store.or_kept(NOTICES, self.api.notices().await).await;
        });
    }

    /// Goes on with this one of what an officer left here, or else with the newest.
    fn look_for(self, officer: AccountId, wanted: Option<EncounterId>) {
        self.looking.set(true);
        spawn_local(async move {
            // Where nothing can be kept there is nothing to find; the desk says that nothing is kept.
            let (mut found, of_others) = Found::all(self.store, officer).await.unwrap_or_default();
            if self.officer.get_untracked() != Some(officer) {
                return;
            }
            let at = found.iter().position(|found| Some(found.id()) == wanted);
            let chosen = at.map(|at| found.remove(at)).or_else(|| found.pop());
            self.others.set(found);
            self.of_others.set(of_others);
            if let Some(chosen) = chosen {
                self.resume(chosen).await;
            }
            self.looking.set(false);
        });
    }

    async fn resume(self, found: Found) {
        let (owner, officer) = (self.owner.get_value(), found.replayed.encounter.beginning.officer);
        match found.resume(self.store, &owner).await {
            Ok((draft, lost)) if self.officer.get_untracked() == Some(officer) => {
                self.lost.set(lost as u32);
                self.under_way.set(Some(owner.with(|| {
                    let journal = Journal::go_on(draft, self.store, found);
                    self.working_on(draft, journal)
                })));
            }
            Ok(_) => {}
            Err(_) => self.others.update(|others| others.push(found)),
        }
    }

    fn begin(self, session: &Session) -> UnderWay {
        self.let_go();
        self.lost.set(0);
        let under_way = self.owner.get_value().with(|| {
            let rules = session.site.policy.capture;
            let draft = Draft::begun(EncounterId::new(), self.clock.now(), rules);
            let beginning = Beginning {
                id: draft.id,
                officer: session.account,
                site: session.site.id,
                started_at: draft.started_at,
                course: Course::new(rules, SLAPS).progress(),
            };
            self.working_on(draft, Journal::begin(draft, self.store, beginning))
        });
        self.under_way.set(Some(under_way));
        under_way
    }

    fn working_on(self, draft: Draft, journal: Journal) -> UnderWay {
        UnderWay {
            draft,
            intake: Intake::new(draft, self.matcher, self.clock),
            taking: Taking::new(draft, self.clock, self.scanner, self.cues),
            journal,
        }
    }
}

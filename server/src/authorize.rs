//! Who may do what to what: the one place, and it denies what it does not name.
//!
//! [`GRANTS`] is the whole of it as data: which roles may do a thing, and how far from their own desk at most. An
//! account's [`Scope`] narrows that further, and an agreement between countries ([`crate::agreements`]) is the only
//! thing that opens a border.

use policy::Country;
use serde::{Deserialize, Serialize};
use wire::agreement::Covers;
use wire::session::{Role, Scope};
use wire::{AccountId, Code, SiteId};

use crate::problem::{Error, not_found, refuse};
use crate::session::Actor;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See which lists there are, and hold copies of them.
    HoldLists,
    /// Have people compared with a list.
    SearchList,
    /// Write lists and their entries, and read what is written.
    KeepLists,
    /// Record encounters, or count refusals.
    Record,
    /// See an encounter of the site, and where it stands.
    ReadEncounter,
    /// Send an encounter's images.
    SendPart,
    /// See an encounter's images.
    ReadPart,
    /// Read the alerts of the site, and say that they were seen.
    ReadAlerts,
    /// The same for those of the country.
    OverseeAlerts,
    /// Say that an identification was wrong.
    CorrectFinding,
    /// Write down to whom a person is handed over.
    HandOver,
    /// Keep the list of authorities that people are handed over to.
    KeepAuthorities,
    /// See counts of alerts and of what they led to.
    ReadFigures,
    /// Take a report of a case out of the system.
    ReadReport,
    /// See the queue, and take cases from it; [`crate::review`] says which.
    Review,
    /// Read and verify the audit log.
    ReadAudit,
    /// Keep the code that was printed on the receipt of one's own record.
    GiveCode,
    /// See the notices that people are given.
    ReadNotices,
    /// Change those notices.
    KeepNotices,
    /// See what people ask with the codes of their receipts, and do something about it.
    Redress,
    /// Confirm, as the second person of the redress desk, that somebody is given another receipt.
    ReplaceReceipt,
    /// Erase a record because its person asks for it.
    EraseRecord,
    /// Say what counts as unusual looking at people at a site.
    SetWatchRules,
    /// Have one's own devices called when an alert waits.
    BeCalled,
    /// See whether those who are called are reached.
    ReadCalls,
    /// Be told of changes; each [`crate::events::Audience`] says to whom.
    Follow,
    /// See which agreements the country has given and been given.
    ReadAgreements,
    /// Give another country something by agreement, or end that.
    GiveAgreement,
    /// Search for people by name.
    SearchNames,
    /// Say that two prints are of one person.
    Identify,
    /// Read the rules of a country.
    ReadRules,
    /// Make a new version of them.
    ChangeRules,
    /// Add sites.
    KeepSites,
    /// See what is to be erased and what was.
    ReadPurges,
    /// Keep a record whatever its age, or let its time run again.
    Hold,
    /// See cases, and search for them.
    ReadCases,
    /// Write into cases: notes and documents.
    KeepCases,
    /// Merge cases, and split them.
    LinkCases,
    /// See who has an account.
    ReadAccounts,
    /// Add accounts, change what they may do, and give links.
    KeepAccounts,
    /// See which devices are enrolled, and what they say of themselves.
    ReadDevices,
    /// Enrol devices, and call them back.
    KeepDevices,
    /// See packets that were refused, and let them in or not.
    JudgePackets,
    /// Take in what devices without a link have put on a medium.
    ImportPackets,
    /// See how often hits are decided wrongly: a reviewer by themselves alone.
    ReadErrorRates,
    /// See how many are at the bench, and for how long oneself.
    ReadWorkload,
}

/// A site and the country it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The site.
    pub site: SiteId,
    /// Its country.
    pub country: Country,
}

/// To what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// Something of the actor's own, wherever they are: the session, the stream of events.
    Own,
    /// A country as a whole: its log, its agreements.
    Country(Country),
    /// A watchlist, by the country that keeps it; every site of that country works with it.
    List(Country),
    /// A site.
    Site(Place),
    /// An encounter.
    Encounter {
        /// Where.
        place: Place,
        /// Who captured it.
        officer: AccountId,
    },
    /// A hit, by where the encounter was.
    Hit(Place),
}

/// How far from their own desk a role may do something at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Within {
    /// What they made themselves, at their site.
    Own,
    Site,
    Country,
    Programme,
}

struct Grant {
    action: Action,
    roles: &'static [Role],
    within: Within,
    /// What another country may give by agreement, if anything.
    shared: Option<Covers>,
    /// Whether the person must have proved just now who they are.
    confirmed: bool,
}

const EVERYBODY: &[Role] = &[
    Role::Officer,
    Role::Reviewer,
    Role::Supervisor,
    Role::WatchlistManager,
    Role::ProgrammeManager,
    Role::Auditor,
    Role::Administrator,
];

const fn grant(action: Action, roles: &'static [Role], within: Within) -> Grant {
    Grant { action, roles, within, shared: None, confirmed: false }
}

const fn shared(covers: Covers, grant: Grant) -> Grant {
    Grant { shared: Some(covers), ..grant }
}

const fn confirmed(grant: Grant) -> Grant {
    Grant { confirmed: true, ..grant }
}

const GRANTS: &[Grant] = {
    use {Action as A, Role as R, Within as W};
    &[
        shared(Covers::Lists, grant(A::HoldLists, &[R::Officer], W::Country)),
        shared(Covers::Lists, grant(A::SearchList, &[R::Officer], W::Country)),
        grant(A::KeepLists, &[R::WatchlistManager], W::Country),
        grant(A::Record, &[R::Officer], W::Site),
        grant(A::ReadEncounter, &[R::Officer, R::Supervisor], W::Site),
        grant(A::SendPart, &[R::Officer], W::Own),
        grant(A::ReadPart, &[R::Officer], W::Own),
        grant(A::ReadAlerts, &[R::Officer, R::Supervisor], W::Site),
        grant(A::OverseeAlerts, &[R::ProgrammeManager], W::Country),
        confirmed(grant(A::CorrectFinding, &[R::Supervisor], W::Country)),
        grant(A::HandOver, &[R::Officer, R::Supervisor], W::Site),
        grant(A::KeepAuthorities, &[R::ProgrammeManager], W::Country),
        grant(A::ReadFigures, &[R::Supervisor, R::ProgrammeManager], W::Country),
        confirmed(grant(A::ReadReport, &[R::Supervisor, R::ProgrammeManager], W::Country)),
        shared(Covers::Hits, grant(A::Review, &[R::Reviewer, R::Supervisor], W::Country)),
        shared(Covers::Hits, confirmed(grant(A::Identify, &[R::Reviewer, R::Supervisor], W::Country))),
        grant(A::SearchNames, &[R::Reviewer, R::Supervisor, R::ProgrammeManager], W::Country),
        grant(A::ReadAudit, &[R::Auditor, R::Administrator], W::Programme),
        grant(A::GiveCode, &[R::Officer], W::Own),
        grant(A::ReadNotices, EVERYBODY, W::Own),
        grant(A::KeepNotices, &[R::ProgrammeManager], W::Country),
        grant(A::Redress, &[R::ProgrammeManager], W::Country),
        confirmed(grant(A::ReplaceReceipt, &[R::ProgrammeManager], W::Country)),
        confirmed(grant(A::EraseRecord, &[R::ProgrammeManager], W::Country)),
        confirmed(grant(A::SetWatchRules, &[R::Auditor], W::Programme)),
        grant(A::Follow, EVERYBODY, W::Own),
        grant(A::BeCalled, EVERYBODY, W::Own),
        grant(A::ReadCalls, &[R::Administrator], W::Programme),
        grant(A::ReadAgreements, &[R::ProgrammeManager, R::Auditor, R::Administrator], W::Programme),
        confirmed(grant(A::GiveAgreement, &[R::ProgrammeManager], W::Programme)),
        grant(A::ReadRules, EVERYBODY, W::Programme),
        confirmed(grant(A::ChangeRules, &[R::ProgrammeManager, R::Administrator], W::Programme)),
        confirmed(grant(A::KeepSites, &[R::Administrator], W::Programme)),
        grant(A::ReadPurges, &[R::ProgrammeManager, R::Auditor, R::Administrator], W::Programme),
        confirmed(grant(A::Hold, &[R::ProgrammeManager, R::Administrator], W::Programme)),
        grant(A::ReadCases, &[R::Supervisor, R::ProgrammeManager], W::Country),
        grant(A::KeepCases, &[R::Supervisor, R::ProgrammeManager], W::Country),
        confirmed(grant(A::LinkCases, &[R::Supervisor], W::Country)),
        grant(A::ReadAccounts, &[R::Administrator], W::Programme),
        confirmed(grant(A::KeepAccounts, &[R::Administrator], W::Programme)),
        grant(A::ReadDevices, &[R::Administrator], W::Programme),
        confirmed(grant(A::KeepDevices, &[R::Administrator], W::Programme)),
        grant(A::JudgePackets, &[R::Supervisor], W::Country),
        grant(A::ImportPackets, &[R::Supervisor, R::Administrator], W::Country),
        grant(A::ReadErrorRates, &[R::Reviewer, R::Supervisor, R::ProgrammeManager], W::Country),
        grant(A::ReadWorkload, &[R::Reviewer, R::Supervisor, R::ProgrammeManager], W::Country),
    ]
};

/// Refuses unless `actor` may do `action` to `object`.
///
/// # Errors
/// [`Code::NotAllowed`] where the role may never do that; [`Code::NotFound`] where the role may, but not to this
/// object, whose existence is then not told; [`Code::ConfirmFirst`] where all is well but for a fresh proof of who
/// is there.
pub fn authorize(actor: &Actor, action: Action, object: Object) -> Result<(), Error> {
    let granted = GRANTS.iter().find(|grant| grant.action == action && grant.roles.contains(&actor.role));
    let Some(grant) = granted else {
        return Err(refuse(Code::NotAllowed, "Your role does not do that."));
    };
    if !reaches(actor, grant.within, object) && !is_shared(actor, grant.shared, object) {
        return Err(not_found("record"));
    }
    if grant.confirmed && !actor.confirmed {
        return Err(refuse(Code::ConfirmFirst, "Confirm that it is you, then do this again."));
    }
    Ok(())
}

/// Whether the object lies within what the grant and the account's scope allow, whichever is narrower.
fn reaches(actor: &Actor, within: Within, object: Object) -> bool {
    let within = within.min(match actor.scope {
        Scope::Site => Within::Site,
        Scope::Country => Within::Country,
        Scope::Programme => Within::Programme,
    });
    match object {
        Object::Own => true,
        // A list has no site: whoever works in its country is near enough.
        Object::List(country) => within == Within::Programme || country == actor.country,
        Object::Country(country) => match within {
            Within::Programme => true,
            Within::Country => country == actor.country,
            Within::Site | Within::Own => false,
        },
        Object::Site(place) | Object::Hit(place) => near(actor, within.max(Within::Site), place),
        Object::Encounter { place, officer } => {
            near(actor, within.max(Within::Site), place)
                && (within != Within::Own || officer == actor.account)
        }
    }
}

fn near(actor: &Actor, within: Within, place: Place) -> bool {
    match within {
        Within::Programme => true,
        Within::Country => place.country == actor.country,
        Within::Site | Within::Own => place.site == actor.site,
    }
}

/// Whether an agreement in force gives the actor's country this object of another's.
fn is_shared(actor: &Actor, covers: Option<Covers>, object: Object) -> bool {
    let country = match object {
        Object::List(country) => country,
        // Only who works for the whole country works for another one too.
        Object::Hit(place) if actor.scope >= Scope::Country => place.country,
        _ => return false,
    };
    covers.is_some_and(|covers| {
        actor.given.iter().any(|given| given.giver == country && given.covers == covers)
    })
}

#[cfg(test)]
mod tests {
    use wire::agreement::Given;

    use super::*;

    fn actor(role: Role, place: Place) -> Actor {
        Actor {
            account: AccountId::new(),
            name: "Somebody".into(),
            role,
            scope: Scope::usual(role),
            site: place.site,
            country: place.country,
            given: vec![],
            confirmed: false,
            from: None,
            session: String::new(),
        }
    }

    fn place(country: &str) -> Place {
        Place { site: SiteId::new(), country: country.parse().unwrap() }
    }

    #[test]
    fn an_officer_sees_the_encounters_of_the_own_site_and_the_images_of_the_own_encounters() {
        let (here, there) = (place("XV"), place("XV"));
        let officer = actor(Role::Officer, here);
        let own = Object::Encounter { place: here, officer: officer.account };
        let colleague = Object::Encounter { place: here, officer: AccountId::new() };
        let elsewhere = Object::Encounter { place: there, officer: officer.account };
        let may = |action, object| authorize(&officer, action, object).is_ok();
        assert!(may(Action::ReadEncounter, own) && may(Action::ReadPart, own));
        assert!(may(Action::ReadEncounter, colleague) && !may(Action::ReadPart, colleague));
        assert!(!may(Action::ReadEncounter, elsewhere) && !may(Action::ReadPart, elsewhere));
        assert!(!may(Action::Record, Object::Site(there)));
    }

    #[test]
    fn an_action_on_the_wrong_kind_of_object_is_denied() {
        let place = place("XV");
        let auditor = actor(Role::Auditor, place);
        assert!(authorize(&auditor, Action::ReadAudit, Object::Country(place.country)).is_ok());
        let mut narrow = auditor;
        narrow.scope = Scope::Site;
        assert!(authorize(&narrow, Action::ReadAudit, Object::Country(place.country)).is_err());
    }

    #[test]
    fn a_border_opens_only_by_an_agreement_that_covers_the_thing() {
        let (here, abroad) = (place("XV"), place("XW"));
        let mut reviewer = actor(Role::Reviewer, here);
        let may = |actor: &Actor| authorize(actor, Action::Review, Object::Hit(abroad)).is_ok();
        assert!(!may(&reviewer));
        reviewer.given = vec![Given { giver: abroad.country, covers: Covers::Lists }];
        assert!(!may(&reviewer), "lists are not hits");
        reviewer.given = vec![Given { giver: place("XA").country, covers: Covers::Hits }];
        assert!(!may(&reviewer), "another country's");
        reviewer.given = vec![Given { giver: abroad.country, covers: Covers::Hits }];
        assert!(may(&reviewer));
        reviewer.scope = Scope::Site;
        assert!(!may(&reviewer), "who works for one site only does not work abroad");
    }

    #[test]
    fn no_scope_widens_what_a_role_may_do() {
        let (here, there) = (place("XV"), place("XV"));
        let mut officer = actor(Role::Officer, here);
        officer.scope = Scope::Programme;
        assert!(authorize(&officer, Action::Record, Object::Site(there)).is_err());
        assert!(authorize(&officer, Action::ReadAudit, Object::Country(here.country)).is_err());
    }

    #[test]
    fn what_weighs_most_needs_a_fresh_proof_of_who_is_there() {
        let here = place("XV");
        for (role, action, object) in [
            (Role::Reviewer, Action::Identify, Object::Hit(here)),
            (Role::Supervisor, Action::CorrectFinding, Object::Hit(here)),
            (Role::ProgrammeManager, Action::ReadReport, Object::Hit(here)),
            (Role::ProgrammeManager, Action::GiveAgreement, Object::Country(here.country)),
            (Role::Administrator, Action::KeepAccounts, Object::Site(here)),
            (Role::ProgrammeManager, Action::EraseRecord, Object::Site(here)),
            (Role::Auditor, Action::SetWatchRules, Object::Country(here.country)),
            (Role::ProgrammeManager, Action::Hold, Object::Site(here)),
            (Role::Administrator, Action::KeepSites, Object::Country(here.country)),
            (Role::Administrator, Action::KeepDevices, Object::Site(here)),
            (Role::ProgrammeManager, Action::ChangeRules, Object::Country(here.country)),
            (Role::Supervisor, Action::LinkCases, Object::Country(here.country)),
        ] {
            let mut person = actor(role, here);
            let refused = authorize(&person, action, object);
            assert!(matches!(refused, Err(Error::Refused(problem)) if problem.code == Code::ConfirmFirst));
            person.confirmed = true;
            assert!(authorize(&person, action, object).is_ok());
        }
    }

    #[test]
    fn every_action_is_granted_once() {
        for (at, grant) in GRANTS.iter().enumerate() {
            assert!(GRANTS[..at].iter().all(|earlier| earlier.action != grant.action), "{:?}", grant.action);
            assert!(!grant.roles.is_empty());
        }
    }
}

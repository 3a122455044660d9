//! Who may do what to what: the one place, and it denies what it does not name.

use wire::session::Role;
use wire::{AccountId, Code, SiteId};

use crate::problem::{Error, not_found, refuse};
use crate::session::Actor;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See which lists there are, and hold copies of them.
    HoldLists,
    /// Record encounters, or count refusals.
    Record,
    /// See an encounter of the site, and where it stands.
    ReadEncounter,
    /// Send an encounter's images.
    SendPart,
    /// See an encounter's images.
    ReadPart,
    /// Say that an alert was seen.
    Acknowledge,
    /// See the queue, and take cases from it; [`crate::review`] says which.
    Review,
    /// Read and verify the audit log.
    ReadAudit,
    /// Be told of changes; each [`crate::events::Audience`] says to whom.
    Follow,
}

/// To what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// The programme as a whole.
    Programme,
    /// A site.
    Site(SiteId),
    /// An encounter.
    Encounter {
        /// Where.
        site: SiteId,
        /// Who captured it.
        officer: AccountId,
    },
}

/// Refuses unless `actor` may do `action` to `object`.
///
/// # Errors
/// [`Code::NotAllowed`] where the role may never do that; [`Code::NotFound`] where the role may, but not to this
/// object, whose existence is then not told.
pub fn authorize(actor: &Actor, action: Action, object: Object) -> Result<(), Error> {
    use {Action as A, Object as O, Role as R};
    let role_may = match action {
        A::HoldLists => matches!(actor.role, R::Officer),
        A::Record | A::SendPart | A::ReadPart => matches!(actor.role, R::Officer),
        A::ReadEncounter | A::Acknowledge => matches!(actor.role, R::Officer | R::Supervisor),
        A::Review => matches!(actor.role, R::Reviewer | R::Supervisor),
        A::ReadAudit => matches!(actor.role, R::Auditor | R::Administrator),
        A::Follow => true,
    };
    if !role_may {
        return Err(refuse(Code::NotAllowed, "Your role does not do that."));
    }
    let object_allows = match (action, object) {
        (A::HoldLists | A::Review | A::ReadAudit | A::Follow, O::Programme) => true,
        (A::Record | A::ReadEncounter, O::Site(site)) => site == actor.site,
        (A::ReadEncounter | A::Acknowledge, O::Encounter { site, .. }) => site == actor.site,
        (A::SendPart | A::ReadPart, O::Encounter { site, officer }) => {
            site == actor.site && officer == actor.account
        }
        _ => false,
    };
    if object_allows { Ok(()) } else { Err(not_found("record")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, site: SiteId) -> Actor {
        Actor { account: AccountId::new(), name: "Somebody".into(), role, site, session: String::new() }
    }

    #[test]
    fn an_officer_sees_the_encounters_of_the_own_site_and_the_images_of_the_own_encounters() {
        let (here, there) = (SiteId::new(), SiteId::new());
        let officer = actor(Role::Officer, here);
        let own = Object::Encounter { site: here, officer: officer.account };
        let colleague = Object::Encounter { site: here, officer: AccountId::new() };
        let elsewhere = Object::Encounter { site: there, officer: officer.account };
        let may = |action, object| authorize(&officer, action, object).is_ok();
        assert!(may(Action::ReadEncounter, own) && may(Action::ReadPart, own));
        assert!(may(Action::ReadEncounter, colleague) && !may(Action::ReadPart, colleague));
        assert!(!may(Action::ReadEncounter, elsewhere) && !may(Action::ReadPart, elsewhere));
        assert!(!may(Action::Record, Object::Site(there)));
    }

    #[test]
    fn an_action_on_the_wrong_kind_of_object_is_denied() {
        let site = SiteId::new();
        let auditor = actor(Role::Auditor, site);
        assert!(authorize(&auditor, Action::ReadAudit, Object::Programme).is_ok());
        assert!(authorize(&auditor, Action::ReadAudit, Object::Site(site)).is_err());
    }
}

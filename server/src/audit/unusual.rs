//! Who looks at far more people than their peers do, or beyond their border.

use std::collections::BTreeMap;

use wire::AccountId;
use wire::audit::Unusual;
use wire::session::Role;

use super::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{accounts, audit as rows};

const DAY_SECONDS: i64 = 86_400;
/// Fewer looks than this in a day stand out in nothing.
const ORDINARY: u64 = 50;
/// So many times the peers' median is far more.
const TIMES: u64 = 4;

/// What one account looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    account: AccountId,
    role: Role,
    all: u64,
    abroad: u64,
}

/// Those who stand out, with the median of their peers; the most first.
fn standing_out(looks: &[Looks]) -> Vec<(Looks, u64)> {
    let mut by_role = BTreeMap::<String, Vec<u64>>::new();
    for look in looks {
        by_role.entry(crate::storage::word(look.role)).or_default().push(look.all);
    }
    let median = |role: Role| {
        let mut counts = by_role.get(&crate::storage::word(role)).cloned().unwrap_or_default();
        counts.sort_unstable();
        // Of an even number the lower one: whoever is one of two is measured by the other.
        counts.get(counts.len().saturating_sub(1) / 2).copied().unwrap_or_default()
    };
    let mut found: Vec<(Looks, u64)> = looks
        .iter()
        .map(|look| (*look, median(look.role)))
        .filter(|(look, usual)| {
            look.abroad > 0 || (look.all > ORDINARY && look.all > usual.saturating_mul(TIMES))
        })
        .collect();
    found.sort_by_key(|(look, _)| std::cmp::Reverse(look.all));
    found
}

impl Service {
    /// Who stood out in the last day, among the accounts of the countries that `actor` audits.
    pub(crate) async fn unusual(&self, actor: &Actor) -> Result<Vec<Unusual>, Error> {
        authorize(actor, Action::ReadAudit, Object::Country(actor.country))?;
        let since = self.clock.now().plus_seconds(-DAY_SECONDS);
        let mut db = self.storage.read().await?;
        let counted = rows::looks(&mut db, since).await?;
        let mut known = accounts::all(&mut db, &self.programme_key).await?;
        drop(db);
        known.retain(|account| authorize(actor, Action::ReadAudit, Object::Country(account.country)).is_ok());
        let looks: Vec<Looks> = known
            .iter()
            .map(|account| {
                let (all, abroad) = counted.get(&account.id).copied().unwrap_or_default();
                Looks { account: account.id, role: account.role, all, abroad }
            })
            .collect();
        let found = standing_out(&looks);
        self.note(Line::by(actor, "audit.unusual", super::SUBJECT).with(format!("{} accounts", found.len())))
            .await?;
        Ok(found
            .into_iter()
            .filter_map(|(look, usual)| {
                let account = known.iter().find(|account| account.id == look.account)?;
                let Looks { all: looks, abroad, .. } = look;
                Some(Unusual { account: account.id, name: account.name.clone(), looks, abroad, usual })
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(role: Role, all: u64, abroad: u64) -> Looks {
        Looks { account: AccountId::new(), role, all, abroad }
    }

    #[test]
    fn far_more_than_the_peers_stands_out_and_a_busy_role_does_not() {
        let curious = looks(Role::Reviewer, 400, 0);
        let all = [
            curious,
            looks(Role::Reviewer, 30, 0),
            looks(Role::Reviewer, 40, 0),
            looks(Role::Officer, 300, 0),
            looks(Role::Officer, 280, 0),
        ];
        assert_eq!(standing_out(&all), [(curious, 40)]);
    }

    #[test]
    fn a_little_stands_out_in_nothing_unless_it_is_abroad() {
        let abroad = looks(Role::Reviewer, 2, 1);
        let all = [looks(Role::Supervisor, 49, 0), looks(Role::Supervisor, 0, 0), abroad];
        assert_eq!(standing_out(&all), [(abroad, 2)]);
    }
}

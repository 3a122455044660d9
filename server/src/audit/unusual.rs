//! Who looks at far more people than their peers do, beyond their border, when the site does not work by its country's
//! policy, or more than the site's own rule lets pass unseen.

use std::collections::BTreeMap;

use policy::{Rule, SitePolicy, working};
use wire::AccountId;
use wire::audit::{Unusual, WatchRules};
use wire::session::Role;

use super::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::accounts::{self, Account};
use crate::storage::audit::{self as rows, LooksInMinute};
use crate::storage::watch_rules;

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
    out_of_hours: u64,
    /// The site's limit, where there were more.
    over_rule: Option<u32>,
}

impl Looks {
    fn of(
        account: &Account,
        counted: &[LooksInMinute],
        policy: Option<&SitePolicy>,
        rules: &WatchRules,
    ) -> Self {
        let sum = |of: fn(&LooksInMinute) -> u64| counted.iter().map(of).sum::<u64>();
        let all = sum(|looks| looks.all);
        let outside = |looks: &&LooksInMinute| {
            let minute = i64::from(looks.minute) * 60_000;
            policy.is_some_and(|policy| working(policy, minute).rule == Rule::OutOfHours)
        };
        Self {
            account: account.id,
            role: account.role,
            all,
            abroad: sum(|looks| looks.abroad),
            out_of_hours: counted.iter().filter(outside).map(|looks| looks.all).sum(),
            over_rule: rules.looks_a_day.filter(|limit| all > u64::from(*limit)),
        }
    }

    fn far_more_than(&self, usual: u64) -> bool {
        self.all > ORDINARY && self.all > usual.saturating_mul(TIMES)
    }
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
            look.abroad > 0 || look.out_of_hours > 0 || look.over_rule.is_some() || look.far_more_than(*usual)
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
        let rules = watch_rules::all(&mut db).await?;
        let sites = accounts::all_sites(&mut db, &self.programme_key, self.clock.now()).await?;
        let mut known = accounts::all(&mut db, &self.programme_key).await?;
        drop(db);
        known.retain(|account| authorize(actor, Action::ReadAudit, Object::Country(account.country)).is_ok());
        let looks: Vec<Looks> = known
            .iter()
            .map(|account| {
                let counted = counted.get(&account.id).map_or(&[][..], Vec::as_slice);
                let policy = sites.iter().find(|site| site.id == account.site).map(|site| &site.policy);
                let rules = rules.get(&account.site).copied().unwrap_or_default();
                Looks::of(account, counted, policy, &rules)
            })
            .collect();
        let found = standing_out(&looks);
        self.note(Line::by(actor, "audit.unusual", super::SUBJECT).with(format!("{} accounts", found.len())))
            .await?;
        Ok(found
            .into_iter()
            .filter_map(|(look, usual)| {
                let account = known.iter().find(|account| account.id == look.account)?;
                let Looks { all: looks, abroad, out_of_hours, over_rule, .. } = look;
                let far_more = look.far_more_than(usual);
                let name = account.name.clone();
                Some(Unusual {
                    account: account.id,
                    name,
                    looks,
                    abroad,
                    usual,
                    far_more,
                    out_of_hours,
                    over_rule,
                })
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use policy::{Country, Hours};

    use super::*;

    fn looks(role: Role, all: u64, abroad: u64) -> Looks {
        Looks { account: AccountId::new(), role, all, abroad, out_of_hours: 0, over_rule: None }
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

    #[test]
    fn a_site_says_itself_what_stands_out_there() {
        let account = Account {
            id: AccountId::new(),
            name: "Officer 14".into(),
            role: Role::Officer,
            scope: wire::session::Scope::Site,
            site: wire::SiteId::new(),
            country: Country::MADE_UP,
        };
        let counted = [(600, 3), (1380, 2)].map(|(minute, all)| LooksInMinute { minute, all, abroad: 0 });
        let always = SitePolicy::usual(Country::MADE_UP, "Valdoria");
        let none = Looks::of(&account, &counted, Some(&always), &WatchRules::default());
        assert_eq!(standing_out(&[none]), [], "without rules five looks are nothing");
        let day = SitePolicy { hours: Some(Hours { opens: 480, closes: 1200, utc_offset: 0 }), ..always };
        let late = Looks::of(&account, &counted, Some(&day), &WatchRules { looks_a_day: Some(5) });
        assert_eq!((late.all, late.out_of_hours, late.over_rule), (5, 2, None));
        assert_eq!(standing_out(&[late]), [(late, 5)]);
        let many = Looks::of(&account, &counted, None, &WatchRules { looks_a_day: Some(4) });
        assert_eq!(standing_out(&[many]), [(many, 5)]);
        assert_eq!(many.over_rule, Some(4));
    }
}

use crate::{Permission, Rule, SitePolicy};

/// Decides whether an encounter of the site is searched for among past encounters, and found among them.
#[must_use]
pub fn may_search_past(policy: &SitePolicy) -> Permission {
    let rule = if policy.search_past { Rule::SearchPast } else { Rule::PastNotSearched };
    Permission::by(rule, policy.version)
}

//! What crosses HTTP and the worker boundary in JSON, and the site's policy.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is read in any of the forms reads back as itself.
pub(crate) fn run(bytes: &[u8]) {
    fn one<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
        let Ok(value) = serde_json::from_slice::<T>(bytes) else { return };
        let again = serde_json::to_vec(&value).ok().and_then(|text| serde_json::from_slice::<T>(&text).ok());
        assert_eq!(again, Some(value));
    }
    one::<wire::matcher::Request>(bytes);
    one::<wire::matcher::Answer>(bytes);
    one::<wire::encounter::Manifest>(bytes);
    one::<wire::hit::Hit>(bytes);
    one::<wire::hit::Analysis>(bytes);
    one::<wire::hit::Decision>(bytes);
    one::<wire::list::SearchAnswer>(bytes);
    one::<wire::Problem>(bytes);
    one::<policy::Answers>(bytes);
    if let Ok(policy) = serde_json::from_slice::<policy::SitePolicy>(bytes) {
        for age in policy::Age::ALL {
            let _ = policy::may_record(&policy, policy::Answers::new(true, age));
        }
        let _ = policy.check();
    }
    one::<policy::SitePolicy>(bytes);
    if let Ok(policy) = serde_json::from_slice::<wire::rules::Policy>(bytes) {
        let _ = policy.check();
        for site in policy.sites.keys() {
            let _ = policy.at(site);
        }
    }
    one::<wire::rules::Policy>(bytes);
}

/// A policy as it is written today, with a site that differs.
fn policies() -> Vec<Vec<u8>> {
    let everywhere = policy::SitePolicy::usual(policy::Country::MADE_UP, "Valdoria");
    let differences = policy::Differences { minimum_age: Some(16), ..policy::Differences::default() };
    let site = wire::SiteId::new();
    let policy = wire::rules::Policy { everywhere: everywhere.clone(), sites: [(site, differences)].into() };
    [serde_json::to_vec(&everywhere), serde_json::to_vec(&policy)].into_iter().flatten().collect()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [
        r#"{"kind":"read","ppi":500}"#,
        r#"{"kind":"simulated_frame","person":5,"position":2,"placement":1,"frame":3}"#,
        r#"{"kind":"search","prints":[{"position":2,"template":"VUZUAQ=="}],"threshold":40.0,"now":1000}"#,
        r#"{"kind":"hold","list":{"id":"018f0000-0000-7000-8000-000000000000","name":"W","version":3,"people":9,"as_of":1}}"#,
        r#"{"kind":"refused","problem":{"code":"internal","detail":"no"}}"#,
        r#"{"value":"sufficient","note":"clear"}"#,
        r#"{"finding":"exclusion","reason":"differs at the core"}"#,
        r#"{"host_national":false,"age":"perhaps_adult"}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .into_iter()
    .chain(policies())
    .collect()
}

//! What must hold for every policy there can be.

use policy::{
    Age, Answers, Country, Differences, Ending, Held, Keeping, Minors, Modality, OnDevices, Policy,
    Retention, SitePolicy, keeping, may_capture, may_hold_entry, may_record, may_search_past,
};
use proptest::collection::btree_set;
use proptest::option;
use proptest::prelude::*;

fn minors() -> impl Strategy<Value = Minors> {
    (0u8..30, any::<bool>(), any::<bool>()).prop_map(|(adult_from, guardian, trained_officer)| Minors {
        adult_from,
        guardian,
        trained_officer,
    })
}

fn modalities() -> impl Strategy<Value = std::collections::BTreeSet<Modality>> {
    btree_set(prop::sample::select(Modality::ALL.to_vec()), 0..=4)
}

fn retention() -> impl Strategy<Value = Retention> {
    (1u16..400, 1u16..400, 1u16..400, 1u16..400, 1u16..400).prop_map(
        |(no_hit_days, excluded_days, identified_days, minor_days, request_days)| Retention {
            no_hit_days,
            excluded_days,
            identified_days,
            minor_days,
            request_days,
        },
    )
}

fn devices() -> impl Strategy<Value = OnDevices> {
    let enrolment = (any::<bool>(), 1u8..30, 3u8..20, any::<bool>(), 1u16..1440);
    (btree_set("[ab]", 0..2), btree_set(1u8..=4, 0..3), 1u8..30, enrolment).prop_map(
        |(
            withheld_lists,
            withheld_severities,
            days_without_contact,
            (enrolled_only, unlock_days, tries, pin_beside_passkey, clock_minutes),
        )| OnDevices {
            withheld_lists,
            withheld_severities,
            days_without_contact,
            enrolled_only,
            unlock_days,
            tries,
            pin_beside_passkey,
            clock_minutes,
            ..OnDevices::default()
        },
    )
}

fn country() -> impl Strategy<Value = SitePolicy> {
    (any::<bool>(), 0u8..25, minors(), modalities(), retention(), devices()).prop_map(
        |(record_host_nationals, minimum_age, minors, modalities, retention, devices)| SitePolicy {
            record_host_nationals,
            minimum_age,
            minors,
            modalities,
            retention,
            devices,
            ..SitePolicy::usual(Country::MADE_UP, "Valdoria")
        },
    )
}

fn differences() -> impl Strategy<Value = Differences> {
    (
        option::of(any::<bool>()),
        option::of(0u8..25),
        option::of(minors()),
        option::of(modalities()),
        option::of(retention()),
        option::of(devices()),
        option::of(1u16..20),
        option::of(0u16..100),
        option::of(any::<bool>()),
    )
        .prop_map(
            |(
                record_host_nationals,
                minimum_age,
                minors,
                modalities,
                retention,
                devices,
                smallest_count,
                lead_threshold,
                search_past,
            )| {
                Differences {
                    record_host_nationals,
                    minimum_age,
                    minors,
                    modalities,
                    retention,
                    devices,
                    smallest_count,
                    lead_threshold,
                    search_past,
                    ..Differences::default()
                }
            },
        )
}

fn age() -> impl Strategy<Value = Age> {
    prop::sample::select(Age::ALL.to_vec())
}

fn answers() -> impl Strategy<Value = Answers> {
    (any::<bool>(), age(), any::<bool>(), any::<bool>()).prop_map(
        |(host_national, age, guardian_present, trained_officer)| Answers {
            host_national,
            age,
            guardian_present,
            trained_officer,
        },
    )
}

fn held() -> impl Strategy<Value = Held> {
    let outcome = prop::sample::select(vec![Ending::NoHit, Ending::Excluded, Ending::Identified]);
    (outcome, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(outcome, minor, legal_hold, open_hit, open_case)| Held {
            outcome,
            minor,
            received_at: 0,
            legal_hold,
            open_hit,
            open_case,
        },
    )
}

fn erased(policy: &SitePolicy, held: &Held, now: i64) -> bool {
    matches!(keeping(policy, held, now), Keeping::Erase { .. })
}

proptest! {
    #[test]
    fn no_site_allows_what_its_country_forbids(
        country in country(), differences in differences(), answers in answers(),
        modality in prop::sample::select(Modality::ALL.to_vec()), list in "[ab]", severity in 1u8..=4,
        held in held(), days in 0i64..400,
    ) {
        let policy = Policy { everywhere: country.clone(), sites: [("north", differences)].into() };
        let site = policy.at(&"north");
        // What counts as a minor at a site is the site's own, so the answers are those of the same person.
        prop_assert!(!may_record(&site, answers).granted() || may_record(&country, answers).granted());
        prop_assert!(site.minimum_age >= country.minimum_age);
        prop_assert!(site.minors.adult_from >= country.minors.adult_from);
        prop_assert!(!may_capture(&site, modality).granted() || may_capture(&country, modality).granted());
        let at_site = may_hold_entry(&site, &list, severity).granted();
        prop_assert!(!at_site || may_hold_entry(&country, &list, severity).granted());
        let now = days * 86_400_000;
        prop_assert!(!erased(&country, &held, now) || erased(&site, &held, now), "kept longer than the country says");
        prop_assert!(site.lead_threshold >= country.lead_threshold);
        prop_assert!(site.smallest_count >= country.smallest_count);
        prop_assert!(!may_search_past(&site).granted() || may_search_past(&country).granted());
    }

    #[test]
    fn doubt_about_age_never_allows_more(policy in country(), answers in answers()) {
        let with = |age| may_record(&policy, Answers { age, ..answers }).granted();
        prop_assert!(!with(Age::InDoubt) || with(Age::UnderLimit));
        prop_assert!(!with(Age::PerhapsAdult) || with(Age::Minor));
        prop_assert!(!with(Age::UnderLimit) || with(Age::Minor));
        prop_assert!(!with(Age::Minor) || with(Age::Adult));
    }

    #[test]
    fn who_may_be_a_minor_is_never_kept_longer_than_an_adult(
        policy in country(), record in held(), days in 0i64..400,
    ) {
        let now = days * 86_400_000;
        let adult = Held { minor: false, ..record };
        let minor = Held { minor: true, ..record };
        prop_assert!(!erased(&policy, &adult, now) || erased(&policy, &minor, now));
    }

    #[test]
    fn nothing_younger_than_the_shortest_period_is_ever_erased(
        country in country(), differences in differences(), record in held(),
    ) {
        let policy = Policy { everywhere: country, sites: [("north", differences)].into() };
        let just_before = i64::from(policy.shortest_retention_days()) * 86_400_000 - 1;
        for site in ["north", "south"] {
            prop_assert!(!erased(&policy.at(&site), &record, just_before));
        }
    }

    #[test]
    fn a_policy_that_is_sound_reads_back_as_itself(country in country(), differences in differences()) {
        let policy = Policy { everywhere: country, sites: [("north".to_owned(), differences)].into() };
        let text = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Policy<String>>(&text).unwrap(), policy);
    }
}

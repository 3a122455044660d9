//! What each rule says.

use policy::{
    Age, Answers, Class, Country, Differences, Ending, Held, Hours, Keeping, Modality, Permission, Policy,
    Rule, Ruling, SitePolicy, keeping, keeping_request, may_capture, may_hold_entry, may_record, may_tell_in,
    working,
};

const DAY: i64 = 86_400_000;

fn country() -> SitePolicy {
    SitePolicy { version: 4, ..SitePolicy::usual(Country::MADE_UP, "Valdoria") }
}

fn asked(host_national: bool, age: Age) -> Answers {
    Answers::new(host_national, age)
}

#[test]
fn a_national_of_the_host_country_is_recorded_only_where_policy_says_so() {
    let refused = may_record(&country(), asked(true, Age::Adult));
    assert_eq!(refused, Permission::Refused(Ruling { rule: Rule::HostNational, version: 4 }));
    let open = SitePolicy { record_host_nationals: true, ..country() };
    let granted = may_record(&open, asked(true, Age::Adult));
    assert_eq!(granted, Permission::Granted(Ruling { rule: Rule::Recordable, version: 4 }));
}

#[test]
fn doubt_about_age_counts_as_under_the_limit() {
    for (age, rule) in [(Age::UnderLimit, Rule::UnderAge), (Age::InDoubt, Rule::AgeInDoubt)] {
        let permission = may_record(&country(), asked(false, age));
        assert!(!permission.granted());
        assert_eq!(permission.ruling().rule, rule);
    }
}

#[test]
fn a_minor_or_who_may_be_one_is_recorded_with_a_guardian_by_a_trained_officer_alone() {
    for age in [Age::Minor, Age::PerhapsAdult] {
        let alone = asked(false, age);
        let with_guardian = Answers { guardian_present: true, ..alone };
        let with_both = Answers { trained_officer: true, ..with_guardian };
        let rule = |answers| may_record(&country(), answers).ruling().rule;
        assert_eq!(rule(alone), Rule::NoGuardian);
        assert_eq!(rule(Answers { trained_officer: true, ..alone }), Rule::NoGuardian);
        assert_eq!(rule(with_guardian), Rule::NoTrainedOfficer);
        assert_eq!(rule(with_both), Rule::RecordableMinor);
    }
}

#[test]
fn only_what_the_site_allows_is_captured_and_only_in_its_languages_is_the_notice_given() {
    let site = SitePolicy { modalities: [Modality::Fingerprints].into(), ..country() };
    assert!(may_capture(&site, Modality::Fingerprints).granted());
    assert_eq!(may_capture(&site, Modality::Photograph).ruling().rule, Rule::ModalityNotAllowed);
    assert!(may_tell_in(&site, "es").granted());
    assert_eq!(may_tell_in(&site, "ht").ruling().rule, Rule::NoticeLanguageMissing);
}

#[test]
fn a_list_or_a_severity_that_stays_home_goes_to_no_device() {
    let mut site = country();
    site.devices.withheld_lists = ["Protected".to_owned()].into();
    site.devices.withheld_severities = [4].into();
    let rule = |list, severity| may_hold_entry(&site, list, severity).ruling().rule;
    assert_eq!(rule("Wanted", 3), Rule::MayGoToDevices);
    assert_eq!(rule("Protected", 3), Rule::ListStaysHome);
    assert_eq!(rule("Wanted", 4), Rule::SeverityStaysHome);
}

#[test]
fn the_graver_the_category_the_sooner_it_is_decided_and_an_unknown_one_soonest() {
    let policy = country();
    let minutes: Vec<u16> = (0..=5).map(|severity| policy.decide_within(severity).0).collect();
    assert_eq!(minutes, [15, 240, 60, 30, 15, 15]);
}

#[test]
fn reviewers_are_asked_for_every_hit_in_the_shortest_time() {
    assert_eq!(country().ask_within(), 15);
    let odd = SitePolicy { decide_within_minutes: [20, 90, 90, 90], ..country() };
    assert_eq!(odd.ask_within(), 20, "even where the gravest has more");
}

#[test]
fn hours_are_local_and_may_reach_over_midnight() {
    let at = |hours: Hours, minute: i64| {
        working(&SitePolicy { hours: Some(hours), ..country() }, minute * 60_000).rule
    };
    let day = Hours { opens: 480, closes: 1080, utc_offset: -360 };
    assert_eq!(at(day, 480 + 360), Rule::WithinHours);
    assert_eq!(at(day, 480 + 359), Rule::OutOfHours);
    assert_eq!(at(day, 1080 + 360), Rule::OutOfHours);
    let night = Hours { opens: 1320, closes: 360, utc_offset: 0 };
    for (minute, rule) in [(1320, Rule::WithinHours), (100, Rule::WithinHours), (700, Rule::OutOfHours)] {
        assert_eq!(at(night, minute), rule, "{minute}");
    }
    assert_eq!(working(&country(), 0).rule, Rule::WithinHours, "no hours: always");
}

#[test]
fn a_site_may_always_work_where_its_country_does_not() {
    let hours = Hours { opens: 480, closes: 1080, utc_offset: -360 };
    let country = SitePolicy { hours: Some(hours), ..country() };
    let night_site = SitePolicy { hours: None, ..country.clone() };
    let differences = Differences::between(&country, &night_site);
    assert!(!differences.is_empty(), "that it always works is a difference");
    let policy = Policy { everywhere: country, sites: [(1, differences)].into() };
    assert_eq!(policy.check(), Ok(()));
    for minute in [0, 700, 1439] {
        assert_eq!(working(&policy.at(&1), minute * 60_000).rule, Rule::WithinHours);
    }
    assert_eq!(working(&policy.everywhere, 0).rule, Rule::OutOfHours);
}

#[test]
fn an_answered_request_is_kept_so_long_and_longer_under_a_hold() {
    let ruling = |rule| Ruling { rule, version: 4 };
    let (class, due_at) = (Class::Request, 730 * DAY);
    let kept = |legal_hold, now| keeping_request(&country(), 0, legal_hold, now);
    let keep = |rule| Keeping::Keep { ruling: ruling(rule), class, due_at };
    assert_eq!(kept(false, due_at - 1), keep(Rule::RetainRequest));
    assert_eq!(kept(false, due_at), Keeping::Erase { ruling: ruling(Rule::RetainRequest), class, due_at });
    assert_eq!(kept(true, due_at + DAY), keep(Rule::LegalHold));
}

fn held(outcome: Ending) -> Held {
    Held { outcome, minor: false, received_at: 0, legal_hold: false, open_hit: false, open_case: false }
}

#[test]
fn a_record_is_kept_by_its_class_and_not_a_moment_longer() {
    let policy = country();
    for (record, class, days, rule) in [
        (held(Ending::NoHit), Class::NoHit, 90, Rule::RetainNoHit),
        (held(Ending::Excluded), Class::Excluded, 180, Rule::RetainExcluded),
        (held(Ending::Identified), Class::Identified, 1826, Rule::RetainIdentified),
        (Held { minor: true, ..held(Ending::Identified) }, Class::Minor, 90, Rule::RetainMinor),
    ] {
        let ruling = Ruling { rule, version: 4 };
        let due_at = days * DAY;
        assert_eq!(keeping(&policy, &record, due_at - 1), Keeping::Keep { ruling, class, due_at });
        assert_eq!(keeping(&policy, &record, due_at), Keeping::Erase { ruling, class, due_at });
    }
}

#[test]
fn a_legal_hold_an_open_hit_and_an_open_case_keep_a_record_whatever_its_age() {
    let due = held(Ending::NoHit);
    for (record, rule) in [
        (Held { legal_hold: true, ..due }, Rule::LegalHold),
        (Held { open_hit: true, ..due }, Rule::OpenHit),
        (Held { open_case: true, ..due }, Rule::OpenCase),
    ] {
        let kept = keeping(&country(), &record, 4000 * DAY);
        assert!(matches!(kept, Keeping::Keep { ruling, .. } if ruling.rule == rule));
    }
}

#[test]
fn a_site_that_would_be_laxer_than_its_country_is_refused_by_name() {
    let with = |differences| Policy { everywhere: country(), sites: [("north", differences)].into() };
    for (differences, field) in [
        (Differences { minimum_age: Some(12), ..Differences::default() }, "sites.north.minimum_age"),
        (
            Differences { record_host_nationals: Some(true), ..Differences::default() },
            "sites.north.record_host_nationals",
        ),
        (Differences { lead_threshold: Some(30), ..Differences::default() }, "sites.north.lead_threshold"),
    ] {
        let flaw = with(differences).check().unwrap_err();
        assert_eq!(flaw.field, field);
        assert!(flaw.remedy.to_string().contains("stricter"));
    }
    let stricter = Differences { minimum_age: Some(16), lead_threshold: Some(50), ..Differences::default() };
    let policy = with(stricter);
    assert_eq!(policy.check(), Ok(()));
    assert_eq!((policy.at(&"north").minimum_age, policy.at(&"south").minimum_age), (16, 14));
}

#[test]
fn what_differs_between_two_sites_brings_the_one_to_the_other() {
    let mut wanted = SitePolicy { minimum_age: 16, notice_languages: vec!["ht".into()], ..country() };
    wanted.capture.attempts = 5;
    let differences = Differences::between(&country(), &wanted);
    let policy = Policy { everywhere: country(), sites: [(1, differences)].into() };
    assert_eq!(policy.at(&1), wanted);
    assert!(Differences::between(&country(), &country()).is_empty());
}

#[test]
fn a_value_that_no_policy_can_have_is_refused_with_its_field_and_a_remedy() {
    type Change = fn(&mut SitePolicy);
    let changes: [(&str, Change); 12] = [
        ("host_country_name", |policy| policy.host_country_name = " ".into()),
        ("minimum_age", |policy| policy.minimum_age = 101),
        ("minors.adult_from", |policy| policy.minors.adult_from = 13),
        ("modalities", |policy| policy.modalities = [Modality::Photograph].into()),
        ("lead_threshold", |policy| policy.lead_threshold = 3),
        ("decide_within_minutes[2]", |policy| policy.decide_within_minutes[2] = 0),
        ("notice_languages", |policy| policy.notice_languages.clear()),
        ("notice_languages[0]", |policy| policy.notice_languages[0] = "Spanish!".into()),
        ("notice_languages[2]", |policy| policy.notice_languages.push("es".into())),
        ("capture.attempts", |policy| policy.capture.attempts = 0),
        ("retention.minor_days", |policy| policy.retention.minor_days = 0),
        ("hours.closes", |policy| {
            policy.hours = Some(Hours { opens: 0, closes: 1441, utc_offset: 0 });
        }),
    ];
    assert_eq!(country().check(), Ok(()));
    for (field, change) in changes {
        let mut policy = country();
        change(&mut policy);
        let flaw = policy.check().unwrap_err();
        assert_eq!(flaw.field, field);
        assert!(
            flaw.remedy.to_string().ends_with('.') || flaw.remedy.to_string().contains(':'),
            "{}",
            flaw.remedy
        );
    }
}

#[test]
fn unknown_fields_are_refused_wherever_they_stand() {
    let whole = serde_json::to_value(Policy::<String>::of_country(country())).unwrap();
    assert!(serde_json::from_value::<Policy<String>>(whole.clone()).is_ok());
    for pointer in ["", "/everywhere", "/everywhere/retention", "/everywhere/minors", "/everywhere/devices"] {
        let mut altered = whole.clone();
        let object = altered.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
        object.insert("keep_forever".into(), true.into());
        let refused = serde_json::from_value::<Policy<String>>(altered).unwrap_err().to_string();
        assert!(refused.contains("keep_forever"), "{pointer}: {refused}");
    }
}

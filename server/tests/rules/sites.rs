use wire::Code;
use wire::encounter::EncounterView;
use wire::hit::Finding;

use crate::programme::{COLLEAGUE, ELSEWHERE, OFFICER, Programme, REVIEWER_3, REVIEWER_7};

#[tokio::test]
async fn an_officer_of_another_site_sees_nothing() {
    let programme = Programme::new().await;
    let officer = programme.browser(OFFICER).await;
    let (receipt, hit) = programme.hit_on(&officer, 1).await;
    for reviewer in [REVIEWER_3, REVIEWER_7] {
        programme.browser(reviewer).await.review(hit, Finding::Identification).await;
    }
    let path = format!("/api/encounters/{}", receipt.encounter.id);
    let view: EncounterView = officer.get(&path).await.json();
    let alert = view.alert.unwrap();

    let elsewhere = programme.browser(ELSEWHERE).await;
    assert_eq!(elsewhere.get("/api/encounters").await.json::<Vec<EncounterView>>(), []);
    let hidden = elsewhere.get(&path).await.problem();
    let absent = elsewhere.get("/api/encounters/0190a1b2-0000-7000-8000-000000000000").await.problem();
    assert_eq!(hidden.code, Code::NotFound);
    assert_eq!(hidden.code, absent.code, "what may not be seen and what is not there look alike");
    let acknowledgement = format!("/api/alerts/{}/acknowledgement", alert.id);
    assert_eq!(elsewhere.post(&acknowledgement, &()).await.code(), Code::NotFound);
    let part = format!("{path}/parts/{}", "ab".repeat(32));
    assert_eq!(elsewhere.get(&part).await.code(), Code::NotFound);

    let colleague: EncounterView = programme.browser(COLLEAGUE).await.get(&path).await.json();
    assert_eq!(colleague.alert.unwrap().id, alert.id, "the own site does");
}

#[tokio::test]
async fn an_officer_records_at_the_own_site_only() {
    let programme = Programme::new().await;
    let (manifest, _) = programme.manifest(1, 1);
    assert_eq!(manifest.site, programme.north.id);
    let elsewhere = programme.browser(ELSEWHERE).await;
    assert_eq!(elsewhere.post("/api/encounters", &manifest).await.code(), Code::NotFound);
    let (mut theirs, _) = programme.manifest(1, 1);
    theirs.site = programme.south.id;
    elsewhere.post("/api/encounters", &theirs).await.value();
}

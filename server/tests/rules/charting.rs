//! What is charted on the prints of a hit: kept, exported as a Type-9 of one's own, and laid side by side for a supervisor.

use wire::Code;
use wire::hit::{Analysis, Decision, Finding, Hit, PairChart, PrintChart};

use crate::programme::{OFFICER, Programme, REVIEWER_3, REVIEWER_7, SUPERVISOR};

fn mark_at(x: u16, y: u16) -> examination::Mark {
    let minutia = fingerprint::Minutia {
        x: x * 16,
        y: y * 16,
        direction: 64,
        kind: fingerprint::MinutiaKind::Ending,
        reliability: 100,
    };
    examination::Mark { minutia, author: examination::Author::Examiner }
}

#[tokio::test]
async fn what_is_charted_is_kept_and_must_lie_on_prints_of_the_hit() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let shown: Hit = reviewer.claim(hit).await.json();
    let path = format!("/api/hits/{hit}/analysis");
    let analysis = |print, marks| Analysis {
        value: wire::hit::Value::Sufficient,
        note: String::new(),
        charts: vec![PrintChart { print, marks }],
    };
    let probe = shown.probe[0].id;
    for (print, mark) in [(wire::PrintId::new(), mark_at(9, 9)), (probe, mark_at(4000, 9))] {
        let answer = reviewer.post(&path, &analysis(print, vec![mark])).await;
        assert_eq!(answer.code(), Code::Invalid);
    }
    let mine = analysis(probe, vec![mark_at(10, 12)]);
    let shown: Hit = reviewer.post(&path, &mine).await.json();
    assert_eq!(shown.analysis, Some(mine));

    let reference = shown.candidate.unwrap().references[0].id;
    let decision = |reference| Decision {
        finding: Finding::Exclusion,
        reason: "the deltas differ".into(),
        charts: vec![PairChart {
            probe,
            reference,
            pairs: vec![examination::MarkedPair {
                probe: mark_at(10, 12).minutia,
                reference: mark_at(9, 13).minutia,
                author: examination::Author::Examiner,
            }],
        }],
    };
    let path = format!("/api/hits/{hit}/decision");
    assert_eq!(reviewer.post(&path, &decision(wire::PrintId::new())).await.code(), Code::Invalid);
    let shown: Hit = reviewer.post(&path, &decision(reference)).await.json();
    assert_eq!(shown.decision, Some(decision(reference)));
}

#[tokio::test]
async fn a_decision_goes_out_with_its_charting_as_a_type_9_and_only_ones_own() {
    let programme = Programme::new().await;
    let (receipt, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    let reviewer = programme.browser(REVIEWER_3).await;
    let path = format!("/api/hits/{hit}/features");
    let shown: Hit = reviewer.claim(hit).await.json();
    let probe = shown.probe[0].id;
    let analysis = Analysis {
        value: wire::hit::Value::Sufficient,
        note: String::new(),
        charts: vec![PrintChart { print: probe, marks: vec![mark_at(20, 30), mark_at(10, 12)] }],
    };
    let shown: Hit = reviewer.post(&format!("/api/hits/{hit}/analysis"), &analysis).await.json();
    assert_eq!(reviewer.get(&path).await.code(), Code::Conflict, "there is no decision yet");
    let decision = Decision {
        finding: Finding::Exclusion,
        reason: "the deltas differ".into(),
        charts: vec![PairChart {
            probe,
            reference: shown.candidate.unwrap().references[0].id,
            pairs: vec![examination::MarkedPair {
                probe: mark_at(10, 12).minutia,
                reference: mark_at(9, 13).minutia,
                author: examination::Author::Examiner,
            }],
        }],
    };
    reviewer.post(&format!("/api/hits/{hit}/decision"), &decision).await.value();

    let answer = reviewer.get(&path).await;
    assert_eq!(answer.headers["content-disposition"], "attachment");
    let file = itl::Transaction::read(&answer.body).unwrap();
    assert_eq!(file.records[0].field(9).unwrap().text(0, 0), Some(receipt.encounter.reference.as_str()));
    let [probe, reference] = [1, 2].map(|at| itl::Features::of_record(&file.records[at]).unwrap());
    let at = |features: &itl::Features, n: usize| (features.minutiae[n].x, features.minutiae[n].y);
    // What corresponds comes first; a pixel at 500 ppi is 50.8 micrometres.
    assert_eq!((probe.minutiae.len(), at(&probe, 0), at(&probe, 1)), (2, (51, 61), (102, 152)));
    assert_eq!((reference.minutiae.len(), at(&reference, 0)), (1, (46, 66)));
    assert_eq!(probe.minutiae[0].direction, 90);
    assert!(probe.comment.starts_with("Exclusion: the deltas differ"), "{}", probe.comment);
    assert_eq!(probe.assessment.unwrap().surname, REVIEWER_3);

    let second = programme.browser(REVIEWER_7).await;
    assert_eq!(second.get(&path).await.code(), Code::Conflict, "nothing of the first reviewer's");
}

#[tokio::test]
async fn a_supervisor_sees_what_differs_once_their_own_analysis_is_saved_and_nobody_else_does() {
    let programme = Programme::new().await;
    let (_, hit) = programme.hit_on(&programme.browser(OFFICER).await, 1).await;
    for (name, finding) in [(REVIEWER_3, Finding::Identification), (REVIEWER_7, Finding::Exclusion)] {
        let shown = programme.browser(name).await.review(hit, finding).await;
        assert_eq!(shown.differing, vec![]);
    }
    let supervisor = programme.browser(SUPERVISOR).await;
    assert_eq!(supervisor.claim(hit).await.json::<Hit>().differing, vec![]);
    let shown: Hit = supervisor.analyse(hit).await.json();
    let mut found: Vec<_> = shown.differing.iter().map(|examination| examination.decision.finding).collect();
    found.sort_by_key(|finding| *finding == Finding::Exclusion);
    assert_eq!(found, [Finding::Identification, Finding::Exclusion]);
}

use axum::http::StatusCode;
use packet::SecretKey;
use packet::medium::{Context, Direction, Exchange, Header, Reader, Record, Writer};
use wire::audit::AuditEvent;
use wire::encounter::EncounterView;
use wire::medium::{Imported, MediumAnswer};
use wire::{AccountId, Code};

use crate::devices::Device;
use crate::programme::{AUDITOR, ELSEWHERE, OFFICER, Programme, SUPERVISOR};
use crate::redress::code;

/// What a device puts on a medium of these people.
async fn written(programme: &Programme, device: &Device, officer: AccountId, people: &[u64]) -> Vec<u8> {
    let ephemeral = SecretKey::of(&[5; 32]).unwrap();
    let (own, server) = (device.exchange.public(), device.server_key());
    let header = Header { direction: Direction::Out, device: device.id, ephemeral: ephemeral.public() };
    let exchange = Exchange {
        ephemeral: &header.ephemeral,
        of_ephemeral: ephemeral.with(&server).unwrap(),
        of_sender: device.exchange.with(&server).unwrap(),
        recipient: &server,
        sender: &own,
    };
    let mut writer = Writer::new(&header, Context::new(&exchange, &header.info()));
    for (at, person) in people.iter().enumerate() {
        let (manifest, images) = programme.manifest(*person, 1);
        let (manifest_bytes, seal) = device.seal(&manifest, officer);
        let code = code(at as u8 + 1).to_string();
        assert!(writer.add(&Record::Packet { seal, code, manifest: manifest_bytes }));
        for image in images {
            assert!(writer.add(&Record::Image(manifest.id, image)));
        }
    }
    writer.end()
}

fn answers(device: &Device, file: &[u8]) -> MediumAnswer {
    let header = Header::of(file).unwrap();
    let (own, server) = (device.exchange.public(), device.server_key());
    let exchange = Exchange {
        ephemeral: &header.ephemeral,
        of_ephemeral: device.exchange.with(&header.ephemeral).unwrap(),
        of_sender: device.exchange.with(&server).unwrap(),
        recipient: &own,
        sender: &server,
    };
    let records: Vec<Record> =
        Reader::new(file, Context::new(&exchange, &header.info())).collect::<Result<_, _>>().unwrap();
    let answer = records.iter().find_map(|record| match record {
        Record::Answer(answer) => Some(answer),
        _ => None,
    });
    serde_json::from_slice(answer.unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_on_a_medium_is_taken_as_if_it_had_come_over_a_link_and_a_second_time_changes_nothing() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let file = written(&programme, &device, programme.account(OFFICER).await.id, &[1, 9001]).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let first: Imported = supervisor.post_bytes("/api/mediums", file.clone()).await.json();
    assert!(first.answers.iter().all(|answer| answer.complete && answer.refused.is_none()), "{first:?}");
    let back = answers(&device, &first.file.0);
    assert_eq!(back.answers, first.answers);
    let leads = |imported: &Imported| {
        let of =
            |answer: &wire::medium::Answered| answer.receipt.as_ref().map_or(0, |it| it.answer.leads.len());
        imported.answers.iter().map(of).sum::<usize>()
    };
    assert_eq!(leads(&first), 1);
    let again: Imported = supervisor.post_bytes("/api/mediums", file).await.json();
    assert_eq!(again.answers, first.answers, "a replay is harmless");
    let held: Vec<EncounterView> = programme.browser(OFFICER).await.get("/api/encounters").await.json();
    assert_eq!(held.len(), 2);
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    assert_eq!(log.iter().filter(|event| event.action == "medium.import").count(), 2);
    assert!(
        log.iter().any(|event| event.action == "encounter.store" && event.actor == OFFICER),
        "whose it is"
    );
}

#[tokio::test]
async fn a_file_that_was_altered_or_cut_off_is_taken_in_no_part() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    let file = written(&programme, &device, programme.account(OFFICER).await.id, &[1]).await;
    let supervisor = programme.browser(SUPERVISOR).await;
    let mut altered = file.clone();
    let at = altered.len() - 40;
    altered[at] ^= 1;
    for bad in [altered, file[..file.len() - 1].to_vec(), file[..400].to_vec(), vec![], b"UMBRALM1".to_vec()]
    {
        assert_eq!(supervisor.post_bytes("/api/mediums", bad).await.code(), Code::Altered);
    }
    let held: Vec<EncounterView> = programme.browser(OFFICER).await.get("/api/encounters").await.json();
    assert!(held.is_empty());
}

#[tokio::test]
async fn a_packet_on_a_medium_is_judged_like_any_other() {
    let programme = Programme::new().await;
    let device = Device::enrol(&programme).await;
    // Sealed for an officer of another site.
    let file = written(&programme, &device, programme.account(ELSEWHERE).await.id, &[1]).await;
    let answer = programme.browser(SUPERVISOR).await.post_bytes("/api/mediums", file).await;
    assert_eq!(answer.status, StatusCode::OK);
    let imported: Imported = answer.json();
    assert!(imported.answers.iter().all(|answer| answer.refused.is_some() && !answer.complete));
}

use wire::Code;
use wire::audit::AuditEvent;
use wire::encounter::Manner;
use wire::notice::{NewNotice, NoticeText};

use crate::programme::{AUDITOR, OFFICER, PROGRAMME_MANAGER, Programme, STRANGER};

fn changed(words: &str) -> NewNotice {
    let mut text = notice::words("es").notice.clone();
    text.last = words.into();
    NewNotice { language: "es".into(), name: "Español".into(), rtl: false, text }
}

async fn in_spanish(programme: &Programme) -> NoticeText {
    let all: Vec<NoticeText> = programme.browser(OFFICER).await.get("/api/notices").await.json();
    all.into_iter().find(|notice| notice.language == "es").unwrap()
}

#[tokio::test]
async fn a_notice_is_there_in_every_language_of_the_program_from_the_start() {
    let programme = Programme::new().await;
    let all: Vec<NoticeText> = programme.browser(OFFICER).await.get("/api/notices").await.json();
    let languages: Vec<&str> = all.iter().map(|notice| notice.language.as_str()).collect();
    assert_eq!(languages, ["es", "en", "fr", "pt", "ar", "ht"]);
    assert!(all.iter().all(|notice| notice.version == 1 && notice.made.is_none() && !notice.recorded));
    assert!(all[4].rtl && all[4].name == "العربية");
}

#[tokio::test]
async fn a_change_makes_the_next_version_and_an_encounter_names_the_one_that_was_given() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let officer = programme.browser(OFFICER).await;
    let next: NoticeText = manager.post("/api/notices", &changed("Pregunte.")).await.json();
    assert_eq!((next.version, next.text.last.as_str()), (2, "Pregunte."));
    let now = in_spanish(&programme).await;
    assert_eq!((now.version, now.made.map(|(_, by)| by).as_deref()), (2, Some(PROGRAMME_MANAGER)));

    // A device that was offline gave the version before; there is none after.
    for (version, fine) in [(1, true), (2, true), (3, false), (0, false)] {
        let (mut manifest, _) = programme.manifest(STRANGER, u64::from(version));
        manifest.notice.version = version;
        manifest.notice.manner = Manner::ReadOut;
        let answer = officer.post("/api/encounters", &manifest).await;
        assert_eq!(answer.status.is_success(), fine, "version {version}: {}", answer.text());
        if !fine {
            assert_eq!(answer.problem().field.as_deref(), Some("notice.version"));
        }
    }
    let log: Vec<AuditEvent> = programme.browser(AUDITOR).await.get("/api/audit").await.json();
    let stored = log.iter().find(|line| line.action == "encounter.store").unwrap();
    assert!(stored.detail.contains("notice given in es, version 2, read_out;"), "{}", stored.detail);
    assert!(log.iter().any(|line| line.action == "notice.change" && line.detail == "version 2"));
}

#[tokio::test]
async fn what_is_no_notice_is_refused_by_its_field() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let with = |change: fn(&mut NewNotice)| {
        let mut new = changed("Pregunte.");
        change(&mut new);
        new
    };
    for (field, new) in [
        ("language", with(|new| new.language = "../es".into())),
        ("name", with(|new| new.name = " ".into())),
        ("text.first", with(|new| new.text.first.clear())),
        ("text.sections[1].words", with(|new| new.text.sections[1].words = "x".repeat(2001))),
    ] {
        let problem = manager.post("/api/notices", &new).await.problem();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    }
    assert_eq!(in_spanish(&programme).await.version, 1);
}

#[tokio::test]
async fn a_recording_belongs_to_the_words_it_reads_out() {
    let programme = Programme::new().await;
    let manager = programme.browser(PROGRAMME_MANAGER).await;
    let officer = programme.browser(OFFICER).await;
    let path = "/api/notices/es/1/audio";
    assert_eq!(officer.get(path).await.code(), Code::NotFound);
    let page = b"<html><script>alert(1)</script>".to_vec();
    assert_eq!(manager.put(path, page).await.problem().field.as_deref(), Some("audio"));
    let spoken = b"OggS\0 vamos a tomarle las huellas".to_vec();
    assert!(manager.put(path, spoken.clone()).await.status.is_success());
    assert!(in_spanish(&programme).await.recorded);
    let heard = officer.get(path).await;
    assert_eq!((heard.headers["content-type"].to_str().unwrap(), &heard.body), ("audio/ogg", &spoken));
    assert_eq!(manager.put("/api/notices/es/2/audio", spoken.clone()).await.code(), Code::Invalid);
    assert_eq!(manager.put("/api/notices/tlh/1/audio", spoken).await.code(), Code::Invalid);

    // The next words are not what was recorded.
    manager.post("/api/notices", &changed("Pregunte.")).await.value();
    assert!(!in_spanish(&programme).await.recorded);
    for (path, content) in programme.stored().await {
        let clear = content.windows(8).any(|bytes| bytes == b"Pregunte" || bytes == b"tomarle ");
        assert!(!clear, "words lie in the clear in {}", path.display());
    }
}

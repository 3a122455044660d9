//! The notices of a country: the first version comes with the program, later ones are a programme manager's.

use notice::{LANGUAGES, Text, language, words};
use policy::Country;
use serde::{Deserialize, Serialize};
use wire::encounter::Notice;
use wire::notice::{NewNotice, NoticeText};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid, not_found};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::notices::{self, NoticeRow, Which};
use crate::storage::{Connection, word};

/// The version that comes with the program.
const FIRST: u32 = 1;
/// BCP 47 allows more; nobody types it.
const LONGEST_TAG: usize = 35;
const LONGEST_NAME: usize = 60;

/// What of a version is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    rtl: bool,
    text: Text,
}

impl Service {
    /// The newest version in each language, for whoever works in the country.
    pub(crate) async fn notices(&self, actor: &Actor) -> Result<Vec<NoticeText>, Error> {
        authorize(actor, Action::ReadNotices, Object::Own)?;
        let mut snapshot = self.storage.snapshot().await?;
        let changed = notices::newest(&mut snapshot, &self.programme_key, actor.country).await?;
        let recorded = notices::recorded(&mut snapshot, actor.country).await?;
        drop(snapshot);
        let mut all: Vec<NoticeText> = LANGUAGES
            .iter()
            .map(|language| first_version(language.tag, language.name, language.rtl))
            .collect();
        for row in changed {
            let changed = self.opened(row)?;
            match all.iter_mut().find(|notice| notice.language == changed.language) {
                Some(first) => *first = changed,
                None => all.push(changed),
            }
        }
        for notice in &mut all {
            notice.recorded = recorded.contains(&(notice.language.clone(), notice.version));
        }
        Ok(all)
    }

    fn opened(&self, row: NoticeRow) -> Result<NoticeText, Error> {
        let plain = self.programme_key.open_bytes(&row.which.place("notice"), &row.words)?;
        let Sealed { name, rtl, text } = serde_json::from_slice(&plain).map_err(Error::stored("notice"))?;
        let Which { language, version, .. } = row.which;
        Ok(NoticeText {
            language,
            name,
            rtl,
            version,
            text,
            made: Some((row.made_at, row.made_by)),
            recorded: false,
        })
    }

    /// Makes the next version in a language. Earlier ones stay: records name the version that was given.
    pub(crate) async fn change_notice(&self, actor: &Actor, new: NewNotice) -> Result<NoticeText, Error> {
        let country = actor.country;
        authorize(actor, Action::KeepNotices, Object::Country(country))?;
        if !is_tag(&new.language) {
            return Err(invalid("language", "A language is a BCP 47 tag: es, pt-BR."));
        }
        if new.name.trim().is_empty() || new.name.chars().count() > LONGEST_NAME {
            return Err(invalid("name", "Name the language in itself, in at most 60 characters."));
        }
        new.text.check().map_err(|bad| invalid(format!("text.{}", bad.field), bad.why))?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let newest = self.newest_version(&mut transaction, country, &new.language).await?;
        let version = newest.unwrap_or_default() + 1;
        let which = Which { country, language: new.language.clone(), version };
        let NewNotice { language, name, rtl, text } = new;
        let sealed = Sealed { name, rtl, text };
        let plain = serde_json::to_vec(&sealed).map_err(Error::stored("notice"))?;
        let words = self.programme_key.seal(&which.place("notice"), &plain)?;
        notices::insert(&mut transaction, &which, actor.account, now, &words).await?;
        let line = Line::by(actor, "notice.change", format!("notice/{country}/{language}"))
            .with(format!("version {version}"));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        let Sealed { name, rtl, text } = sealed;
        let made = Some((now, actor.name.clone()));
        Ok(NoticeText { language, name, rtl, version, text, made, recorded: false })
    }

    /// Keeps a recording of a version's words.
    pub(crate) async fn record_notice(
        &self,
        actor: &Actor,
        (language, version): (String, u32),
        audio: &[u8],
    ) -> Result<(), Error> {
        let country = actor.country;
        authorize(actor, Action::KeepNotices, Object::Country(country))?;
        if media_type(audio).is_none() {
            return Err(invalid("audio", "A recording is an MP3, Ogg, WAV or MPEG-4 audio file."));
        }
        let mut transaction = self.storage.write().await?;
        self.must_be_there(&mut transaction, country, &language, version, "notice").await?;
        let which = Which { country, language, version };
        let sealed = self.programme_key.seal(&which.place("recording"), audio)?;
        notices::set_recording(&mut transaction, &which, &sealed).await?;
        let line = Line::by(actor, "notice.record", format!("notice/{country}/{}", which.language))
            .with(format!("version {version}, {} bytes", audio.len()));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }

    /// A recording and its media type.
    pub(crate) async fn recording(
        &self,
        actor: &Actor,
        (language, version): (String, u32),
    ) -> Result<(&'static str, Vec<u8>), Error> {
        authorize(actor, Action::ReadNotices, Object::Own)?;
        let which = Which { country: actor.country, language, version };
        let sealed = notices::recording(&mut *self.storage.read().await?, &which)
            .await?
            .ok_or_else(|| not_found("recording"))?;
        let audio = self.programme_key.open_bytes(&which.place("recording"), &sealed)?;
        let kind = media_type(&audio)
            .ok_or(Error::Stored { what: "recording", why: "it is no audio file".into() })?;
        Ok((kind, audio))
    }

    /// Whether the words that a device says it gave are words that there were.
    pub(crate) async fn check_notice(
        &self,
        db: &mut Connection,
        country: Country,
        given: &Notice,
    ) -> Result<(), Error> {
        self.must_be_there(db, country, &given.language, given.version, "notice.version").await
    }

    async fn must_be_there(
        &self,
        db: &mut Connection,
        country: Country,
        language: &str,
        version: u32,
        field: &str,
    ) -> Result<(), Error> {
        let newest = self.newest_version(db, country, language).await?;
        if newest.is_some_and(|newest| (FIRST..=newest).contains(&version)) {
            return Ok(());
        }
        Err(invalid(field, "There is no such version of the notice in this language."))
    }

    /// The newest version in a language; none where there are no words in it.
    async fn newest_version(
        &self,
        db: &mut Connection,
        country: Country,
        tag: &str,
    ) -> Result<Option<u32>, Error> {
        let changed = notices::newest_version(db, country, tag).await?;
        Ok(changed.or_else(|| LANGUAGES.iter().any(|known| known.tag == tag).then_some(FIRST)))
    }
}

fn first_version(tag: &str, name: &str, rtl: bool) -> NoticeText {
    NoticeText {
        language: tag.to_owned(),
        name: name.to_owned(),
        rtl,
        version: FIRST,
        text: words(tag).notice.clone(),
        made: None,
        recorded: false,
    }
}

fn is_tag(text: &str) -> bool {
    let piece =
        |piece: &str| (1..=8).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_alphanumeric());
    text.len() <= LONGEST_TAG
        && text.split('-').all(piece)
        && text
            .split('-')
            .next()
            .is_some_and(|first| (2..=3).contains(&first.len()) && first == first.to_lowercase())
}

/// What an audio file is, by how it begins.
fn media_type(audio: &[u8]) -> Option<&'static str> {
    match audio {
        [b'I', b'D', b'3', ..] => Some("audio/mpeg"),
        // A frame of MPEG audio, layer III.
        [0xFF, second, ..] if second & 0xE6 == 0xE2 => Some("audio/mpeg"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => Some("audio/mp4"),
        _ => None,
    }
}

/// How a notice was given, as the log says it.
pub(crate) fn given(notice: &Notice) -> String {
    let name = language(&notice.language).map_or(notice.language.as_str(), |known| known.tag);
    format!("notice given in {name}, version {}, {}", notice.version, word(notice.manner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audio_file_is_told_by_how_it_begins() {
        for (bytes, kind) in [
            (&b"ID3\x04"[..], Some("audio/mpeg")),
            (&[0xFF, 0xFB, 0x90], Some("audio/mpeg")),
            (b"OggS\0", Some("audio/ogg")),
            (b"RIFF\0\0\0\0WAVEfmt ", Some("audio/wav")),
            (b"\0\0\0\x20ftypM4A ", Some("audio/mp4")),
            (b"<html><script>", None),
            (&[0xFF, 0xD8, 0xFF], None),
            (b"RIFF\0\0\0\0AVI ", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn a_language_is_a_tag() {
        for tag in ["es", "pt-BR", "zh-Hant", "qu", "nah"] {
            assert!(is_tag(tag), "{tag}");
        }
        for text in ["", "e", "ES", "es-", "es/../en", "espanol", "es es"] {
            assert!(!is_tag(text), "{text}");
        }
    }
}

//! What anybody may ask with a code. An answer never says whether there is such a code, and nothing about the person; the
//! routes make it last equally long too.

use wire::RedressId;
use wire::redress::{Ask, Lookup, NewRequest, OwnCase, Standing, State, Taken, Trace};

use super::{ANSWER_WITHIN_SECONDS, Request, subject};
use crate::audit::Line;
use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::storage::Connection;
use crate::storage::redress::cases::{self, CaseRow};
use crate::storage::redress::codes::{self, CodeRow};
use crate::storage::redress::steps;
use crate::vault::NewKey;

/// Who stands in the log for the person, of whom it must say nothing.
const PAGE: &str = "public page";
const LONGEST_WORDS: usize = 2000;
const LONGEST_CONTACT: usize = 300;

impl Service {
    /// Opens a case, or adds to the one that is open.
    pub(crate) async fn ask_for_redress(&self, mut request: NewRequest) -> Result<Taken, Error> {
        check(&request)?;
        request.asks.sort_unstable();
        request.asks.dedup();
        let now = self.clock.now();
        let tag = self.tag_of(&request.code);
        let mut transaction = self.storage.write().await?;
        match codes::find(&mut transaction, &tag).await? {
            None => codes::count_unknown(&mut transaction, now).await?,
            Some(code) => match cases::newest_of(&mut transaction, &tag).await? {
                Some(case) if case.closed_at.is_none() => self.add(&mut transaction, &case, request).await?,
                _ => self.open_redress(&mut transaction, code, request).await?,
            },
        }
        transaction.commit().await?;
        Ok(Taken { due_at: now.plus_seconds(ANSWER_WITHIN_SECONDS) })
    }

    async fn open_redress(&self, db: &mut Connection, code: CodeRow, new: NewRequest) -> Result<(), Error> {
        let now = self.clock.now();
        let id = RedressId::new();
        let NewKey { key, wrapped } = self.vault.new_key(&subject(id))?;
        let request = Request { asks: new.asks.clone(), language: new.language, contact: new.contact };
        let plain = serde_json::to_vec(&request).map_err(Error::stored("redress case"))?;
        let case = CaseRow {
            id,
            tag: code.tag,
            encounter: code.encounter,
            site: code.site,
            country: code.country,
            opened_at: now,
            due_at: now.plus_seconds(ANSWER_WITHIN_SECONDS),
            closed_at: None,
            state: State::Received,
            wrapped_key: wrapped,
            request: key.seal("request", &plain)?,
        };
        cases::insert(db, &case).await?;
        self.note_asked(db, &case, new.asks, new.words, "redress.open").await
    }

    async fn add(&self, db: &mut Connection, case: &CaseRow, new: NewRequest) -> Result<(), Error> {
        let mut request = self.request_of(case)?;
        request.asks.extend(&new.asks);
        request.asks.sort_unstable();
        request.asks.dedup();
        request.language = new.language;
        if !new.contact.trim().is_empty() {
            request.contact = new.contact;
        }
        let plain = serde_json::to_vec(&request).map_err(Error::stored("redress case"))?;
        let sealed = self.key_of(case)?.seal("request", &plain)?;
        cases::set_request(db, case.id, &sealed).await?;
        self.note_asked(db, case, new.asks, new.words, "redress.add").await
    }

    async fn note_asked(
        &self,
        db: &mut Connection,
        case: &CaseRow,
        asks: Vec<Ask>,
        words: String,
        action: &'static str,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        self.add_step(db, case, (now, None), None, &Trace::Asked { asks, words }).await?;
        let line = Line::by_program(PAGE, action, subject(case.id))
            .of(case.country)
            .with(crate::encounters::subject(case.encounter));
        self.log.append(db, now, line).await
    }

    /// How the newest case of a code stands.
    pub(crate) async fn standing_of(&self, lookup: &Lookup) -> Result<Standing, Error> {
        let tag = self.tag_of(&lookup.code);
        let mut snapshot = self.storage.snapshot().await?;
        let Some(case) = cases::newest_of(&mut snapshot, &tag).await? else {
            return Ok(Standing { case: None });
        };
        let done = self.done(&mut snapshot, case.id).await?;
        drop(snapshot);
        Ok(Standing {
            case: Some(OwnCase {
                state: case.state,
                asks: self.request_of(&case)?.asks,
                opened_at: case.opened_at,
                due_at: case.due_at,
                closed_at: case.closed_at,
                done,
            }),
        })
    }

    /// What was done about a case; who received the record was told where notices were written.
    pub(super) async fn done(
        &self,
        db: &mut Connection,
        case: RedressId,
    ) -> Result<Vec<wire::redress::Done>, Error> {
        let mut done = steps::done(db, case).await?;
        let recipients = crate::storage::redress::recipients::of(db, case).await?;
        if !done.is_empty() && !recipients.is_empty() {
            done.push(wire::redress::Done::Told);
        }
        Ok(done)
    }
}

fn check(request: &NewRequest) -> Result<(), Error> {
    if request.asks.is_empty() {
        return Err(invalid("asks", "Say what you ask for."));
    }
    if request.words.chars().count() > LONGEST_WORDS {
        return Err(invalid("words", "At most 2,000 characters."));
    }
    if request.contact.chars().count() > LONGEST_CONTACT {
        return Err(invalid("contact", "At most 300 characters."));
    }
    if notice::language(&request.language).is_none() {
        return Err(invalid("language", "There is no page in this language."));
    }
    Ok(())
}

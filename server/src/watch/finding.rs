//! Finding an entry by whom its source means, or by what people call it.
//!
//! Subjects lie sealed, each under its entry's key, and no index of them is kept: a search opens what the list's
//! entries say, page by page, and lets go of it again. A list of 100,000 takes some two seconds; who looks for whom, and
//! why, is on record.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use wire::watchlist::{EntriesFound, EntrySearch};
use wire::{EntryId, ListId};

use super::keeping::summary;
use super::{Entry, Particulars};
use crate::audit::{Line, is_reason};
use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::entries;

/// Entries opened at a time.
const PAGE: u32 = 2000;
/// Entries found at most: nobody reads on.
const MOST: usize = 50;
const LONGEST: usize = 200;

impl Service {
    /// Looks for entries of a list.
    pub(crate) async fn find_entries(
        &self,
        actor: &Actor,
        id: ListId,
        search: EntrySearch,
    ) -> Result<EntriesFound, Error> {
        self.let_go_stale().await?;
        let mut snapshot = self.storage.snapshot().await?;
        let list = self.kept_list(&mut snapshot, actor, id).await?;
        let wanted = folded(&search.words);
        if wanted.is_empty() || search.words.chars().count() > LONGEST {
            return Err(invalid("words", "Give a reference or part of a name, of at most 200 characters."));
        }
        if !is_reason(&search.reason) {
            return Err(invalid("reason", "Say in a few words why you look for this person."));
        }
        let mut rows = match EntryId::end_of(search.words.trim()) {
            Some(end) => entries::ending(&mut snapshot, id, &end).await?,
            None => vec![],
        };
        let mut searched = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let mut more = false;
        // Eight letters may be a name as well.
        if rows.is_empty() {
            let mut found = Vec::new();
            let mut after = None;
            loop {
                let page = entries::words(&mut snapshot, id, after, PAGE).await?;
                let full = page.len() == PAGE as usize;
                after = page.last().map(|words| words.id);
                searched = searched.saturating_add(u32::try_from(page.len()).unwrap_or(u32::MAX));
                let (vault, wanted) = (self.vault.clone(), wanted.clone());
                found.extend(
                    tokio::task::spawn_blocking(move || {
                        let mut found = Vec::new();
                        for words in page {
                            let key = vault.unwrap_key(&Entry::subject(words.id), &words.wrapped_key)?;
                            let said = Particulars::open(&key, &words.particulars)?;
                            if matches(&wanted, &said.subject) {
                                found.push(words.id);
                            }
                        }
                        Ok::<_, Error>(found)
                    })
                    .await??,
                );
                if !full || found.len() > MOST {
                    break;
                }
            }
            more = found.len() > MOST;
            for id in found.into_iter().take(MOST) {
                rows.extend(entries::look_up(&mut snapshot, id).await?);
            }
        }
        let names = self.names(&mut snapshot).await?;
        drop(snapshot);
        let now = self.clock.now();
        let entries = rows
            .iter()
            .map(|row| Ok(summary(row, &Entry::open(&self.vault, row)?, &names, now)))
            .collect::<Result<Vec<_>, Error>>()?;
        let references: Vec<&str> = entries.iter().map(|entry| entry.reference.as_str()).collect();
        let line = Line::by(actor, "entry.search", format!("list/{id}"))
            .of(list.country)
            .because(search.reason.trim())
            .with(format!("\"{}\", {} found: {}", search.words.trim(), entries.len(), references.join(" ")));
        self.note(line).await?;
        Ok(EntriesFound { entries, more, searched })
    }
}

/// The words of a text in small letters without accents.
fn folded(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    plain.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Whether each of the wanted words is in the subject.
fn matches(wanted: &[String], subject: &str) -> bool {
    let said = folded(subject).join(" ");
    wanted.iter().all(|word| said.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_without_accents_and_capitals() {
        let wanted = |words: &str| folded(words);
        for words in ["núñez", "NUNEZ", "jose nun", "  Núñez,  José "] {
            let found = matches(&wanted(&words.replace(',', "")), "José Núñez del Río");
            assert!(found, "{words}");
        }
        assert!(!matches(&wanted("jose perez"), "José Núñez del Río"), "each word counts");
    }
}

//! What managers write of lists and entries, trimmed and in its bounds.

use policy::Category;
use wire::Timestamp;
use wire::watchlist::{EntryWords, Terms};

use super::Particulars;
use super::entry::category;
use crate::problem::{Error, invalid};
use crate::storage::lists::Watchlist;

const CATEGORIES: usize = 50;
const SOURCES: usize = 10;
const LONGEST_NAME: usize = 120;
const LONGEST_TEXT: usize = 2000;

/// A list's terms, trimmed, each field in its bounds.
pub(super) fn checked(terms: Terms) -> Result<Terms, Error> {
    let Terms { name, owner, legal_basis, categories } = terms;
    let terms = Terms {
        name: short("name", &name, "Give the list a name.")?,
        owner: short("owner", &owner, "Say who answers for the list.")?,
        legal_basis: text("legal_basis", &legal_basis)?,
        categories,
    };
    if terms.legal_basis.is_empty() {
        return Err(invalid("legal_basis", "Say what the list rests on in law."));
    }
    if terms.categories.is_empty() || terms.categories.len() > CATEGORIES {
        return Err(invalid("categories", "A list has 1 to 50 categories."));
    }
    for (at, one) in terms.categories.iter().enumerate() {
        let field = |name: &str| format!("categories[{at}].{name}");
        short(&field("name"), &one.name, "Give the category a name.")?;
        text(&field("instructions"), &one.instructions)?;
        if one.instructions.trim().is_empty() {
            return Err(invalid(field("instructions"), "Say what the officer is to do, and whom to call."));
        }
        if terms.categories[..at].iter().any(|earlier| earlier.name == one.name) {
            return Err(invalid(field("name"), "Another category has this name."));
        }
        if !Category::SEVERITIES.contains(&one.severity) {
            return Err(invalid(field("severity"), "Severity is 1 (least) to 4."));
        }
        if one.sources == 0 || usize::from(one.sources) > SOURCES {
            return Err(invalid(field("sources"), "A category asks for 1 to 10 sources."));
        }
        if !Category::VALIDATION_DAYS.contains(&one.validation_days) {
            return Err(invalid(field("validation_days"), "A validation holds for 1 to 1,826 days."));
        }
    }
    Ok(terms)
}

/// What somebody wrote, in its bounds; what is missing altogether may come later, before anybody validates it.
pub(super) fn written(
    words: EntryWords,
    list: &Watchlist,
) -> Result<(Particulars, Option<Timestamp>), Error> {
    let chosen = category(list, &words.category)
        .ok_or_else(|| invalid("category", "Choose one of the list's categories."))?;
    if words.sources.len() > SOURCES {
        return Err(invalid("sources", "An entry names at most 10 sources."));
    }
    let own = text("instructions", &words.instructions)?;
    let sources =
        words.sources.iter().map(|source| text("sources", source)).collect::<Result<Vec<_>, _>>()?;
    let particulars = Particulars {
        subject: text("subject", &words.subject)?,
        biography: crate::biographic::checked("biography", words.biography)?,
        category: chosen.name.clone(),
        severity: chosen.severity,
        instructions: if own.is_empty() { chosen.instructions.clone() } else { own },
        sources: sources.into_iter().filter(|source| !source.is_empty()).collect(),
        criterion: text("criterion", &words.criterion)?,
        evidence_at: words.evidence_at,
        validator: String::new(),
    };
    Ok((particulars, words.expires_at))
}

fn short(field: &str, value: &str, remedy: &str) -> Result<String, Error> {
    let value = value.trim();
    if value.is_empty() {
        return Err(invalid(field, remedy));
    }
    if value.chars().count() > LONGEST_NAME {
        return Err(invalid(field, "At most 120 characters."));
    }
    Ok(value.to_owned())
}

fn text(field: &str, value: &str) -> Result<String, Error> {
    let value = value.trim();
    if value.chars().count() > LONGEST_TEXT {
        return Err(invalid(field, "At most 2,000 characters."));
    }
    Ok(value.to_owned())
}

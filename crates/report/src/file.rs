//! What a case holds beside its encounters: links, notes, and which documents.

use wire::case::LinkCause;

use crate::helvetica::Weight;
use crate::moment::moment;
use crate::sheet::Sheet;
use crate::words::Text;
use crate::{CaseFile, Language, Link};

pub(crate) fn file(sheet: &mut Sheet, language: Language, file: &CaseFile) {
    let text = |text| language.text(text);
    sheet.section(text(Text::Links));
    for each in &file.links {
        link(sheet, language, each);
    }
    sheet.section(text(Text::Notes));
    for note in &file.notes {
        let by = note.by.map_or(text(Text::SomebodyGone), |role| language.role(role));
        sheet.fact(&format!("{}, {by}", moment(note.at)), &note.text);
    }
    nothing(sheet, language, file.notes.is_empty());
    sheet.section(text(Text::Documents));
    for document in &file.documents {
        let kilobytes = document.bytes.div_ceil(1000);
        sheet.fact(&document.name, &format!("{}, {kilobytes} kB", moment(document.at)));
        sheet.small(&format!("SHA-256 {}", document.sha256.as_str()));
    }
    nothing(sheet, language, file.documents.is_empty());
}

fn link(sheet: &mut Sheet, language: Language, link: &Link) {
    let text = |text| language.text(text);
    let cause = text(match link.cause {
        LinkCause::Identification => Text::ByIdentification,
        LinkCause::Merge => Text::ByMerge,
        LinkCause::Split => Text::BySplit,
    });
    let why = if link.reason.is_empty() { String::new() } else { format!(": {}", link.reason) };
    sheet.fact(&link.encounter, &format!("{cause}, {}{why}", moment(link.at)));
    if let Some((at, to, why)) = &link.ended {
        sheet.fact("", &format!("{} {to}, {}: {why}", text(Text::MovedTo), moment(*at)));
    }
}

fn nothing(sheet: &mut Sheet, language: Language, nothing: bool) {
    if nothing {
        sheet.text(language.text(Text::Nothing), Weight::Regular, 10.0);
    }
}

//! What stands in a report, in its order.

use crate::alert::alert;
use crate::file::file;
use crate::helvetica::Weight;
use crate::hit::hit;
use crate::moment::moment;
use crate::prints::prints;
use crate::sheet::Sheet;
use crate::words::Text;
use crate::{Actor, CaseReport, Encounter, Language, LogLine};

/// Of a line's hash: enough to find it in the log.
const HASH_SHOWN: usize = 16;

impl CaseReport {
    /// The report as a PDF file.
    #[must_use]
    pub fn to_pdf(&self) -> Vec<u8> {
        let language = self.language;
        let text = |text| language.text(text);
        let title = format!("{} {}", text(Text::Title), self.reference);
        let mut sheet = Sheet::new(language);
        sheet.text(&title, Weight::Bold, 20.0);
        sheet.gap(8.0);
        sheet.text(text(Text::Lead), Weight::Bold, 10.0);
        sheet.gap(8.0);
        sheet.fact(text(Text::MadeFor), &format!("{}, {}", self.made_by, moment(self.made_at)));
        let mut sections: Vec<String> = self.encounters.iter().map(|each| called(language, each)).collect();
        if self.file.is_some() {
            sections.extend([Text::Links, Text::Notes, Text::Documents].map(|each| text(each).to_owned()));
        }
        sections.push(text(Text::Log).to_owned());
        sheet.contents(&sections);
        for each in &self.encounters {
            encounter(&mut sheet, language, each);
        }
        if let Some(held) = &self.file {
            file(&mut sheet, language, held);
        }
        log(&mut sheet, language, &self.log);
        let foot = [format!("{title} · {}", moment(self.made_at)), text(Text::Lead).to_owned()];
        sheet.finish(&title, &foot)
    }
}

fn called(language: Language, encounter: &Encounter) -> String {
    format!("{} {}", language.text(Text::Encounter), encounter.reference)
}

fn encounter(sheet: &mut Sheet, language: Language, each: &Encounter) {
    let text = |text| language.text(text);
    sheet.section(&called(language, each));
    sheet.fact(text(Text::Site), &each.site);
    sheet.fact(text(Text::Sealed), &moment(each.sealed_at));
    if let Some(since) = each.frozen {
        sheet.fact(text(Text::Frozen), &moment(since));
        sheet.text(text(Text::FrozenWhat), Weight::Regular, 10.0);
        return;
    }
    for name in &each.names {
        sheet.fact(text(Text::Name), name);
    }
    if each.open_hits > 0 {
        sheet.fact(text(Text::Open), &each.open_hits.to_string());
    }
    for each in &each.hits {
        hit(sheet, language, each);
    }
    for each in &each.alerts {
        alert(sheet, language, each);
    }
    sheet.heading(text(Text::Prints), 12.0);
    prints(sheet, language, &each.prints);
}

fn log(sheet: &mut Sheet, language: Language, lines: &[LogLine]) {
    sheet.section(language.text(Text::Log));
    sheet.text(language.text(Text::LogWhat), Weight::Regular, 10.0);
    sheet.gap(6.0);
    if lines.is_empty() {
        sheet.text(language.text(Text::Nothing), Weight::Regular, 10.0);
    }
    for line in lines {
        let hash: String = line.hash.chars().take(HASH_SHOWN).collect();
        let LogLine { seq, action, object, why, .. } = line;
        let by = match &line.by {
            Actor::Person(role) => language.role(*role),
            Actor::Named(name) => name,
        };
        sheet.small(&format!("{seq} · {} · {by} · {action} · {object} · {why} · {hash}", moment(line.at)));
    }
}

//! What stands in a report, in its order.

use crate::helvetica::Weight;
use crate::moment::moment;
use crate::prints::{compared, prints};
use crate::sheet::Sheet;
use crate::words::Text;
use crate::{CaseReport, Decision, Encounter, Hit, Language, LogLine};

/// Of a line's hash: enough to find it in the log.
const HASH_SHOWN: usize = 16;

impl CaseReport {
    /// The report as a PDF file.
    #[must_use]
    pub fn to_pdf(&self) -> Vec<u8> {
        let language = self.language;
        let title = format!("{} {}", language.text(Text::Title), self.reference);
        let mut sheet = Sheet::new();
        sheet.text(&title, Weight::Bold, 20.0);
        sheet.gap(8.0);
        sheet.text(language.text(Text::Lead), Weight::Bold, 10.0);
        sheet.gap(8.0);
        sheet.fact(language.text(Text::MadeFor), &format!("{}, {}", self.made_by, moment(self.made_at)));
        for each in &self.encounters {
            encounter(&mut sheet, language, each);
        }
        log(&mut sheet, language, &self.log);
        let foot = [format!("{title} · {}", moment(self.made_at)), language.text(Text::Lead).to_owned()];
        sheet.finish(&title, language.tag(), &foot, |page, of| language.page(page, of))
    }
}

fn encounter(sheet: &mut Sheet, language: Language, each: &Encounter) {
    let text = |text| language.text(text);
    sheet.heading(&format!("{} {}", text(Text::Encounter), each.reference), 14.0);
    sheet.fact(text(Text::Site), &each.site);
    sheet.fact(text(Text::Sealed), &moment(each.sealed_at));
    for each in &each.hits {
        hit(sheet, language, each);
    }
    sheet.heading(text(Text::Prints), 12.0);
    prints(sheet, language, &each.prints);
}

fn hit(sheet: &mut Sheet, language: Language, hit: &Hit) {
    let text = |text| language.text(text);
    sheet.heading(&format!("{}: {}", text(Text::Hit), hit.category), 12.0);
    sheet.fact(text(Text::Outcome), language.outcome(hit.outcome));
    if let Some((at, by, why)) = &hit.taken_back {
        sheet.fact(text(Text::Back), &format!("{}, {by}: {why}", moment(*at)));
    }
    sheet.fact(text(Text::List), &format!("{}, {}", hit.list, hit.list_version));
    sheet.fact(text(Text::Source), &hit.sources.join("; "));
    sheet.fact(text(Text::Criterion), &hit.criterion);
    sheet.fact(text(Text::Found), &moment(hit.opened_at));
    sheet.fact(text(Text::Searched), &hit.people.to_string());
    sheet.fact(text(Text::Chance), &format!("{:.3} / 100", hit.chance_per_hundred_searches));
    sheet.heading(text(Text::Decisions), 11.0);
    for (at, decision) in hit.decisions.iter().enumerate() {
        self::decision(sheet, language, at + 1, decision);
    }
    sheet.heading(text(Text::Charting), 11.0);
    if hit.compared.is_empty() {
        sheet.text(text(Text::NoCharting), Weight::Regular, 10.0);
    }
    for each in &hit.compared {
        compared(sheet, language, each);
    }
}

fn decision(sheet: &mut Sheet, language: Language, number: usize, decision: &Decision) {
    let text = |text| language.text(text);
    sheet.need(60.0);
    sheet.text(&format!("{number}. {}, {}", decision.by, moment(decision.at)), Weight::Bold, 10.0);
    if let Some((value, note)) = &decision.analysis {
        sheet.fact(text(Text::Analysis), language.value(*value));
        if !note.trim().is_empty() {
            sheet.fact(text(Text::Note), note);
        }
    }
    sheet.fact(text(Text::Finding), language.finding(decision.finding));
    sheet.fact(text(Text::Reason), &decision.reason);
    sheet.gap(6.0);
}

fn log(sheet: &mut Sheet, language: Language, lines: &[LogLine]) {
    sheet.heading(language.text(Text::Log), 14.0);
    sheet.text(language.text(Text::LogWhat), Weight::Regular, 10.0);
    sheet.gap(6.0);
    if lines.is_empty() {
        sheet.text(language.text(Text::Nothing), Weight::Regular, 10.0);
    }
    for line in lines {
        let hash: String = line.hash.chars().take(HASH_SHOWN).collect();
        let LogLine { seq, by, action, object, why, .. } = line;
        sheet.small(&format!("{seq} · {} · {by} · {action} · {object} · {why} · {hash}", moment(line.at)));
    }
}

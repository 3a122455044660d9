//! A hit: what was searched, what people decided and why, and what they charted.

use crate::helvetica::Weight;
use crate::moment::moment;
use crate::prints::compared;
use crate::sheet::Sheet;
use crate::words::Text;
use crate::{Decision, Hit, Language};

pub(crate) fn hit(sheet: &mut Sheet, language: Language, hit: &Hit) {
    let text = |text| language.text(text);
    sheet.heading(&format!("{}: {}", text(Text::Hit), hit.category), 12.0);
    sheet.fact(text(Text::Outcome), language.outcome(hit.outcome));
    if let Some((at, why)) = &hit.taken_back {
        sheet.fact(text(Text::Back), &format!("{}: {why}", moment(*at)));
    }
    sheet.fact(text(Text::List), &format!("{}, {}", hit.list, hit.list_version));
    sheet.fact(text(Text::Source), &hit.sources.join("; "));
    sheet.fact(text(Text::Criterion), &hit.criterion);
    sheet.fact(text(Text::Found), &moment(hit.opened_at));
    sheet.fact(text(Text::Searched), &hit.people.to_string());
    sheet.fact(text(Text::Chance), &format!("{:.3} / 100", hit.chance_per_hundred_searches));
    if let Some(rate) = hit.base_rate {
        sheet.fact(text(Text::HowOften), &language.how_often_right(rate));
    }
    sheet.heading(text(Text::Decisions), 11.0);
    for each in &hit.decisions {
        decision(sheet, language, each);
    }
    sheet.heading(text(Text::Charting), 11.0);
    if hit.compared.is_empty() {
        sheet.text(text(Text::NoCharting), Weight::Regular, 10.0);
    }
    for each in &hit.compared {
        compared(sheet, language, each);
    }
}

fn decision(sheet: &mut Sheet, language: Language, decision: &Decision) {
    let text = |text| language.text(text);
    sheet.need(60.0);
    let who = language.examiner(decision.by);
    sheet.text(&format!("{who}, {}", moment(decision.at)), Weight::Bold, 10.0);
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

//! What an identification told the site, what became of it and of the person.

use policy::Reach;
use wire::handover::{HandoverState, HandoverWords};

use crate::moment::moment;
use crate::sheet::Sheet;
use crate::words::Text;
use crate::{Alert, Language};

/// One alert, to its end.
pub(crate) fn alert(sheet: &mut Sheet, language: Language, alert: &Alert) {
    let text = |text| language.text(text);
    sheet.heading(&format!("{}: {}", text(Text::Alert), alert.category), 12.0);
    sheet.fact(text(Text::Raised), &moment(alert.raised_at));
    for (reach, at) in &alert.further {
        let to = match reach {
            Reach::ProgrammeManagers => Text::ToManagers,
            Reach::Site | Reach::Supervisors => Text::ToSupervisors,
        };
        sheet.fact(text(Text::Further), &format!("{}, {}", text(to), moment(*at)));
    }
    let seen = alert.acknowledged_at.map(moment);
    sheet.fact(text(Text::Seen), seen.as_deref().unwrap_or(text(Text::ByNobody)));
    if let Some((at, why)) = &alert.taken_back {
        sheet.fact(text(Text::Back), &format!("{}: {why}", moment(*at)));
    }
    if let Some(words) = &alert.handover {
        handover(sheet, language, words);
    }
}

fn handover(sheet: &mut Sheet, language: Language, words: &HandoverWords) {
    let text = |text| language.text(text);
    let state = match words.state {
        HandoverState::NoHandover => Text::NoHandover,
        HandoverState::Planned => Text::Planned,
        HandoverState::Done => Text::Done,
        HandoverState::CalledOff => Text::CalledOff,
    };
    sheet.fact(text(Text::Handover), text(state));
    let when = words.at.map(moment).unwrap_or_default();
    for (label, said) in [
        (Text::Authority, &words.authority.name),
        (Text::LegalBasis, &words.legal_basis),
        (Text::Papers, &words.papers),
        (Text::When, &when),
        (Text::Became, &words.outcome),
    ] {
        if !said.is_empty() {
            sheet.fact(text(label), said);
        }
    }
}

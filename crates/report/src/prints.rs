//! Prints as pictures of a page.

use crate::sheet::{Picture, Sheet};
use crate::words::Text;
use crate::{Compared, Language, Print};

/// What charts are in.
const CHART_PPI: f32 = 500.0;

impl Print {
    fn caption(&self, language: Language) -> String {
        let (finger, quality) = (language.finger(self.position), language.text(Text::Quality));
        format!("{finger}, {quality} {}, {} ppi", self.quality, self.ppi)
    }

    fn picture(&self, marks: impl Iterator<Item = (f32, f32)>) -> Option<Picture<'_>> {
        let image = self.image.as_ref()?;
        let scale = f32::from(self.ppi) / CHART_PPI;
        Some(Picture {
            width: image.width(),
            height: image.height(),
            pixels: image.pixels(),
            marks: marks.map(|(x, y)| (x * scale, y * scale)).collect(),
        })
    }
}

/// The prints, two beside each other.
pub(crate) fn prints(sheet: &mut Sheet, language: Language, prints: &[Print]) {
    for two in prints.chunks(2) {
        let captions: Vec<String> = two.iter().map(|print| print.caption(language)).collect();
        let caption = |at: usize| captions.get(at).map_or("", String::as_str);
        let picture = |at: usize| two.get(at).and_then(|print| print.picture(std::iter::empty()));
        sheet.pictures([caption(0), caption(1)], [picture(0), picture(1)], language.text(Text::NotHeld));
    }
}

/// Two prints with what somebody charted on both.
pub(crate) fn compared(sheet: &mut Sheet, language: Language, each: &Compared) {
    let score = match each.score {
        Some(score) => format!(", {} {:.0}", language.text(Text::Score), score.get()),
        None => String::new(),
    };
    let captions = [
        format!("{}: {}", language.text(Text::Probe), each.probe.caption(language)),
        format!("{}: {}{score}", language.text(Text::Reference), each.reference.caption(language)),
    ];
    // What the pictures show is not parted from them.
    sheet.need(300.0);
    sheet.small(&format!(
        "{} {} {}",
        each.pairs.len(),
        language.text(Text::Points),
        language.examiner(each.by)
    ));
    if each.score.is_some() {
        sheet.small(language.text(Text::OnlyALead));
    }
    sheet.pictures(
        [&captions[0], &captions[1]],
        [
            each.probe.picture(each.pairs.iter().map(|(probe, _)| *probe)),
            each.reference.picture(each.pairs.iter().map(|(_, reference)| *reference)),
        ],
        language.text(Text::NotHeld),
    );
}

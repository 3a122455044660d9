//! `index.html`: all pictures side by side, with words for people who know prints but not programs.

use std::fmt::Write as _;

use fingerprint::{MinutiaKind, Removal, Step};
use serde::Serialize;
use serde_json::Value;

use crate::palette::{BLUE, ORANGE, amount, css};
use crate::picture::PERIODS;
use crate::report::{Named, ReportError, STEPS, file_of};
use crate::{ExplainedPair, findings, svg};

/// What one section of the page shows of each print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Step(Step),
    Minutiae,
    Surroundings,
}

pub(crate) struct Page<'a> {
    pub sides: &'a [(&'a str, &'a Named<'a>)],
    pub pair: Option<&'a ExplainedPair>,
}

impl Page<'_> {
    pub(crate) fn html(&self) -> Result<String, ReportError> {
        let names: Vec<String> = self.sides.iter().map(|(_, named)| escaped(named.name)).collect();
        let mut html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\n\
             <style>{STYLE}</style></head><body><header><h1>How the engine sees {}</h1>\
             <p>Every intermediate from the image to the {}, as it was computed. \
             The same numbers for programs: <a href=\"explanation.json\">explanation.json</a>.</p></header><main>\n",
            names.join(" and "),
            names.join(" and "),
            if self.pair.is_some() { "comparison score" } else { "template" },
        );
        if let Some(pair) = self.pair {
            self.comparison(&mut html, pair)?;
        }
        self.findings(&mut html);
        for shown in STEPS.map(Shown::Step).into_iter().chain([Shown::Minutiae, Shown::Surroundings]) {
            self.section(&mut html, shown);
        }
        self.quality(&mut html)?;
        html += "</main></body></html>\n";
        Ok(html)
    }

    /// What was judged of each print as a whole.
    fn findings(&self, html: &mut String) {
        html.push_str("<section><h2>At a glance</h2><div class=\"sides\">");
        for (_, named) in self.sides {
            let sentences: String =
                findings(named).iter().map(|sentence| format!("<li>{}</li>", escaped(sentence))).collect();
            let _ = write!(
                html,
                "<figure><ul class=\"findings\">{sentences}</ul><figcaption>{}</figcaption></figure>",
                escaped(named.name)
            );
        }
        html.push_str("</div></section>\n");
    }

    fn section(&self, html: &mut String, shown: Shown) {
        let (title, what) = words(shown);
        // Writing to a String cannot fail, here and below.
        let _ = write!(html, "<section><h2>{title}</h2><p>{what}</p>{}", self.legend(shown));
        html.push_str("<div class=\"sides\">");
        for (side, named) in self.sides {
            let name = escaped(named.name);
            let file = file_of(side, shown);
            let _ = write!(
                html,
                "<figure><a href=\"{file}\"><img src=\"{file}\" alt=\"{title}: {name}\" loading=\"lazy\"></a>\
                 <figcaption>{name}</figcaption></figure>"
            );
        }
        html.push_str("</div></section>\n");
    }

    /// What the colours and signs mean.
    fn legend(&self, shown: Shown) -> String {
        let scale = |low: &str, high: &str| {
            let stops: Vec<String> = (0..=9).map(|i| css(amount(i as f32 / 9.0))).collect();
            format!(
                "<p class=\"legend\">{low} <i class=\"scale\" style=\"background:linear-gradient(90deg,{})\"></i> {high}</p>",
                stops.join(",")
            )
        };
        match shown {
            Shown::Step(Step::Coherence) => scale("no direction", "all parallel"),
            Shown::Step(Step::Period) => scale(
                &format!("{} pixels, {:.2} mm", PERIODS.0, PERIODS.0 * 25.4 / 500.0),
                &format!("{} pixels, {:.2} mm", PERIODS.1, PERIODS.1 * 25.4 / 500.0),
            ),
            Shown::Minutiae => {
                let count = |f: &dyn Fn(&Named<'_>) -> usize| {
                    let counts: Vec<String> =
                        self.sides.iter().map(|(_, named)| f(named).to_string()).collect();
                    counts.join(" and ")
                };
                let kept = [(MinutiaKind::Ending, "ridge ends"), (MinutiaKind::Bifurcation, "ridge splits")];
                let mut items = String::new();
                for (kind, name) in kept {
                    let count = count(&|named| {
                        let minutiae = named.print.extraction.template.minutiae();
                        minutiae.iter().filter(|minutia| minutia.kind == kind).count()
                    });
                    let _ = write!(items, "<li>{} <b>{count}</b> kept: {name}</li>", svg::kept_key(kind));
                }
                for why in [Removal::Border, Removal::Facing, Removal::Unclear] {
                    let count =
                        count(&|named| named.print.dropped().filter(|m| m.removed == Some(why)).count());
                    let _ = write!(
                        items,
                        "<li>{} <b>{count}</b> dropped: {}</li>",
                        svg::dropped_key(why),
                        reason(why)
                    );
                }
                format!("<ul class=\"legend\">{items}</ul>")
            }
            _ => String::new(),
        }
    }

    fn quality(&self, html: &mut String) -> Result<(), ReportError> {
        html.push_str("<section><h2>Quality</h2><p>How much the print can be relied on, 0 to 100, and what that was judged by.</p><div class=\"sides\">");
        for (_, named) in self.sides {
            let quality = &named.print.extraction.quality;
            let reasons = quality
                .reasons
                .iter()
                .map(|reason| Ok(in_words(&serde_json::to_value(reason)?)))
                .collect::<Result<Vec<_>, ReportError>>()?;
            let reasons = if reasons.is_empty() { "nothing to put right".into() } else { reasons.join(", ") };
            let _ = write!(
                html,
                "<figure class=\"facts\"><p class=\"figure\"><b>{}</b> {reasons}</p>{}<figcaption>{}</figcaption></figure>",
                quality.score,
                table(&named.print.measures)?,
                escaped(named.name)
            );
        }
        html.push_str("</div></section>\n");
        Ok(())
    }

    fn comparison(&self, html: &mut String, pair: &ExplainedPair) -> Result<(), ReportError> {
        let comparison = &pair.comparison;
        let score = comparison.score;
        let _ = write!(
            html,
            "<section><h2>Comparison</h2><div class=\"sides\"><figure class=\"facts\"><p class=\"figure\"><b>{:.0}</b> \
             {}. A lead, not an identity.</p>{}",
            score.get(),
            strangers(score.false_match_rate()),
            table(&comparison.evidence)?
        );
        if let Some(alignment) = comparison.alignment {
            let turned = if alignment.rotation < 0.0 { "clockwise" } else { "counter-clockwise" };
            let (across, along) = (
                if alignment.dx < 0.0 { "left" } else { "right" },
                if alignment.dy < 0.0 { "up" } else { "down" },
            );
            let _ = write!(
                html,
                "<p>The probe is laid on the reference by a turn of {:.1}° {turned} about its top left corner, then \
                 {:.0} pixels to the {across} and {:.0} {along} (500 ppi).</p>",
                alignment.rotation.to_degrees().abs(),
                alignment.dx.abs(),
                alignment.dy.abs()
            );
        }
        html.push_str("</figure>");
        if comparison.alignment.is_some() {
            let _ = write!(
                html,
                "<figure><a href=\"overlaid.png\"><img src=\"overlaid.png\" alt=\"Both prints laid on each other\"></a>\
                 <figcaption>Laid on each other: the probe's ridges \
                 <b style=\"color:#0072c8\">blue</b>, the reference's <b style=\"color:#b85a00\">orange</b>, \
                 dark where both are</figcaption></figure>"
            );
        }
        let _ = write!(
            html,
            "</div></section>\n<section><h2>Pairs first thought of</h2><p>The {} pairs of minutiae with the most alike \
             surroundings; the thicker the line, the more alike. \
             <b style=\"color:{}\">Blue</b>: those that also fit together. <b style=\"color:{}\">Orange</b>: the rest.</p>\
             <figure><a href=\"likely.svg\"><img src=\"likely.svg\" alt=\"Pairs first thought of\"></a></figure></section>\n\
             <section><h2>Pairs</h2><p>{} minutiae that the engine holds for the same, the surest first. \
             A number stands beside both of a pair.</p>\
             <figure><a href=\"pairs.svg\"><img src=\"pairs.svg\" alt=\"Paired minutiae\"></a></figure></section>\n",
            pair.likely.len(),
            css(BLUE),
            css(ORANGE),
            comparison.pairs.len()
        );
        Ok(())
    }
}

fn strangers(rate: f64) -> String {
    let one_in = 1.0 / rate;
    if one_in > 1e6 {
        "fewer than one stranger in a million scores this high".into()
    } else {
        format!("about one stranger in {one_in:.0} scores this high")
    }
}

fn words(shown: Shown) -> (&'static str, &'static str) {
    match shown {
        Shown::Step(Step::Resampled) => (
            "The print",
            "As the engine sees it: grey levels at 500 pixels per inch, about 20 to the millimetre.",
        ),
        Shown::Step(Step::Evened) => (
            "Evened out",
            "Brightness and contrast made alike everywhere, so that pressure, damp and dirt matter less.",
        ),
        Shown::Step(Step::Coherence) => (
            "How parallel",
            "Whether the edges around each place agree on one direction. Ridges do; noise, creases and cores do not.",
        ),
        Shown::Step(Step::Mask) => (
            "Where there is a print",
            "Enough contrast and a common direction. What is struck through is left out of everything that follows.",
        ),
        Shown::Step(Step::Period) => ("Ridge spacing", "How far it is from one ridge to the next."),
        Shown::Step(Step::Orientation) => (
            "Ridge flow",
            "The direction of the ridges, each direction in a colour of its own. Where colours meet in one point the ridges turn: a core has a ring, with a tail along its innermost ridge, a delta a triangle.",
        ),
        Shown::Step(Step::Phase) => (
            "The wave",
            "Ridges as one wave: dark crests, light valleys, one flank blue and the other orange. A minutia is where all colours meet. (Flanks swap colours along a line where the ridges stand upright: there the sense of looking across them changes, and nothing else.)",
        ),
        Shown::Step(Step::Enhanced) => (
            "Enhanced",
            "Each place filtered by the wave of its own direction and spacing: gaps close, dirt goes.",
        ),
        Shown::Step(Step::Skeleton) => (
            "Ridge lines",
            "The ridges of the enhanced print, thinned to lines, over the print: whether the engine follows what you see.",
        ),
        Shown::Minutiae => {
            ("Minutiae", "Every place where a ridge seemed to end or split, and what became of it.")
        }
        Shown::Surroundings => (
            "Surroundings",
            "What is compared first: around each minutia, turned so that it points to the right, the direction of the ridges (grey) and the minutiae near (blue), at 64 places, as coarse as they are stored.",
        ),
    }
}

fn reason(why: Removal) -> &'static str {
    match why {
        Removal::Border => "at the print's border, where ridges end because the print does",
        Removal::Facing => "undone by a neighbour: a gap, a bridge or a spot",
        Removal::Unclear => "the ridges around are unclear",
    }
}

/// Fields and their values.
fn table(facts: &impl Serialize) -> Result<String, ReportError> {
    let mut rows = String::new();
    if let Value::Object(fields) = serde_json::to_value(facts)? {
        for (name, value) in &fields {
            let value =
                value.as_f64().map_or_else(|| escaped(&value.to_string()), |number| format!("{number:.2}"));
            let _ =
                write!(rows, "<tr><th scope=\"row\">{}</th><td>{value}</td></tr>", name.replace('_', " "));
        }
    }
    Ok(format!("<table>{rows}</table>"))
}

fn in_words(name: &Value) -> String {
    escaped(&name.as_str().unwrap_or_default().replace('_', " "))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = include_str!("page.css");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_no_markup() {
        assert_eq!(escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
    }

    #[test]
    fn a_score_is_told_as_strangers() {
        assert_eq!(strangers(1e-4), "about one stranger in 10000 scores this high");
        assert!(strangers(1e-9).starts_with("fewer than"));
    }
}

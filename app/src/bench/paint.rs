//! Draws what a pane shows: prints, marks, lines, cross, loupe and scale. Knows nothing of the page.

use std::f64::consts::{PI, TAU};

use examination::{Motion, Point, View};
use fingerprint::{Minutia, MinutiaKind};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::stage::Side;

/// A print as it is drawn.
pub struct Sheet {
    /// Its image, or a layer in its place; none if there is no image.
    pub image: Option<HtmlCanvasElement>,
    /// Width and height at 500 ppi.
    pub size: Point,
    /// How it is laid upon the plane.
    pub laid: Motion,
    /// 0 to 1.
    pub opacity: f64,
}

/// Marks of one kind on one print.
pub struct Marks {
    /// How the print is laid upon the plane.
    pub laid: Motion,
    /// In the order of their numbers.
    pub minutiae: Vec<Minutia>,
    /// Their colour.
    pub colour: &'static str,
    /// Whether their numbers are written.
    pub numbered: bool,
    /// How large they are: 1 as usual.
    pub size: f64,
    /// The chosen one.
    pub hot: Option<usize>,
}

/// A line with the ridges that it crosses, on the plane.
pub struct Line {
    /// From, to.
    pub ends: (Point, Point),
    /// Where it crosses a ridge.
    pub ridges: Vec<Point>,
}

/// Everything in a pane.
pub struct Scene {
    /// What is shown of the plane.
    pub view: View,
    /// The pane's size in CSS pixels.
    pub pane: Point,
    /// Pixels of the screen for a CSS pixel.
    pub ratio: f64,
    /// Light on dark.
    pub inverted: bool,
    /// The lowest first.
    pub sheets: Vec<Sheet>,
    /// The lowest first.
    pub marks: Vec<Marks>,
    /// Along which ridges are counted.
    pub lines: Vec<Line>,
    /// On the plane.
    pub cross: Option<Point>,
    /// Whether the surroundings of the cross are magnified.
    pub loupe: bool,
}

/// How much larger the loupe shows things.
const LOUPE: f64 = 2.5;
/// Its radius in CSS pixels.
const LOUPE_RADIUS: f64 = 96.0;

/// The colour of a side's marks.
pub fn colour_of(side: Side, inverted: bool) -> &'static str {
    match (side, inverted) {
        (Side::Probe, false) => "#0b5fa5",
        (Side::Probe, true) => "#7cc0ff",
        (Side::Candidate, false) => "#b23a06",
        (Side::Candidate, true) => "#ffab7d",
    }
}

/// The colour of what only the engine found.
pub fn colour_of_found(inverted: bool) -> &'static str {
    if inverted { "#8fe0a0" } else { "#2f6b3a" }
}

/// A canvas refuses nothing of what is asked of it here; where a browser does, that part is not drawn.
type Drawn = Result<(), wasm_bindgen::JsValue>;

impl Scene {
    /// Draws it.
    pub fn draw(&self, on: &CanvasRenderingContext2d) -> Drawn {
        let ratio = self.ratio;
        on.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)?;
        on.set_fill_style_str(if self.inverted { "#0a0a0d" } else { "#f5f5f2" });
        on.fill_rect(0.0, 0.0, f64::from(self.pane.0), f64::from(self.pane.1));
        self.sheets(on, None)?;
        on.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)?;
        on.set_line_join("round");
        on.set_line_cap("round");
        for marks in &self.marks {
            self.marks(on, marks)?;
        }
        for line in &self.lines {
            self.line(on, line)?;
        }
        if let Some(cross) = self.cross {
            if self.loupe {
                self.loupe(on, cross)?;
            }
            self.cross(on, cross);
        }
        self.scale(on)
    }

    /// Where in the pane, from its top left, a point of the plane is seen.
    fn seen(&self, point: Point) -> (f64, f64) {
        let (x, y) = self.view.seen(point);
        (f64::from(x + self.pane.0 / 2.0), f64::from(y + self.pane.1 / 2.0))
    }

    /// The prints, or what of them is magnified about a place in the pane.
    fn sheets(&self, on: &CanvasRenderingContext2d, magnified: Option<(f64, f64)>) -> Drawn {
        for sheet in &self.sheets {
            let turn = f64::from(self.view.turn + sheet.laid.turn());
            let (x, y) = self.seen(sheet.laid.place((0.0, 0.0)));
            let (scale, x, y) = match magnified {
                None => (f64::from(self.view.scale), x, y),
                Some((about_x, about_y)) => (
                    f64::from(self.view.scale) * LOUPE,
                    about_x + LOUPE * (x - about_x),
                    about_y + LOUPE * (y - about_y),
                ),
            };
            let (sin, cos) = turn.sin_cos();
            let (a, b) = (self.ratio * scale * cos, self.ratio * scale * sin);
            on.set_transform(a, b, -b, a, self.ratio * x, self.ratio * y)?;
            on.set_global_alpha(sheet.opacity);
            let (width, height) = (f64::from(sheet.size.0), f64::from(sheet.size.1));
            match &sheet.image {
                Some(image) => {
                    on.draw_image_with_html_canvas_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
                }
                None => {
                    on.set_fill_style_str(if self.inverted { "#000000" } else { "#ffffff" });
                    on.fill_rect(0.0, 0.0, width, height);
                }
            }
        }
        on.set_global_alpha(1.0);
        Ok(())
    }

    /// Signs grow more slowly than the print, so that ridges show between them from near.
    fn unit(&self) -> f64 {
        f64::from(self.view.scale).powf(0.45).clamp(0.85, 2.0)
    }

    fn halo(&self) -> &'static str {
        if self.inverted { "#000000" } else { "#ffffff" }
    }

    fn marks(&self, on: &CanvasRenderingContext2d, marks: &Marks) -> Drawn {
        let unit = self.unit() * marks.size;
        let placed: Vec<_> = marks
            .minutiae
            .iter()
            .map(|minutia| {
                let place = self.seen(marks.laid.place((minutia.x_px(), minutia.y_px())));
                // The direction is counter-clockwise as seen; the pane's y grows downwards.
                let turn = f64::from(self.view.turn + marks.laid.turn() - minutia.direction_rad());
                (place, turn, minutia.kind)
            })
            .collect();
        on.begin_path();
        for &(place, turn, kind) in &placed {
            sign(on, place, turn, kind, unit)?;
        }
        on.set_stroke_style_str(self.halo());
        on.set_global_alpha(0.8);
        on.set_line_width(4.2 * unit);
        on.stroke();
        on.set_global_alpha(1.0);
        on.set_stroke_style_str(marks.colour);
        on.set_line_width(1.6 * unit);
        on.stroke();
        if let Some(&(place, turn, kind)) = marks.hot.and_then(|hot| placed.get(hot)) {
            for (colour, width) in [("#ffd400", 6.5), ("#8a0f7a", 2.4)] {
                on.begin_path();
                sign(on, place, turn, kind, unit * 1.25)?;
                on.set_stroke_style_str(colour);
                on.set_line_width(width * unit);
                on.stroke();
            }
        }
        if marks.numbered {
            self.numbers(on, marks, &placed, unit)?;
        }
        Ok(())
    }

    /// A number stands where no other sign or number is; where there is no such place, it is left out until the mark is
    /// chosen or the print comes closer.
    fn numbers(
        &self,
        on: &CanvasRenderingContext2d,
        marks: &Marks,
        placed: &[((f64, f64), f64, MinutiaKind)],
        unit: f64,
    ) -> Drawn {
        let height = 11.0 * unit.min(1.4);
        on.set_font(&format!("700 {height}px system-ui, sans-serif"));
        on.set_text_align("center");
        on.set_text_baseline("middle");
        on.set_line_width(3.0);
        let mut taken: Vec<(f64, f64)> = placed.iter().map(|(place, ..)| *place).collect();
        // The chosen one chooses its place first.
        let order = marks.hot.into_iter().chain((0..placed.len()).filter(|at| Some(*at) != marks.hot));
        for at in order {
            let Some(&((x, y), turn, _)) = placed.get(at) else { continue };
            let reach = 12.0 * unit;
            let places = [PI, PI / 2.0, -PI / 2.0, 0.75 * PI, -0.75 * PI]
                .map(|aside| (x + (turn + aside).cos() * reach, y + (turn + aside).sin() * reach));
            let free = |&(x, y): &(f64, f64)| {
                taken.iter().all(|(u, v)| (x - u).abs() > height * 0.95 || (y - v).abs() > height * 0.8)
            };
            let hot = marks.hot == Some(at);
            let Some(place) = places.into_iter().find(free).or(hot.then_some(places[0])) else { continue };
            taken.push(place);
            let number = (at + 1).to_string();
            on.set_stroke_style_str(if hot { "#ffd400" } else { self.halo() });
            on.stroke_text(&number, place.0, place.1)?;
            on.set_fill_style_str(if hot { "#8a0f7a" } else { marks.colour });
            on.fill_text(&number, place.0, place.1)?;
        }
        Ok(())
    }

    fn line(&self, on: &CanvasRenderingContext2d, line: &Line) -> Drawn {
        let (from, to) = (self.seen(line.ends.0), self.seen(line.ends.1));
        let long = (to.0 - from.0).hypot(to.1 - from.1).max(1.0);
        let aside = (-(to.1 - from.1) / long * 6.0, (to.0 - from.0) / long * 6.0);
        for (colour, width) in [(self.halo(), 5.0), ("#8a0f7a", 2.0)] {
            on.set_stroke_style_str(colour);
            on.set_line_width(width);
            on.begin_path();
            on.move_to(from.0, from.1);
            on.line_to(to.0, to.1);
            for ridge in &line.ridges {
                let (x, y) = self.seen(*ridge);
                on.move_to(x - aside.0, y - aside.1);
                on.line_to(x + aside.0, y + aside.1);
            }
            on.stroke();
        }
        on.set_font("700 15px system-ui, sans-serif");
        on.set_text_align("center");
        on.set_text_baseline("middle");
        let (x, y) = ((from.0 + to.0) / 2.0 + aside.0 * 3.0, (from.1 + to.1) / 2.0 + aside.1 * 3.0);
        let count = line.ridges.len().to_string();
        on.set_stroke_style_str(self.halo());
        on.set_line_width(4.0);
        on.stroke_text(&count, x, y)?;
        on.set_fill_style_str("#8a0f7a");
        on.fill_text(&count, x, y)
    }

    fn loupe(&self, on: &CanvasRenderingContext2d, cross: Point) -> Drawn {
        let (x, y) = self.seen(cross);
        on.save();
        on.begin_path();
        on.arc(x, y, LOUPE_RADIUS, 0.0, TAU)?;
        on.set_stroke_style_str("#131a22");
        on.set_line_width(4.0);
        on.stroke();
        on.clip();
        on.set_fill_style_str(if self.inverted { "#0a0a0d" } else { "#f5f5f2" });
        on.fill_rect(x - LOUPE_RADIUS, y - LOUPE_RADIUS, 2.0 * LOUPE_RADIUS, 2.0 * LOUPE_RADIUS);
        self.sheets(on, Some((x, y)))?;
        on.restore();
        Ok(())
    }

    /// The same point in every pane.
    fn cross(&self, on: &CanvasRenderingContext2d, cross: Point) {
        let (x, y) = self.seen(cross);
        for (colour, width) in [(self.halo(), 3.5), ("#8a0f7a", 1.4)] {
            on.set_stroke_style_str(colour);
            on.set_line_width(width);
            on.begin_path();
            for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                on.move_to(x + 5.0 * dx, y + 5.0 * dy);
                on.line_to(x + 16.0 * dx, y + 16.0 * dy);
            }
            on.stroke();
        }
    }

    /// How long five millimetres are, or one from near.
    fn scale(&self, on: &CanvasRenderingContext2d) -> Drawn {
        const UNITS_PER_MM: f64 = 500.0 / 25.4;
        let scale = f64::from(self.view.scale);
        let (length, words) = match 5.0 * UNITS_PER_MM * scale {
            long if long > f64::from(self.pane.0) / 3.0 => (long / 5.0, "1 mm"),
            fitting => (fitting, "5 mm"),
        };
        let (right, bottom) = (f64::from(self.pane.0) - 14.0, f64::from(self.pane.1) - 14.0);
        let (ink, paper) = if self.inverted { ("#ffffff", "#000000") } else { ("#1d242c", "#ffffff") };
        on.set_font("600 12px system-ui, sans-serif");
        on.set_text_align("right");
        on.set_text_baseline("bottom");
        for (colour, width) in [(paper, 5.0), (ink, 2.0)] {
            on.set_stroke_style_str(colour);
            on.set_line_width(width);
            on.begin_path();
            on.move_to(right - length, bottom - 6.0);
            on.line_to(right - length, bottom);
            on.line_to(right, bottom);
            on.line_to(right, bottom - 6.0);
            on.stroke();
        }
        on.set_stroke_style_str(paper);
        on.set_line_width(4.0);
        on.stroke_text(words, right, bottom - 8.0)?;
        on.set_fill_style_str(ink);
        on.fill_text(words, right, bottom - 8.0)
    }
}

/// A ring for an ending, a square for a bifurcation, each with a tail in the minutia's direction.
fn sign(on: &CanvasRenderingContext2d, (x, y): (f64, f64), turn: f64, kind: MinutiaKind, unit: f64) -> Drawn {
    let (radius, tail) = (4.4 * unit, 7.0 * unit);
    match kind {
        MinutiaKind::Ending => {
            on.move_to(x + radius, y);
            on.arc(x, y, radius, 0.0, TAU)?;
        }
        MinutiaKind::Bifurcation => on.rect(x - radius, y - radius, 2.0 * radius, 2.0 * radius),
    }
    let (sin, cos) = turn.sin_cos();
    on.move_to(x + radius * cos, y + radius * sin);
    on.line_to(x + (radius + tail) * cos, y + (radius + tail) * sin);
    Ok(())
}

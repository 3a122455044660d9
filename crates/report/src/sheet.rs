//! Pages that fill from top to bottom: text, rules, pictures, and at the foot of each what every page must say.

use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::Language;
use crate::helvetica::{self, Weight};
use crate::script::legible;
use crate::words::Text;

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
/// Where text ends: the foot lies below.
const FLOOR: f32 = 72.0;
/// Between the columns of a pair of pictures.
const GUTTER: f32 = 20.0;
const BLACK: [f32; 3] = [0.0; 3];
/// For labels and the foot.
const GREY: [f32; 3] = [0.35; 3];
/// Of marks: told from grey ridges on screen and paper, and each has its number.
const MARK: [f32; 3] = [0.66, 0.14, 0.11];

/// A picture to be drawn: grey, one byte a pixel.
pub(crate) struct Picture<'a> {
    pub width: u32,
    pub height: u32,
    pub pixels: &'a [u8],
    /// In pixels of the picture, numbered from 1.
    pub marks: Vec<(f32, f32)>,
}

/// The pages so far.
pub(crate) struct Sheet {
    pages: Vec<Content>,
    /// Where the next line goes, from the bottom.
    y: f32,
    pictures: Vec<(u32, u32, Vec<u8>)>,
    language: Language,
    /// What the report consists of, with the page on which each begins.
    sections: Vec<(String, usize)>,
    /// Where the contents go, once their pages are known: the page, and how far up.
    contents: Option<(usize, f32)>,
}

/// The size of the contents.
const CONTENTS: f32 = 10.0;

/// The room of a column, in points.
pub(crate) const COLUMN: f32 = (WIDTH - 2.0 * MARGIN - GUTTER) / 2.0;
const ROOM: f32 = WIDTH - 2.0 * MARGIN;

impl Sheet {
    pub fn new(language: Language) -> Self {
        let (pages, y) = (vec![Content::new()], HEIGHT - MARGIN);
        Self { pages, y, pictures: Vec::new(), language, sections: Vec::new(), contents: None }
    }

    fn page(&mut self) -> &mut Content {
        if self.pages.is_empty() {
            self.pages.push(Content::new());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Begins a new page unless so much room is left.
    pub fn need(&mut self, room: f32) {
        if self.y - room < FLOOR {
            self.pages.push(Content::new());
            self.y = HEIGHT - MARGIN;
        }
    }

    pub fn gap(&mut self, room: f32) {
        self.y -= room;
    }

    fn line(&mut self, x: f32, y: f32, (weight, size): (Weight, f32), colour: [f32; 3], text: &[u8]) {
        write(self.page(), (x, y), (weight, size), colour, text);
    }

    /// Text over the whole width.
    pub fn text(&mut self, text: &str, weight: Weight, size: f32) {
        for line in helvetica::lines(&legible(text, self.language), weight, size, ROOM) {
            self.need(size * 1.35);
            self.y -= size * 1.35;
            let y = self.y;
            self.line(MARGIN, y, (weight, size), BLACK, &line);
        }
    }

    /// A heading, kept with what follows.
    pub fn heading(&mut self, text: &str, size: f32) {
        self.gap(size * 0.8);
        self.need(size * 5.0);
        self.text(text, Weight::Bold, size);
        self.gap(4.0);
    }

    /// One of the things that the report consists of, named among the contents.
    pub fn section(&mut self, title: &str) {
        self.heading(title, 14.0);
        self.sections.push((title.to_owned(), self.pages.len()));
    }

    /// Leaves the room for the contents: these sections, in their order.
    pub fn contents(&mut self, titles: &[String]) {
        let widest: Vec<(String, usize)> = titles.iter().map(|title| (title.clone(), 9999)).collect();
        let room = self.contents_lines(&widest).len() as f32 * CONTENTS * 1.35;
        self.gap(8.0);
        self.need(room);
        self.contents = Some((self.pages.len() - 1, self.y));
        self.y -= room;
    }

    fn contents_lines(&self, sections: &[(String, usize)]) -> Vec<Vec<u8>> {
        let page = self.language.text(Text::OnPage);
        let each: Vec<String> = sections.iter().map(|(title, at)| format!("{title} {page} {at}")).collect();
        let text = format!("{}: {}", self.language.text(Text::Contents), each.join(" · "));
        helvetica::lines(&text, Weight::Regular, CONTENTS, ROOM)
    }

    fn write_contents(&mut self) {
        let Some((page, mut y)) = self.contents else { return };
        let lines = self.contents_lines(&self.sections);
        if let Some(page) = self.pages.get_mut(page) {
            for line in lines {
                y -= CONTENTS * 1.35;
                write(page, (MARGIN, y), (Weight::Regular, CONTENTS), BLACK, &line);
            }
        }
    }

    /// A label and what it labels, beside it.
    pub fn fact(&mut self, label: &str, value: &str) {
        const SIZE: f32 = 10.0;
        const LABEL: f32 = 130.0;
        let lines = |text, room| helvetica::lines(&legible(text, self.language), Weight::Regular, SIZE, room);
        let (label, value) = (lines(label, LABEL - 8.0), lines(value, ROOM - LABEL));
        for at in 0..label.len().max(value.len()) {
            self.need(SIZE * 1.35);
            self.y -= SIZE * 1.35;
            let y = self.y;
            for (x, colour, lines) in [(MARGIN, GREY, &label), (MARGIN + LABEL, BLACK, &value)] {
                if let Some(line) = lines.get(at) {
                    self.line(x, y, (Weight::Regular, SIZE), colour, line);
                }
            }
        }
    }

    /// Small text, for the log.
    pub fn small(&mut self, text: &str) {
        self.text(text, Weight::Regular, 8.0);
    }

    /// Up to two pictures side by side, each under its caption; one that is not held says so.
    pub fn pictures(&mut self, captions: [&str; 2], pictures: [Option<Picture<'_>>; 2], missing: &str) {
        const TALLEST: f32 = 250.0;
        const CAPTION: f32 = 9.0;
        let scaled = pictures.map(|picture| {
            picture.filter(|picture| picture.width > 0 && picture.height > 0).map(|picture| {
                let scale = (COLUMN / picture.width as f32).min(TALLEST / picture.height as f32);
                (scale, picture)
            })
        });
        let tallest = scaled
            .iter()
            .flatten()
            .map(|(scale, picture)| picture.height as f32 * scale)
            .fold(CAPTION * 2.0, f32::max);
        let captions = captions.map(|caption| helvetica::lines(caption, Weight::Bold, CAPTION, COLUMN));
        let lines = captions.iter().map(Vec::len).max().unwrap_or_default() as f32;
        self.need(tallest + CAPTION * 1.35 * lines + 12.0);
        for (caption, x) in captions.iter().zip([MARGIN, MARGIN + COLUMN + GUTTER]) {
            let mut y = self.y;
            for line in caption {
                y -= CAPTION * 1.35;
                self.line(x, y, (Weight::Bold, CAPTION), BLACK, line);
            }
        }
        let top = self.y - CAPTION * 1.35 * lines - 4.0;
        for ((drawn, x), caption) in scaled.into_iter().zip([MARGIN, MARGIN + COLUMN + GUTTER]).zip(&captions)
        {
            match drawn {
                Some((scale, picture)) => self.picture(&picture, scale, (x, top)),
                None if caption.is_empty() => {}
                None => {
                    let missing = helvetica::encoded(missing);
                    self.line(x, top - CAPTION, (Weight::Regular, CAPTION), GREY, &missing);
                }
            }
        }
        self.y = top - tallest - 8.0;
    }

    fn picture(&mut self, picture: &Picture<'_>, scale: f32, (x, top): (f32, f32)) {
        let name = format!("P{}", self.pictures.len());
        let (wide, tall) = (picture.width as f32 * scale, picture.height as f32 * scale);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(picture.pixels, 6);
        self.pictures.push((picture.width, picture.height, packed));
        let page = self.page();
        page.save_state();
        page.transform([wide, 0.0, 0.0, tall, x, top - tall]);
        page.x_object(Name(name.as_bytes()));
        page.restore_state();
        for (at, (mark_x, mark_y)) in picture.marks.iter().enumerate() {
            let centre = (x + mark_x * scale, top - mark_y * scale);
            circle(page, centre, 3.5);
            let number = (at + 1).to_string();
            write(page, (centre.0 + 4.0, centre.1 + 2.0), (Weight::Bold, 7.0), MARK, number.as_bytes());
        }
    }

    /// The whole as a file. Every page's foot says which page of how many it is, and `foot`.
    pub fn finish(mut self, title: &str, foot: &[String]) -> Vec<u8> {
        self.write_contents();
        let language = self.language;
        let all = self.pages.len();
        for (at, page) in self.pages.iter_mut().enumerate() {
            page.set_stroke_rgb(GREY[0], GREY[1], GREY[2]).set_line_width(0.5);
            page.move_to(MARGIN, FLOOR - 12.0).line_to(WIDTH - MARGIN, FLOOR - 12.0).stroke();
            let mut y = FLOOR - 14.0;
            for line in foot.iter().flat_map(|line| helvetica::lines(line, Weight::Regular, 8.0, ROOM - 80.0))
            {
                y -= 10.0;
                write(page, (MARGIN, y), (Weight::Regular, 8.0), GREY, &line);
            }
            let number = helvetica::encoded(&language.page(at + 1, all));
            let x = WIDTH - MARGIN - helvetica::width(&number, Weight::Regular, 8.0);
            write(page, (x, FLOOR - 24.0), (Weight::Regular, 8.0), GREY, &number);
        }
        self.file(title, language.tag())
    }

    fn file(self, title: &str, language: &str) -> Vec<u8> {
        let mut last = 0;
        let mut next = || {
            last += 1;
            Ref::new(last)
        };
        let (catalog, tree, info) = (next(), next(), next());
        let fonts = [("R", "Helvetica", next()), ("B", "Helvetica-Bold", next())];
        let pictures: Vec<_> = self.pictures.iter().map(|picture| (next(), picture)).collect();
        let pages: Vec<_> = self.pages.into_iter().map(|content| (next(), next(), content)).collect();

        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr(language));
        pdf.document_info(info).title(TextStr(title)).producer(TextStr("Umbral"));
        pdf.pages(tree)
            .kids(pages.iter().map(|(page, ..)| *page))
            .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
        for (_, name, id) in fonts {
            pdf.type1_font(id).base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        for (id, (width, height, packed)) in &pictures {
            let mut image = pdf.image_xobject(*id, packed);
            image.filter(Filter::FlateDecode);
            image.bits_per_component(8);
            image.width(i32::try_from(*width).unwrap_or_default());
            image.height(i32::try_from(*height).unwrap_or_default());
            image.color_space().device_gray();
        }
        for (id, content_id, content) in pages {
            let mut page = pdf.page(id);
            page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(content_id);
            let mut resources = page.resources();
            let mut named = resources.fonts();
            for (name, _, id) in fonts {
                named.pair(Name(name.as_bytes()), id);
            }
            named.finish();
            let mut named = resources.x_objects();
            for (at, (id, _)) in pictures.iter().enumerate() {
                named.pair(Name(format!("P{at}").as_bytes()), *id);
            }
            named.finish();
            resources.finish();
            page.finish();
            pdf.stream(content_id, &content.finish());
        }
        pdf.finish()
    }
}

fn write(
    page: &mut Content,
    (x, y): (f32, f32),
    (weight, size): (Weight, f32),
    colour: [f32; 3],
    text: &[u8],
) {
    let font: &[u8] = if weight == Weight::Bold { b"B" } else { b"R" };
    page.set_fill_rgb(colour[0], colour[1], colour[2]);
    page.begin_text().set_font(Name(font), size).next_line(x, y).show(Str(text)).end_text();
}

/// A circle of four arcs.
fn circle(page: &mut Content, (x, y): (f32, f32), radius: f32) {
    /// How far the controls of a quarter lie from its ends, for a radius of 1.
    const PULL: f32 = 0.552;
    let pull = radius * PULL;
    page.set_stroke_rgb(MARK[0], MARK[1], MARK[2]).set_line_width(1.0).move_to(x + radius, y);
    page.cubic_to(x + radius, y + pull, x + pull, y + radius, x, y + radius);
    page.cubic_to(x - pull, y + radius, x - radius, y + pull, x - radius, y);
    page.cubic_to(x - radius, y - pull, x - pull, y - radius, x, y - radius);
    page.cubic_to(x + pull, y - radius, x + radius, y - pull, x + radius, y);
    page.close_path().stroke();
}

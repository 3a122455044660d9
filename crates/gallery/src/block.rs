use std::ops::Range;

use fingerprint::{FingerPosition, Reference, Sketch, Template};

use crate::PersonId;
use crate::column::Column;

/// A print as a shard holds it: another can take it over, which costs next to nothing.
#[derive(Clone, Copy)]
pub struct HeldPrint<'a> {
    /// Which finger's.
    pub position: FingerPosition,
    sketch: &'a [u8],
    template: &'a [u8],
}

/// Some people of a shard and their prints, column by column, so that a search reads what it compares and no more.
///
/// A removed person stays as a tombstone until the block is rewritten.
#[derive(Clone, Default)]
pub(crate) struct Block {
    /// 16 bytes for each person.
    pub ids: Column,
    /// For each person, how many prints there are up to and with theirs.
    pub ends: Column,
    /// A byte for each print: its FGP code.
    pub positions: Column,
    /// [`Sketch::BYTES`] for each print.
    pub sketches: Column,
    /// For each print, how many bytes of templates there are up to and with its own.
    pub template_ends: Column,
    /// The templates in their stored form.
    pub templates: Column,
    /// The people removed, by place.
    pub gone: Vec<bool>,
    /// Of every print, made ready for comparison, if there is memory for that.
    pub references: Option<Vec<Reference>>,
}

impl Block {
    /// People in a full block: few enough to rewrite in a moment, enough that their number costs nothing.
    pub(crate) const PEOPLE: usize = 1024;

    /// People, gone or not.
    pub(crate) fn places(&self) -> usize {
        self.ids.bytes().len() / 16
    }

    pub(crate) fn prints(&self) -> usize {
        self.positions.bytes().len()
    }

    /// Whether the next person should start another block: by people, or by bytes, which 32 bits must count.
    pub(crate) fn is_full(&self) -> bool {
        self.places() >= Self::PEOPLE || self.templates.bytes().len() >= 64 << 20
    }

    pub(crate) fn is_gone(&self, place: usize) -> bool {
        self.gone.get(place).copied().unwrap_or(false)
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = (usize, PersonId)> + '_ {
        (0..self.places()).filter(|&place| !self.is_gone(place)).map(|place| (place, self.id(place)))
    }

    pub(crate) fn id(&self, place: usize) -> PersonId {
        let (ids, _) = self.ids.bytes().as_chunks();
        PersonId(ids.get(place).copied().unwrap_or_default())
    }

    /// Where a person's prints are among the block's.
    pub(crate) fn prints_of(&self, place: usize) -> Range<usize> {
        let start = if place == 0 { 0 } else { self.ends.number(place - 1) };
        start..self.ends.number(place)
    }

    pub(crate) fn position(&self, print: usize) -> FingerPosition {
        let code = self.positions.bytes().get(print).copied();
        code.and_then(|code| code.try_into().ok()).unwrap_or(FingerPosition::Unknown)
    }

    pub(crate) fn sketches(&self, prints: Range<usize>) -> &[u8] {
        let range = prints.start * Sketch::BYTES..prints.end * Sketch::BYTES;
        self.sketches.bytes().get(range).unwrap_or_default()
    }

    pub(crate) fn template(&self, print: usize) -> &[u8] {
        let start = if print == 0 { 0 } else { self.template_ends.number(print - 1) };
        self.templates.bytes().get(start..self.template_ends.number(print)).unwrap_or_default()
    }

    /// The print made ready for comparison, if it is kept so.
    pub(crate) fn reference(&self, print: usize) -> Option<&Reference> {
        self.references.as_ref()?.get(print)
    }

    /// The bytes that a person's prints take when they are made ready.
    pub(crate) fn ready_bytes_of(&self, place: usize) -> usize {
        self.prints_of(place).map(|print| Reference::bytes_of(self.template(print))).sum()
    }

    /// Adds a person, without looking whether they are there; where.
    pub(crate) fn push(&mut self, id: PersonId, prints: &[(FingerPosition, Template)]) -> usize {
        for (position, template) in prints {
            self.push_print(*position, &Sketch::new(template).to_bytes(), &template.to_bytes());
            if let Some(references) = &mut self.references {
                references.push(Reference::new(template));
            }
        }
        self.push_person(id)
    }

    /// Adds a person with prints that another block holds.
    pub(crate) fn push_held<'a>(
        &mut self,
        id: PersonId,
        prints: impl Iterator<Item = HeldPrint<'a>>,
    ) -> usize {
        for HeldPrint { position, sketch, template } in prints {
            self.push_print(position, sketch, template);
            if let Some(references) = &mut self.references {
                // What is held was checked to be a template.
                references.extend(Template::from_bytes(template).map(|template| Reference::new(&template)));
            }
        }
        self.push_person(id)
    }

    pub(crate) fn held(&self, print: usize) -> HeldPrint<'_> {
        let sketch = self.sketches(print..print + 1);
        HeldPrint { position: self.position(print), sketch, template: self.template(print) }
    }

    fn push_print(&mut self, position: FingerPosition, sketch: &[u8], template: &[u8]) {
        self.positions.push(&[position.code()]);
        self.sketches.push(sketch);
        self.templates.push(template);
        self.template_ends.push_number(self.templates.bytes().len());
    }

    /// After their prints.
    fn push_person(&mut self, id: PersonId) -> usize {
        self.ids.push(&id.0);
        self.ends.push_number(self.prints());
        self.places() - 1
    }

    /// Adds a person of another block.
    pub(crate) fn copy_person(&mut self, from: &Self, place: usize) -> usize {
        self.push_held(from.id(place), from.prints_of(place).map(|print| from.held(print)))
    }

    pub(crate) fn remove(&mut self, place: usize) {
        self.gone.resize(self.places(), false);
        self.gone[place] = true;
    }

    /// Whether anybody is gone.
    pub(crate) fn has_gaps(&self) -> bool {
        self.gone.contains(&true)
    }

    /// Whether so many are gone that it should be rewritten.
    pub(crate) fn is_sparse(&self) -> bool {
        4 * self.gone.iter().filter(|&&gone| gone).count() > self.places()
    }

    /// The same without those who are gone.
    pub(crate) fn rewritten(&self) -> Self {
        let mut new = Self::default();
        for (place, _) in self.people() {
            new.copy_person(self, place);
        }
        new.shrink();
        if self.references.is_some() {
            new.prepare();
        }
        new
    }

    /// Gives back memory that was taken for growing.
    pub(crate) fn shrink(&mut self) {
        let Self { ids, ends, positions, sketches, template_ends, templates, .. } = self;
        for column in [ids, ends, positions, sketches, template_ends, templates] {
            column.shrink();
        }
    }

    /// The bytes of all columns.
    pub(crate) fn held_bytes(&self) -> usize {
        let Self { ids, ends, positions, sketches, template_ends, templates, .. } = self;
        let columns = [ids, ends, positions, sketches, template_ends, templates];
        columns.map(|column| column.bytes().len()).into_iter().sum()
    }

    /// Makes all prints ready for comparison, and keeps them so.
    pub(crate) fn prepare(&mut self) {
        if self.references.is_some() {
            return;
        }
        let ready =
            |print| Template::from_bytes(self.template(print)).map(|template| Reference::new(&template));
        self.references = (0..self.prints()).map(ready).collect::<Result<_, _>>().ok();
    }

    /// Forgets what was made ready.
    pub(crate) fn unprepare(&mut self) {
        self.references = None;
    }

    /// The bytes that all prints take when they are made ready.
    pub(crate) fn ready_bytes(&self) -> usize {
        (0..self.prints()).map(|print| Reference::bytes_of(self.template(print))).sum()
    }
}

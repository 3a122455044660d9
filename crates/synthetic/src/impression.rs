//! One contact of a finger with a scanner, as an image.

use raster::Grey;

use crate::{
    Conditions, Master,
    finger::grey,
    noise::{Noise, squash},
    random::Random,
    skin::{Contact, Skin},
};

/// Columns of an impression, in pixels at 500 ppi.
pub const WIDTH: u32 = 360;
/// Rows of an impression, in pixels at 500 ppi.
pub const HEIGHT: u32 = 480;

/// What a scanner sees of `master` under `conditions`: [`WIDTH`] by [`HEIGHT`] at 500 ppi, dark ridges on white.
#[must_use]
pub fn impression(master: &Master, conditions: &Conditions) -> Grey {
    let random = &mut Random::new(conditions.seed, "impression");
    let contrast = random.between(28.0, 70.0);
    let platen = Platen::new(WIDTH, HEIGHT, conditions, random);
    let pressed = Pressed::new(master, conditions, random);
    let mut pixels = Vec::with_capacity((WIDTH * HEIGHT) as usize);
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let (x, y, grain) = (column as f32, row as f32, Platen::grain(random));
            let value = platen.at(x, y, grain) - (platen.light - contrast) * pressed.ink(x, y, grain);
            pixels.push(value.clamp(0.0, 255.0) as u8);
        }
    }
    grey(WIDTH, HEIGHT, pixels)
}

/// What a scanner sees with nothing on it.
pub(crate) struct Platen {
    pub(crate) light: f32,
    noise: f32,
    background: f32,
    grease: Noise,
}

impl Platen {
    pub(crate) fn new(width: u32, height: u32, conditions: &Conditions, random: &mut Random) -> Self {
        Self {
            light: random.between(228.0, 250.0),
            noise: 9.0 * conditions.noise,
            background: 26.0 * conditions.background,
            grease: Noise::new(width as usize, height as usize, width as f32 / 4.0, random),
        }
    }

    /// One pixel's share of the sensor's grain, `-1..1`.
    pub(crate) fn grain(random: &mut Random) -> f32 {
        random.unit() + random.unit() - 1.0
    }

    pub(crate) fn at(&self, x: f32, y: f32, grain: f32) -> f32 {
        self.light + self.noise * grain - self.background * (0.5 + self.grease.at(x, y)).max(0.0)
    }
}

/// A finger on the platen.
pub(crate) struct Pressed<'a> {
    master: &'a Master,
    conditions: &'a Conditions,
    skin: Skin<'a>,
    contact: Contact,
    scratches: Vec<Scratch>,
    dry_spots: Noise,
    moisture: Noise,
}

impl<'a> Pressed<'a> {
    pub(crate) fn new(master: &'a Master, conditions: &'a Conditions, random: &mut Random) -> Self {
        let (width, height) = (WIDTH as usize, HEIGHT as usize);
        Self {
            master,
            conditions,
            skin: Skin::new(conditions),
            contact: Contact::new(conditions, random),
            scratches: (0..conditions.scratches).map(|_| Scratch::draw(random)).collect(),
            dry_spots: Noise::new(width, height, 2.6, random),
            moisture: Noise::new(width, height, 38.0, random),
        }
    }

    /// How much light the skin over a pixel takes, 0 to 1.
    pub(crate) fn ink(&self, px: f32, py: f32, grain: f32) -> f32 {
        let (x, y) = self.skin.under(px, py);
        let touch = self.contact.at(x, y);
        if touch <= -1.0 {
            return 0.0;
        }
        let moisture = self.moisture.at(px, py);
        let wet = self.conditions.pressure + 0.35 * moisture;
        // Dots of a dry ridge stay white; the drier, the more of them.
        let dry = (self.conditions.dryness - 0.30 * moisture).max(0.0);
        let spots = dry * (0.55 + 1.9 * (self.dry_spots.at(px, py) + 0.35 * grain));
        let worn: f32 = self.scratches.iter().map(|scratch| scratch.depth(x, y)).sum();
        let ridge = self.master.height_at(x + Master::MIDDLE.0, y + Master::MIDDLE.1);
        let pressed = ridge + 0.55 * wet - 0.12 - spots.max(0.0) - worn + 1.9 * touch.min(0.0);
        let covered = 0.5 + 0.5 * squash(2.6 * pressed + 0.9 * self.conditions.noise * grain);
        // Light pressure near the edge also prints fainter.
        covered * (0.62 + 0.38 * (2.0 * touch + 1.0).clamp(0.0, 1.0))
    }
}

/// A thin line across the ridges that took no ink.
struct Scratch {
    from: (f32, f32),
    turn: (f32, f32),
    length: f32,
    breadth: f32,
    bend: f32,
}

impl Scratch {
    fn draw(random: &mut Random) -> Self {
        let angle = random.within(1.2);
        Self {
            from: (random.within(110.0), random.within(160.0)),
            turn: (libm::sinf(angle), libm::cosf(angle)),
            length: random.between(25.0, 130.0),
            breadth: random.between(0.7, 1.6),
            bend: 0.002 * random.normal(),
        }
    }

    fn depth(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.from.0, y - self.from.1);
        let (sin, cos) = self.turn;
        let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
        let left = 1.0 - (2.0 * u / self.length) * (2.0 * u / self.length);
        if left <= 0.0 {
            return 0.0;
        }
        let off = (v - self.bend * u * u) / self.breadth;
        1.5 * left / (1.0 + off * off * off * off)
    }
}

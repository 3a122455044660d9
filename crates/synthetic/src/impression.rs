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
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let random = &mut Random::new(conditions.seed, "impression");
    let skin = Skin::new(conditions);
    let contact = Contact::new(conditions, random);
    let scratches: Vec<Scratch> = (0..conditions.scratches).map(|_| Scratch::draw(random)).collect();
    let dry_spots = Noise::new(width, height, 2.6, random);
    let moisture = Noise::new(width, height, 38.0, random);
    let grease = Noise::new(width, height, 90.0, random);
    let light = random.between(228.0, 250.0);
    let ink = light - random.between(28.0, 70.0);

    let mut pixels = Vec::with_capacity(width * height);
    for row in 0..height {
        for column in 0..width {
            let (px, py) = (column as f32, row as f32);
            let grain = random.unit() + random.unit() - 1.0;
            let mut value = light + 9.0 * conditions.noise * grain;
            value -= 26.0 * conditions.background * (0.5 + grease.at(px, py)).max(0.0);

            let (x, y) = skin.under(px, py);
            let touch = contact.at(x, y);
            if touch > -1.0 {
                let wet = conditions.pressure + 0.35 * moisture.at(px, py);
                // Dots of a dry ridge stay white; the drier, the more of them.
                let dry = (conditions.dryness - 0.30 * moisture.at(px, py)).max(0.0);
                let spots = dry * (0.55 + 1.9 * (dry_spots.at(px, py) + 0.35 * grain));
                let worn: f32 = scratches.iter().map(|scratch| scratch.depth(x, y)).sum();
                let ridge = master.height_at(x + Master::MIDDLE.0, y + Master::MIDDLE.1);
                let pressed = ridge + 0.55 * wet - 0.12 - spots.max(0.0) - worn + touch.min(0.0) * 1.9;
                let covered = 0.5 + 0.5 * squash(2.6 * pressed + 0.9 * conditions.noise * grain);
                // Light pressure near the edge also prints fainter.
                value -= ink * covered * (0.62 + 0.38 * (touch * 2.0 + 1.0).clamp(0.0, 1.0));
            }
            pixels.push(value.clamp(0.0, 255.0) as u8);
        }
    }
    grey(WIDTH, HEIGHT, pixels)
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

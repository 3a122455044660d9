//! One contact of a finger with a scanner, as an image.

use raster::Grey;

use crate::{
    Conditions, Master,
    finger::grey,
    noise::{Noise, blend, ease, squash},
    random::Random,
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

/// Which point of the relaxed finger lies under which pixel.
///
/// The plastic distortion model of Cappelli, Maio and Maltoni (2001): the firmly pressed middle does not move,
/// the skin around it is dragged and twisted, and in between it stretches.
struct Skin<'a> {
    conditions: &'a Conditions,
    turn: (f32, f32),
    twist: (f32, f32),
    held: (f32, f32),
}

impl<'a> Skin<'a> {
    fn new(conditions: &'a Conditions) -> Self {
        let sine_cosine = |angle: f32| (libm::sinf(angle), libm::cosf(angle));
        let held = (0.35 * conditions.contact_reach.0, 0.35 * conditions.contact_reach.1);
        Self {
            conditions,
            turn: sine_cosine(conditions.rotation),
            twist: sine_cosine(conditions.torsion),
            held,
        }
    }

    /// Finger coordinates (from its middle, y down) under a pixel.
    fn under(&self, px: f32, py: f32) -> (f32, f32) {
        let c = self.conditions;
        let dx = px - 0.5 * WIDTH as f32 - c.displacement.0;
        let dy = py - 0.5 * HEIGHT as f32 - c.displacement.1;
        let (sin, cos) = self.turn;
        let (x, y) = (dx * cos - dy * sin, dx * sin + dy * cos);

        let (from_x, from_y) = (x - c.contact_middle.0, y - c.contact_middle.1);
        let (a, b) = (from_x / self.held.0, from_y / self.held.1);
        // 0 in the held middle, 1 from about two and a half times its reach on.
        let free = ease((((a * a + b * b).sqrt() - 1.0) / 1.6).clamp(0.0, 1.0));
        let (sin, cos) = self.twist;
        let moved_x = from_x * cos - from_y * sin + c.contact_middle.0 + c.traction.0;
        let moved_y = from_x * sin + from_y * cos + c.contact_middle.1 + c.traction.1;
        (blend(x, moved_x, free), blend(y, moved_y, free))
    }
}

/// The area that touches: egg-shaped, with an uneven edge.
struct Contact {
    middle: (f32, f32),
    reach: (f32, f32),
    edge: Noise,
    fringe: Noise,
}

impl Contact {
    fn new(conditions: &Conditions, random: &mut Random) -> Self {
        let (width, height) = (Master::WIDTH as usize, Master::HEIGHT as usize);
        Self {
            middle: conditions.contact_middle,
            reach: conditions.contact_reach,
            edge: Noise::new(width, height, 55.0, random),
            fringe: Noise::new(width, height, 13.0, random),
        }
    }

    /// How firmly a point of the finger touches: positive inside, 0 where it begins to lift, -1 where no ridge
    /// touches any more.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        // The tip is rounder than the base, which is cut off by the joint.
        let (u, v) = (dx / self.reach.0, dy / self.reach.1);
        let v2 = v * v;
        let outline = if v < 0.0 { u * u + v2 } else { u * u + v2 * (0.45 + 0.55 * v2) };
        let firm = 1.0 - outline;
        if firm < -0.6 {
            return -1.0;
        }
        let (ex, ey) = (x + Master::MIDDLE.0, y + Master::MIDDLE.1);
        (3.2 * firm + 0.55 * self.edge.at(ex, ey) + 0.30 * self.fringe.at(ex, ey)).max(-1.0)
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

//! How the skin lies on the platen: where each point of it comes to rest, and how firmly it touches.

use crate::{
    Conditions, HEIGHT, Master, WIDTH,
    noise::{Noise, blend, ease},
    random::Random,
};

/// Which point of the relaxed finger lies under which pixel.
///
/// The plastic distortion model of Cappelli, Maio and Maltoni (2001): the firmly pressed middle does not move,
/// the skin around it is dragged and twisted, and in between it stretches.
pub(crate) struct Skin<'a> {
    conditions: &'a Conditions,
    turn: (f32, f32),
    twist: (f32, f32),
    held: (f32, f32),
}

impl<'a> Skin<'a> {
    pub(crate) fn new(conditions: &'a Conditions) -> Self {
        let sine_cosine = |angle: f32| (libm::sinf(angle), libm::cosf(angle));
        let held = (0.35 * conditions.contact_reach.0, 0.35 * conditions.contact_reach.1);
        Self {
            conditions,
            turn: sine_cosine(conditions.rotation),
            twist: sine_cosine(conditions.torsion),
            held,
        }
    }

    /// The point under a pixel if the skin did not stretch.
    fn turned_back(&self, px: f32, py: f32) -> (f32, f32) {
        let dx = px - 0.5 * WIDTH as f32 - self.conditions.displacement.0;
        let dy = py - 0.5 * HEIGHT as f32 - self.conditions.displacement.1;
        let (sin, cos) = self.turn;
        (dx * cos - dy * sin, dx * sin + dy * cos)
    }

    /// How far the skin around the middle is free to move at a point of the turned finger: 0 held, 1 free.
    fn freedom(&self, from_x: f32, from_y: f32) -> f32 {
        let (a, b) = (from_x / self.held.0, from_y / self.held.1);
        // All of it from about three times the held reach on.
        ease((((a * a + b * b).sqrt() - 1.0) / 2.2).clamp(0.0, 1.0))
    }

    /// Finger coordinates (from its middle, y down) under a pixel.
    pub(crate) fn under(&self, px: f32, py: f32) -> (f32, f32) {
        let c = self.conditions;
        let (x, y) = self.turned_back(px, py);
        let (from_x, from_y) = (x - c.contact_middle.0, y - c.contact_middle.1);
        let free = self.freedom(from_x, from_y);
        let (sin, cos) = self.twist;
        let moved_x = from_x * cos - from_y * sin + c.contact_middle.0 + c.traction.0;
        let moved_y = from_x * sin + from_y * cos + c.contact_middle.1 + c.traction.1;
        (blend(x, moved_x, free), blend(y, moved_y, free))
    }

    /// How much the finger is turned at a pixel, in radians, counter-clockwise as seen on screen.
    pub(crate) fn turn_at(&self, px: f32, py: f32) -> f32 {
        let (x, y) = self.turned_back(px, py);
        let middle = self.conditions.contact_middle;
        self.conditions.rotation + self.conditions.torsion * self.freedom(x - middle.0, y - middle.1)
    }

    /// The pixel over a point of the relaxed finger: [`Self::under`] undone, to a twentieth of a pixel.
    pub(crate) fn over(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.turn;
        let turned = |dx: f32, dy: f32| (dx * cos + dy * sin, dy * cos - dx * sin);
        let (dx, dy) = turned(x, y);
        let mut px = dx + 0.5 * WIDTH as f32 + self.conditions.displacement.0;
        let mut py = dy + 0.5 * HEIGHT as f32 + self.conditions.displacement.1;
        for _ in 0..16 {
            let (reached_x, reached_y) = self.under(px, py);
            let (dx, dy) = turned(x - reached_x, y - reached_y);
            (px, py) = (px + dx, py + dy);
            if dx * dx + dy * dy < 1e-4 {
                break;
            }
        }
        (px, py)
    }
}

/// The area that touches: egg-shaped, with an uneven edge.
pub(crate) struct Contact {
    middle: (f32, f32),
    reach: (f32, f32),
    edge: Noise,
    fringe: Noise,
}

impl Contact {
    pub(crate) fn new(conditions: &Conditions, random: &mut Random) -> Self {
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
    pub(crate) fn at(&self, x: f32, y: f32) -> f32 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Difficulty;

    #[test]
    fn a_point_of_the_finger_is_found_where_it_came_to_rest() {
        for seed in 0..200 {
            let conditions = Conditions::draw(seed, Difficulty::Poor);
            let skin = Skin::new(&conditions);
            for (x, y) in [(0.0, 0.0), (-90.0, 40.0), (60.0, 150.0), (120.0, -160.0)] {
                let (px, py) = skin.over(x, y);
                let (back_x, back_y) = skin.under(px, py);
                assert!((back_x - x).abs() < 0.05 && (back_y - y).abs() < 0.05, "seed {seed} at {x}, {y}");
            }
        }
    }
}

use super::side::Point;

/// A rigid motion of the probe onto the reference, with y up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Motion {
    pub cos: f32,
    pub sin: f32,
    pub dx: f32,
    pub dy: f32,
}

impl Motion {
    /// The motion that brings the probe points nearest to the reference points they are paired with, by least
    /// squares with weights (Procrustes in the plane). None for fewer than two pairs.
    pub(crate) fn fit(pairs: impl Iterator<Item = (Point, Point, f32)> + Clone) -> Option<Self> {
        let (mut count, mut total, mut px, mut py, mut rx, mut ry) = (0, 0f32, 0f32, 0f32, 0f32, 0f32);
        for (p, r, w) in pairs.clone() {
            count += 1;
            total += w;
            px += w * p.x;
            py += w * p.y;
            rx += w * r.x;
            ry += w * r.y;
        }
        if count < 2 || total <= 0.0 {
            return None;
        }
        let (px, py, rx, ry) = (px / total, py / total, rx / total, ry / total);
        let (mut dot, mut cross) = (0f32, 0f32);
        for (p, r, w) in pairs {
            let (a, b, c, d) = (p.x - px, p.y - py, r.x - rx, r.y - ry);
            dot += w * (a * c + b * d);
            cross += w * (a * d - b * c);
        }
        let length = (dot * dot + cross * cross).sqrt();
        if length < 1e-6 {
            return None;
        }
        let (cos, sin) = (dot / length, cross / length);
        Some(Self { cos, sin, dx: rx - (cos * px - sin * py), dy: ry - (sin * px + cos * py) })
    }

    #[inline]
    pub(crate) fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        (self.cos * x - self.sin * y + self.dx, self.sin * x + self.cos * y + self.dy)
    }

    /// Back from the reference to the probe.
    pub(crate) fn inverse(&self) -> Self {
        let (cos, sin) = (self.cos, -self.sin);
        Self { cos, sin, dx: -(cos * self.dx - sin * self.dy), dy: -(sin * self.dx + cos * self.dy) }
    }

    /// The cosine of the angle between a probe direction turned by this motion and a reference direction, both
    /// as unit vectors.
    #[inline]
    pub(crate) fn agreement(&self, probe: (f32, f32), reference: (f32, f32)) -> f32 {
        let (x, y) = (self.cos * probe.0 - self.sin * probe.1, self.sin * probe.0 + self.cos * probe.1);
        x * reference.0 + y * reference.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_motion_is_found_and_undone() {
        let motion = Motion { cos: 0.8, sin: 0.6, dx: 12.0, dy: -7.0 };
        let point = |x, y| Point { x, y, direction: 0, reliability: 1.0 };
        let pairs = [(10.0, -20.0), (100.0, -30.0), (50.0, -150.0)].map(|(x, y)| {
            let (a, b) = motion.apply(x, y);
            (point(x, y), point(a, b), 1.0)
        });
        let found = Motion::fit(pairs.into_iter()).unwrap();
        assert!((found.cos - 0.8).abs() < 1e-4 && (found.dx - 12.0).abs() < 1e-2);
        let (x, y) = found.inverse().apply(pairs[2].1.x, pairs[2].1.y);
        assert!((x - 50.0).abs() < 1e-2 && (y + 150.0).abs() < 1e-2);
    }
}

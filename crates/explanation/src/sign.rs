use fingerprint::{MinutiaKind, Removal};

/// A minutia as an SVG path: a ring for an ending, a square for a bifurcation, with a tail in its direction.
///
/// `turn` is in radians, clockwise from the x axis as seen: the image's y grows downwards. `radius` is the sign's,
/// `tail` how far the tail reaches beyond it.
#[must_use]
pub fn minutia_sign((x, y): (f32, f32), turn: f32, kind: MinutiaKind, radius: f32, tail: f32) -> String {
    let (dx, dy) = (turn.cos(), turn.sin());
    let reach = radius + tail;
    let r = radius;
    let sign = match kind {
        MinutiaKind::Ending => format!(
            "M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0",
            x - r,
            2.0 * r,
            -2.0 * r
        ),
        MinutiaKind::Bifurcation => format!("M{:.1} {:.1}h{w:.1}v{w:.1}h-{w:.1}Z", x - r, y - r, w = 2.0 * r),
    };
    format!("{sign}M{:.1} {:.1}L{:.1} {:.1}", x + dx * r, y + dy * r, x + dx * reach, y + dy * reach)
}

/// A minutia that was left out as an SVG path, each reason in a shape of its own: a triangle at the print's border, a
/// cross where a neighbour undoes it, a lying bar where ridges are unclear.
#[must_use]
pub fn dropped_sign((x, y): (f32, f32), why: Removal, radius: f32) -> String {
    let r = radius;
    match why {
        Removal::Border => {
            format!("M{x:.1} {:.1}l{r:.1} {:.1}h{:.1}Z", y - r, 1.8 * r, -2.0 * r)
        }
        Removal::Facing => {
            let d = 2.0 * r;
            format!("M{:.1} {:.1}l{d:.1} {d:.1}m0 -{d:.1}l-{d:.1} {d:.1}", x - r, y - r)
        }
        Removal::Unclear => format!("M{:.1} {y:.1}h{:.1}", x - r, 2.0 * r),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_points_up_when_the_turn_is_three_quarters() {
        let up = 1.5 * std::f32::consts::PI;
        let path = minutia_sign((100.0, 100.0), up, MinutiaKind::Ending, 4.6, 7.0);
        assert!(path.ends_with("M100.0 95.4L100.0 88.4"), "{path}");
    }

    #[test]
    fn each_reason_has_its_own_shape() {
        let reasons = [Removal::Border, Removal::Facing, Removal::Unclear];
        let mut shapes: Vec<_> = reasons.map(|why| dropped_sign((0.0, 0.0), why, 3.0)).into();
        shapes.dedup();
        assert_eq!(shapes.len(), reasons.len());
    }
}

use fingerprint::MinutiaKind;

/// A minutia as a path: a ring for an ending, a square for a bifurcation, with a tail in its direction.
///
/// `turn` is in radians, clockwise from the x axis as seen: the image's y grows downwards. `radius` is the sign's,
/// `tail` how far the tail reaches beyond it.
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

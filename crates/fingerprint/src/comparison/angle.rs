use std::sync::OnceLock;

/// Cosine and sine of 256ths of a turn, from a table.
#[inline]
pub(crate) fn unit(angle: u8) -> (f32, f32) {
    static TABLE: OnceLock<[(f32, f32); 256]> = OnceLock::new();
    TABLE.get_or_init(|| {
        std::array::from_fn(|i| {
            let (sin, cos) = libm::sincos(i as f64 * std::f64::consts::TAU / 256.0);
            (cos as f32, sin as f32)
        })
    })[usize::from(angle)]
}

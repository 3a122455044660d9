use std::sync::OnceLock;

/// Cosine and sine of 256ths of a turn. From a table, so that browser and server compute the same to the bit.
#[inline]
pub(crate) fn unit(angle: u8) -> (f32, f32) {
    static TABLE: OnceLock<[(f32, f32); 256]> = OnceLock::new();
    TABLE.get_or_init(|| {
        std::array::from_fn(|i| {
            // Rounding from 64 bits hides how the last bit of the platform's sine came out.
            let (sin, cos) = (i as f64 * std::f64::consts::TAU / 256.0).sin_cos();
            (cos as f32, sin as f32)
        })
    })[usize::from(angle)]
}

use raster::{Grey, Ppi};

/// The image at 500 ppi, row by row, 0 black to 255 white.
#[derive(Debug, Clone)]
pub(crate) struct Print {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<f32>,
}

/// `image`, captured at `ppi`, at 500 ppi: separable cubic interpolation, widened when shrinking so that
/// nothing above the new limit frequency folds back.
pub(crate) fn resample(image: &Grey, ppi: Ppi) -> Print {
    let (width, height) = (image.width() as usize, image.height() as usize);
    if ppi == Ppi::P500 {
        let pixels = image.pixels().iter().map(|&p| f32::from(p)).collect();
        return Print { width, height, pixels };
    }
    let scale = f32::from(ppi.get()) / f32::from(Ppi::P500.get());
    let size = |side: usize| ((side as f32 / scale).round() as usize).max(1);
    let (new_width, new_height) = (size(width), size(height));

    let columns = taps(width, new_width, scale);
    let mut narrow = Vec::with_capacity(new_width * height);
    for row in image.pixels().chunks_exact(width) {
        let sum = |taps: &Vec<(usize, f32)>| {
            taps.iter().map(|&(x, weight)| f32::from(row[x]) * weight).sum::<f32>()
        };
        narrow.extend(columns.iter().map(sum));
    }
    let mut small = vec![0f32; new_width * new_height];
    for (out, taps) in small.chunks_exact_mut(new_width).zip(taps(height, new_height, scale)) {
        for (y, weight) in taps {
            for (o, &p) in out.iter_mut().zip(&narrow[y * new_width..(y + 1) * new_width]) {
                *o += p * weight;
            }
        }
    }
    Print { width: new_width, height: new_height, pixels: small }
}

/// `image`, captured at `ppi`, at 500 ppi, as the engine sees it.
#[must_use]
pub fn resampled(image: &Grey, ppi: Ppi) -> Grey {
    if ppi == Ppi::P500 {
        return image.clone();
    }
    let print = resample(image, ppi);
    let pixels = print.pixels.iter().map(|p| p.round().clamp(0.0, 255.0) as u8).collect();
    // The shape holds by construction.
    Grey::new(print.width as u32, print.height as u32, Some(Ppi::P500), pixels)
        .unwrap_or_else(|_| image.clone())
}

/// For each of `new` positions, the old positions that make it up and their weights, which add up to 1.
fn taps(old: usize, new: usize, scale: f32) -> Vec<Vec<(usize, f32)>> {
    let widen = scale.max(1.0);
    (0..new)
        .map(|i| {
            let centre = (i as f32 + 0.5) * scale - 0.5;
            let first = (centre - 2.0 * widen).ceil() as isize;
            let last = (centre + 2.0 * widen).floor() as isize;
            let mut taps: Vec<(usize, f32)> = (first..=last)
                .map(|at| {
                    let inside = at.clamp(0, old as isize - 1) as usize;
                    (inside, catmull_rom((at as f32 - centre) / widen))
                })
                .collect();
            let sum: f32 = taps.iter().map(|t| t.1).sum();
            for tap in &mut taps {
                tap.1 /= sum;
            }
            taps
        })
        .collect()
}

/// The interpolating cubic of Keys (1981), a = -1/2.
fn catmull_rom(t: f32) -> f32 {
    let t = t.abs();
    if t < 1.0 {
        (1.5 * t - 2.5) * t * t + 1.0
    } else if t < 2.0 {
        ((-0.5 * t + 2.5) * t - 4.0) * t + 2.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_image_stays_flat_and_shrinks_by_the_ratio() {
        let image = Grey::new(400, 200, None, vec![77; 80_000]).unwrap();
        let print = resample(&image, Ppi::new(1000).unwrap());
        assert_eq!((print.width, print.height), (200, 100));
        assert!(print.pixels.iter().all(|p| (p - 77.0).abs() < 0.01));
    }

    #[test]
    fn a_wave_keeps_its_length_in_millimetres() {
        let wave = |x: usize, period: f32| 127.0 + 100.0 * (x as f32 * std::f32::consts::TAU / period).cos();
        let pixels = (0..600 * 20).map(|i| wave(i % 600, 18.0) as u8).collect();
        let print = resample(&Grey::new(600, 20, None, pixels).unwrap(), Ppi::new(1000).unwrap());
        // 18 px at 1000 ppi are 9 px at 500; pixel centres shift by a quarter of the old period's step.
        for x in 20..280 {
            let expected = 127.0 + 100.0 * ((x as f32 + 0.25) * std::f32::consts::TAU / 9.0).cos();
            assert!((print.pixels[5 * print.width + x] - expected).abs() < 6.0);
        }
    }
}

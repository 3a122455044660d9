/// Grey values as a screen's canvas takes them: red, green, blue, opaque, a byte each.
///
/// Each of them is the mean of `shrink` by `shrink` pixels of the picture, which is `width` pixels wide; what is left over at the
/// right and at the bottom is not shown. `colours` is filled as far as it reaches.
pub fn for_screen(pixels: &[u8], width: usize, shrink: usize, colours: &mut [u8]) {
    let (width, shrink) = (width.max(1), shrink.max(1));
    let columns = width / shrink;
    if columns == 0 {
        return;
    }
    let mut sums = vec![0u32; columns];
    let share = (shrink * shrink) as u32;
    for (band, row) in pixels.chunks_exact(width * shrink).zip(colours.chunks_exact_mut(columns * 4)) {
        sums.fill(0);
        for line in band.chunks_exact(width) {
            for (sum, greys) in sums.iter_mut().zip(line.chunks_exact(shrink)) {
                *sum += greys.iter().map(|&grey| u32::from(grey)).sum::<u32>();
            }
        }
        for (colour, sum) in row.chunks_exact_mut(4).zip(&sums) {
            let grey = (sum / share) as u8;
            colour.copy_from_slice(&[grey, grey, grey, u8::MAX]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_a_grey_colour() {
        let mut colours = [0; 16];
        for_screen(&[0, 50, 100, 255], 2, 1, &mut colours);
        assert_eq!(colours, [0, 0, 0, 255, 50, 50, 50, 255, 100, 100, 100, 255, 255, 255, 255, 255]);
    }

    #[test]
    fn a_large_picture_is_shown_by_means_and_what_is_left_over_is_not() {
        let picture = [
            0, 100, 9, //
            100, 200, 9, //
            9, 9, 9,
        ];
        let mut colours = [7; 8];
        for_screen(&picture, 3, 2, &mut colours);
        assert_eq!(colours, [100, 100, 100, 255, 7, 7, 7, 7]);
    }
}

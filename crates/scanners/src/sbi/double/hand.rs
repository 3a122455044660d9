//! What the double's scanners see: the fingers of a person that never existed.

use fingerprint::FingerPosition;
use image::codecs::jpeg::JpegEncoder;
use isobio::{Compression, FingerImage, FingerImageRecord, ImpressionType, PrintPosition, Sampling};
use raster::Grey;
use synthetic::{Conditions, Difficulty, Hand, Master, Person, Slap, impression};

const CUT_WIDTH: u32 = 340;
const CUT_HEIGHT: u32 = 420;

/// The image of each finger wanted, cut out of a slap where they lie together.
pub(super) fn fingers(
    person: &Person,
    wanted: &[FingerPosition],
    capture: u64,
) -> Vec<(FingerPosition, Grey)> {
    let hand = match wanted {
        [first, _, ..] if !is_thumb(*first) => Some(if first.code() > 5 { Hand::Left } else { Hand::Right }),
        _ => None,
    };
    match hand.map(|hand| Slap::capture(person, hand, capture, Difficulty::Good)) {
        Some(slap) => slap
            .fingers
            .iter()
            .filter(|finger| wanted.contains(&finger.position))
            .map(|finger| (finger.position, cut(&slap.image, finger.middle)))
            .collect(),
        None => wanted
            .iter()
            .map(|position| {
                let conditions = Conditions::draw(capture ^ u64::from(position.code()), Difficulty::Good);
                (*position, impression(&Master::grow(person.finger(*position)), &conditions))
            })
            .collect(),
    }
}

fn is_thumb(position: FingerPosition) -> bool {
    matches!(position, FingerPosition::RightThumb | FingerPosition::LeftThumb)
}

/// A window about `middle`, as far as it lies inside the image.
fn cut(image: &Grey, middle: (f32, f32)) -> Grey {
    let start = |middle: f32, side: u32, most: u32| (middle as u32).saturating_sub(side / 2).min(most - side);
    let left = start(middle.0, CUT_WIDTH, image.width()) as usize;
    let top = start(middle.1, CUT_HEIGHT, image.height()) as usize;
    let rows = image.pixels().chunks_exact(image.width() as usize).skip(top).take(CUT_HEIGHT as usize);
    let pixels = rows.flat_map(|row| row[left..left + CUT_WIDTH as usize].iter().copied()).collect();
    #[expect(clippy::expect_used, reason = "a window inside of the image")]
    Grey::new(CUT_WIDTH, CUT_HEIGHT, image.ppi, pixels).expect("as many pixels as it has")
}

/// A finger image record; `None` leaves the pixels as they are.
pub(super) fn record(position: FingerPosition, image: &Grey, compression: Compression) -> Vec<u8> {
    let data = match compression {
        Compression::None => image.pixels().to_vec(),
        Compression::Wsq => raster::encode_wsq(image, image.pixels().len() / 10).unwrap_or_default(),
        _ => raster::encode_png(image).unwrap_or_default(),
    };
    let image = FingerImage {
        position: PrintPosition::Finger(position),
        number: 0,
        impression: ImpressionType::LivePlain,
        quality: Some(74),
        scanned: Sampling::per_inch(500),
        sampling: Sampling::per_inch(500),
        bit_depth: 8,
        compression,
        width: image.width() as u16,
        height: image.height() as u16,
        data,
    };
    #[expect(clippy::expect_used, reason = "every field was just filled as the standard asks")]
    FingerImageRecord { images: vec![image] }.write().expect("a record")
}

/// A live picture: a quarter of the size, side by side, as a JPEG file.
pub(super) fn preview(images: &[Grey]) -> Vec<u8> {
    const SHARE: u32 = 4;
    let (width, height) = (images.iter().map(|it| it.width() / SHARE).sum::<u32>().max(1), 120);
    let mut pixels = vec![235; (width * height) as usize];
    let mut left = 0;
    for image in images {
        for row in 0..height.min(image.height() / SHARE) {
            for column in 0..image.width() / SHARE {
                let from = (row * SHARE * image.width() + column * SHARE) as usize;
                pixels[(row * width + left + column) as usize] = image.pixels()[from];
            }
        }
        left += image.width() / SHARE;
    }
    let mut file = Vec::new();
    // Writing to memory does not fail.
    let _ = JpegEncoder::new_with_quality(&mut file, 80).encode(
        &pixels,
        width,
        height,
        image::ExtendedColorType::L8,
    );
    file
}

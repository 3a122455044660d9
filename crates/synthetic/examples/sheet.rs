//! Draws a contact sheet: `cargo run -p synthetic --example sheet -- OUT.png [FIRST_SEED] [masters|slap]`.
//!
//! One class of pattern per column; rows are impressions under good, field and poor conditions, or with
//! `masters` the whole prints of two fingers. `slap` draws the right hand of a person instead.
use std::time::Instant;

use raster::{Grey, encode_png};
use synthetic::{Conditions, Difficulty, FingerSeed, Hand, Master, PatternClass, Person, Slap, impression};

const COLUMNS: usize = PatternClass::SHARES.len();

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name the PNG file to write")?;
    let first: u64 = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let image = match arguments.next().as_deref() {
        None => sheet(&impressions(&one_of_each(first)))?,
        Some("masters") => {
            let fingers = [one_of_each(first), one_of_each(first + 10_000)].concat();
            sheet(&fingers.iter().map(Master::image).collect::<Vec<_>>())?
        }
        Some("slap") => Slap::capture(&Person { seed: first }, Hand::Right, 0, Difficulty::Field).image,
        Some(other) => return Err(format!("{other:?} is neither masters nor slap").into()),
    };
    std::fs::write(out, encode_png(&image)?)?;
    Ok(())
}

/// The first finger of each class, counting seeds from `first`.
fn one_of_each(first: u64) -> Vec<Master> {
    let of_class = |class| (first..).find(|&seed| FingerSeed(seed).class() == class);
    PatternClass::SHARES.iter().filter_map(|&(class, _)| of_class(class)).map(grow).collect()
}

fn impressions(fingers: &[Master]) -> Vec<Grey> {
    let mut tiles = Vec::new();
    for difficulty in [Difficulty::Good, Difficulty::Field, Difficulty::Poor] {
        for master in fingers {
            let conditions = Conditions::draw(master.seed().0, difficulty);
            let start = Instant::now();
            tiles.push(impression(master, &conditions));
            println!("finger {} {difficulty:?} {:?}", master.seed().0, start.elapsed());
        }
    }
    tiles
}

fn grow(seed: u64) -> Master {
    let start = Instant::now();
    let master = Master::grow(FingerSeed(seed));
    println!("finger {seed} {:?} {:?}", master.class(), start.elapsed());
    master
}

fn sheet(tiles: &[Grey]) -> Result<Grey, raster::GreyError> {
    let (width, height) = (tiles[0].width() as usize, tiles[0].height() as usize);
    let stride = COLUMNS * width;
    let mut pixels = vec![255; stride * tiles.len().div_ceil(COLUMNS) * height];
    for (n, tile) in tiles.iter().enumerate() {
        let corner = (n / COLUMNS) * height * stride + (n % COLUMNS) * width;
        for (row, line) in tile.pixels().chunks_exact(width).enumerate() {
            pixels[corner + row * stride..][..width].copy_from_slice(line);
        }
    }
    Grey::new(stride as u32, (pixels.len() / stride) as u32, None, pixels)
}

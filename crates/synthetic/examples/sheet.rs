//! Draws a contact sheet: `cargo run -p synthetic --example sheet -- OUT.png [FIRST_SEED] [masters]`.
//!
//! One finger per column; rows are impressions under good, field and poor conditions, or with `masters` a
//! sheet of whole master prints.
use std::time::Instant;

use raster::{Grey, encode_png};
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

const COLUMNS: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name the PNG file to write")?;
    let first: u64 = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let tiles = if arguments.next().is_some() { masters(first) } else { impressions(first) };
    std::fs::write(out, encode_png(&sheet(&tiles)?)?)?;
    Ok(())
}

fn masters(first: u64) -> Vec<Grey> {
    (first..first + 2 * COLUMNS as u64).map(|seed| grow(seed).image()).collect()
}

fn impressions(first: u64) -> Vec<Grey> {
    let fingers: Vec<Master> = (first..first + COLUMNS as u64).map(grow).collect();
    let mut tiles = Vec::new();
    for difficulty in [Difficulty::Good, Difficulty::Field, Difficulty::Poor] {
        for master in &fingers {
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

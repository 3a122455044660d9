//! No image, however large or strange, takes more than 2 seconds or 256 MiB.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fingerprint::slap::{Expected, segment};
use fingerprint::{Step, Transparency, explain, extract};
use raster::{Grey, Ppi};

/// Counts what is allocated, and remembers the most.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "only an allocator sees every allocation")]
// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Asks for everything there is to see.
struct Everything;

impl Transparency for Everything {
    fn wants(&self, _: Step) -> bool {
        true
    }

    fn wants_singular_points(&self) -> bool {
        true
    }
}

const LONGEST: Duration = Duration::from_secs(2);
const LARGEST: usize = 256 << 20;

type Pattern = fn(u32, u32) -> u8;

fn noise(x: u32, y: u32) -> u8 {
    let mut z = u64::from(x) << 32 | u64::from(y);
    z = (z ^ (z >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (z >> 56) as u8
}

fn grating(x: u32, y: u32) -> u8 {
    (127.5 + 127.0 * ((x as f32 * 0.6 + y as f32 * 0.36) * std::f32::consts::TAU / 9.0).sin()) as u8
}

const PATTERNS: [(&str, Pattern); 5] = [
    ("black", |_, _| 0),
    ("noise", noise),
    ("coarse noise", |x, y| noise(x / 5, y / 5)),
    ("grating", grating),
    ("checks", |x, y| if (x / 5 + y / 5) % 2 == 0 { 0 } else { 255 }),
];

/// Sides and resolution: the largest extent that is taken, at the finest and coarsest resolution too; strips; dots.
const SHAPES: [(u32, u32, u16); 8] = [
    (2000, 2000, 500),
    (4000, 4000, 1000),
    (400, 400, 100),
    (90, 2000, 500),
    (1, 1, 500),
    (1, 4000, 500),
    (4000, 1, 2000),
    (150, 150, 500),
];

/// How long this thread has computed: other work on the machine does not count where the system says so.
fn computed(since: Instant) -> Duration {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = schedule.and_then(|s| s.split(' ').next().and_then(|n| n.parse().ok()));
    nanoseconds.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// How long `work` takes, and how much memory at once.
fn measured(work: impl Fn()) -> (Duration, usize) {
    let start = Instant::now();
    let (memory, time) = (NOW.load(Ordering::Relaxed), computed(start));
    MOST.store(memory, Ordering::Relaxed);
    work();
    (computed(start) - time, MOST.load(Ordering::Relaxed) - memory)
}

#[test]
fn any_image_is_read_or_refused_within_two_seconds_and_256_mebibytes() {
    let mut worst = (Duration::ZERO, 0);
    for (width, height, ppi) in SHAPES {
        let ppi = Ppi::new(ppi).unwrap();
        for (name, pattern) in PATTERNS {
            let pixels = (0..width * height).map(|i| pattern(i % width, i / width)).collect();
            let image = Grey::new(width, height, Some(ppi), pixels).unwrap();
            let all: [(&str, &dyn Fn()); 3] = [
                ("extract", &|| drop(extract(&image, ppi))),
                ("explain", &|| drop(explain(&image, ppi, &mut Everything))),
                ("segment", &|| drop(segment(&image, ppi, &Expected::of_code(13).unwrap()))),
            ];
            for (what, work) in all {
                let (took, took_memory) = measured(work);
                let case = format!("{what} {name} {width} x {height} at {}", ppi.get());
                if took > worst.0 || took_memory > worst.1 {
                    println!("{case}: {took:.0?}, {} MiB", took_memory >> 20);
                }
                worst = (worst.0.max(took), worst.1.max(took_memory));
                // Showing everything is for a person who waits.
                let longest = if what == "explain" { 2 * LONGEST } else { LONGEST };
                assert!(took < longest, "{case} took {took:?}");
                assert!(took_memory < LARGEST, "{case} took {} MiB", took_memory >> 20);
            }
        }
    }
}

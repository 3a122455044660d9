use proptest::prelude::*;

use super::{
    raw_frame::{Block, FrameError, HEADER, HEIGHT, RawFrame, WIDTH, compose},
    scramble::Need,
    *,
};
use crate::{
    Event, Model, Request, Scanner, Simulator,
    rig::{Rig, is_image, is_lift, is_ready, model, print, survive, unplugged_at, unplugged_at_any_transfer},
    simulator::seen,
};

const B4500: (u16, u16) = (0x05ba, 0x000a);
const U4000: (u16, u16) = (0x05ba, 0x0007);
const MICROSOFT_V2: (u16, u16) = (0x045e, 0x00ca);

fn profile((vendor, product): (u16, u16)) -> Profile {
    let Model::Uru4500(profile) = model(vendor, product) else { panic!("another family") };
    profile
}

fn rig(id: (u16, u16)) -> Rig<Uru4500, Uru4500Simulator> {
    with(id, |device| device)
}

fn with(
    id: (u16, u16),
    device: impl Fn(Uru4500Simulator) -> Uru4500Simulator,
) -> Rig<Uru4500, Uru4500Simulator> {
    Rig::new(Uru4500::new(profile(id), None), device(Uru4500Simulator::new(profile(id))))
}

/// Pixels that differ from what lies on the platen.
fn wrong(image: &[u8]) -> usize {
    image.iter().zip(seen(Some(print()), WIDTH, HEIGHT, 512)).filter(|(a, b)| **a != *b).count()
}

/// The row the sensor does not send, and the pixel that each of three scrambled blocks loses.
const WRONG_MOST: usize = WIDTH + 3;

#[test]
fn every_reader_gives_the_print_that_lies_on_it_the_right_way_up() {
    for id in [U4000, B4500, MICROSOFT_V2] {
        for device in [Uru4500Simulator::confused, Uru4500Simulator::plain, |device| device] {
            let mut rig = with(id, device);
            rig.ask(Request::Open).until(is_ready).ask(Request::Capture).settle();
            assert_eq!(rig.frame_count(), 0, "nothing is taken of an empty platen");
            rig.device.touch(print());
            rig.frames(3).ask(Request::Take).until(is_image).settle();
            let images = rig.images();
            assert!(wrong(images[0].pixels()) <= WRONG_MOST, "{id:x?}: {}", wrong(images[0].pixels()));
            assert_eq!(images[0].ppi, raster::Ppi::new(512));
            assert_eq!(images.len(), 1);
        }
    }
}

#[test]
fn the_firmware_is_known_once_ready() {
    let mut rig = rig(B4500);
    rig.ask(Request::Open).until(is_ready);
    assert_eq!(rig.scanner.identity().firmware.as_deref(), Some("0115-2111"));
}

#[test]
fn the_next_print_waits_for_the_platen_to_be_clear() {
    let mut rig = rig(B4500);
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(1).ask(Request::Take).until(is_image).ask(Request::Capture).settle();
    assert_eq!(rig.images().len(), 1, "the finger still lies there");
    rig.device.lift();
    rig.until(is_lift).settle();
    rig.device.touch(print());
    rig.frames(1);
    assert_eq!(rig.fingers(), [Finger::On, Finger::Off, Finger::On]);
}

#[test]
fn a_finger_lifted_before_anyone_took_it_still_leaves_its_best_frame() {
    let mut rig = rig(B4500);
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(2);
    rig.device.lift();
    rig.until(is_lift);
    assert!(wrong(rig.images()[0].pixels()) <= WRONG_MOST);
}

#[test]
fn a_print_no_longer_wanted_gives_no_image() {
    let mut rig = rig(B4500);
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(2).ask(Request::Stop).settle();
    rig.device.lift();
    rig.settle();
    assert_eq!(rig.images().len(), 0);
    assert!(!rig.ended());
}

#[test]
fn trouble_is_recovered_from_and_what_was_taken_is_given_out() {
    let mut rig = rig(B4500);
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(1);
    rig.device.trouble();
    rig.until(is_image).until(is_ready);
    assert_eq!(rig.conditions(), [Condition::Recovering]);
    rig.device.lift();
    rig.until(is_lift);
    rig.device.touch(print());
    rig.ask(Request::Capture).frames(1).ask(Request::Take).until(is_image);
    assert!(rig.images().iter().all(|image| wrong(image.pixels()) <= WRONG_MOST));
}

#[test]
fn trouble_before_the_first_frame_only_delays_it() {
    let mut rig = rig(MICROSOFT_V2);
    rig.ask(Request::Open).ask(Request::Capture).until(is_ready).settle();
    rig.device.trouble();
    rig.device.touch(print());
    rig.frames(1).ask(Request::Take).until(is_image);
    assert_eq!(rig.conditions(), [Condition::Recovering]);
}

#[test]
fn trouble_at_any_moment_loses_no_frame_and_mixes_no_two_fingers() {
    for moment in 0..60 {
        let mut rig = rig(B4500);
        rig.ask(Request::Open).until(is_ready).ask(Request::Capture);
        rig.device.touch(print());
        for _ in 0..moment {
            rig.step_quietly();
        }
        rig.device.trouble();
        rig.until(|output| *output == Output::Condition(Condition::Recovering)).until(is_ready);
        // One that was read but not unscrambled yet is shown before the reader is started anew.
        let shown = rig.frame_count();
        assert_eq!(rig.images().len(), shown.min(1), "moment {moment}");
        if shown > 0 {
            rig.ask(Request::Capture).settle();
            assert_eq!(rig.images().len(), 1, "moment {moment}: the finger still lies there");
            rig.device.lift();
            rig.until(is_lift);
            rig.device.touch(print());
        }
        rig.frames(1).ask(Request::Take).until(is_image);
        assert!(rig.images().iter().all(|image| wrong(image.pixels()) <= WRONG_MOST), "moment {moment}");
    }
}

#[test]
fn a_reader_that_falls_silent_is_told_and_its_best_frame_kept() {
    let mut rig = rig(B4500);
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(2);
    rig.device.fall_silent();
    rig.settle();
    assert_eq!(rig.conditions(), [Condition::NotResponding]);
    assert_eq!(rig.images().len(), 1);
}

#[test]
fn a_reader_that_sleeps_on_is_told_as_power_save() {
    let mut scanner = Uru4500::new(profile(B4500), None);
    scanner.ask(Request::Open);
    let mut conditions = Vec::new();
    while let Some(output) = scanner.poll() {
        match output {
            Output::Transfer { id, transfer: Transfer::ControlIn { .. }, .. } => {
                scanner.handle(Event::Completed { id, bytes: vec![0x84] });
            }
            Output::Transfer { id, transfer: Transfer::ControlOut { .. }, .. } => {
                scanner.handle(Event::Completed { id, bytes: Vec::new() });
            }
            Output::Wait { timer, .. } => scanner.handle(Event::Elapsed(timer)),
            Output::Condition(condition) => conditions.push(condition),
            _ => {}
        }
    }
    assert_eq!(conditions, [Condition::PowerSave]);
}

#[test]
fn a_reader_that_refuses_its_registers_is_told_as_unsupported() {
    let mut scanner = Uru4500::new(profile(B4500), None);
    scanner.ask(Request::Open);
    let ids: Vec<_> = std::iter::from_fn(|| scanner.poll())
        .filter_map(|output| if let Output::Transfer { id, .. } = output { Some(id) } else { None })
        .collect();
    scanner.handle(Event::Failed { id: ids[1], error: TransferError::Stalled });
    assert_eq!(scanner.poll(), Some(Output::Condition(Condition::UnsupportedFirmware)));
    assert_eq!(scanner.poll(), Some(Output::Ended));
    assert_eq!(scanner.poll(), None);
}

#[test]
fn closing_turns_the_sensor_off_first() {
    for frames in 0..2 {
        let mut rig = rig(B4500);
        rig.ask(Request::Open).until(is_ready).ask(Request::Capture);
        rig.device.touch(print());
        rig.frames(frames).ask(Request::Close).settle();
        assert!(rig.ended());
        assert!(rig.device.is_off());
        assert_eq!(rig.conditions(), []);
    }
}

#[test]
fn absent_rows_repeat_what_follows() {
    let pixels: Vec<u8> = (0..10).flat_map(|row| [10 * row; WIDTH]).collect();
    let blocks = [(0, 4), (Block::ABSENT, 2), (0, 6)].map(|(flags, rows)| Block { flags, rows });
    let frame = RawFrame::parse(&compose(0, &blocks, &pixels)).unwrap();
    let picture = frame.assemble(false);
    let rows: Vec<u8> = picture.chunks(WIDTH).map(|row| 255 - row[0]).collect();
    assert_eq!(rows[..12], [0, 10, 20, 30, 40, 50, 40, 50, 60, 70, 80, 90]);
    assert!(rows[12..].iter().all(|row| *row == 0), "the rest is white");
}

#[test]
fn a_frame_is_refused_for_what_is_wrong_with_it() {
    assert_eq!(RawFrame::parse(&[0; 63]), Err(FrameError::NoHeader(63)));
    let full = compose(0, &[Block { flags: 0, rows: 100 }], &vec![0; 100 * WIDTH]);
    let received = full.len() - 1;
    assert_eq!(RawFrame::parse(&full[..received]), Err(FrameError::Short { rows: 100, received }));
    let mut tall = full;
    tall[4..6].copy_from_slice(&290u16.to_le_bytes());
    assert_eq!(RawFrame::parse(&tall), Err(FrameError::Rows(290)));
}

/// A whole session: open, take one print, lift, close. The plug may be pulled on the way.
fn session(mut rig: Rig<Uru4500, Uru4500Simulator>) -> Rig<Uru4500, Uru4500Simulator> {
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    let mut frames = 0;
    while frames < 3 && rig.run(|output| matches!(output, Output::Frame(_))) {
        frames += 1;
    }
    rig.ask(Request::Take).settle();
    rig.device.lift();
    rig.settle().ask(Request::Close).settle();
    rig
}

#[test]
fn unplugging_at_any_transfer_ends_once_and_keeps_what_was_shown() {
    let kept = unplugged_at_any_transfer(|| rig(B4500), session);
    assert_eq!(kept.last(), Some(&1));
}

#[test]
fn a_plain_frame_that_came_before_the_plug_was_pulled_is_kept() {
    let kept = unplugged_at_any_transfer(|| with(U4000, Uru4500Simulator::plain), session);
    assert!(kept.is_sorted(), "once a frame is there, no later moment loses it: {kept:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn unplugging_at_any_byte_ends_once(pull_after in 0usize..40, cut in prop_oneof![0usize..80, 0usize..112_000]) {
        unplugged_at(rig(B4500), (pull_after, cut), session);
    }

    #[test]
    fn whatever_the_device_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..70),
                Just(Interrupt::FingerOn.report()),
                Just(Interrupt::ScanPower.report()),
                Just(vec![1]),
                Just(Vec::new()),
                (0u8.., proptest::collection::vec((0u8.., 0u8..), 15)).prop_map(|(key, blocks)| {
                    let blocks: Vec<_> = blocks.iter().map(|&(flags, rows)| Block { flags, rows: rows.into() }).collect();
                    compose(key, &blocks, &vec![key; 289 * WIDTH])
                }),
            ]),
            0..120,
        ),
    ) {
        survive(Uru4500::new(profile(MICROSOFT_V2), None), told);
    }

    #[test]
    fn any_header_over_any_rows_makes_a_picture_or_an_error(
        header in proptest::collection::vec(0u8.., HEADER),
        rows in 0usize..292,
        seed: u32,
    ) {
        let mut bytes = header;
        bytes[4..6].copy_from_slice(&(rows as u16).to_le_bytes());
        bytes.extend((0..rows * WIDTH).map(|at| (at as u32).wrapping_mul(seed) as u8));
        if let Ok(frame) = RawFrame::parse(&bytes) {
            let mut unscrambling = Unscrambling::new(frame);
            let mut key = None;
            while let Need::Key(number) = unscrambling.advance(key) {
                key = Some(Key(u32::from(number) ^ seed));
            }
            prop_assert_eq!(unscrambling.into_frame().assemble(true).len(), WIDTH * HEIGHT);
        }
    }
}

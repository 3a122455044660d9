use proptest::prelude::*;

use super::*;
use crate::{
    Model, Request, Simulator,
    rig::{Rig, is_image, is_lift, is_ready, model, print, survive, unplugged_at, unplugged_at_any_transfer},
    simulator::seen,
};

fn profile() -> Profile {
    let Model::Futronic(profile) = model(0x1491, 0x0020) else { panic!("another family") };
    profile
}

fn rig(device: FutronicSimulator) -> Rig<Futronic, FutronicSimulator> {
    Rig::new(Futronic::new(profile(), None), device)
}

#[test]
fn the_print_comes_out_upright_with_dark_ridges() {
    for device in [FutronicSimulator::new(), FutronicSimulator::new().inverted()] {
        let mut rig = rig(device);
        rig.ask(Request::Open).until(is_ready).ask(Request::Capture);
        for _ in 0..200 {
            assert!(!rig.step_quietly(), "nothing comes of an empty platen");
        }
        rig.device.touch(print());
        rig.frames(3).ask(Request::Take).until(is_image);
        assert_eq!(rig.images()[0].pixels(), seen(Some(print()), 320, 480, 500));
        rig.device.lift();
        rig.until(is_lift).settle();
        assert_eq!((rig.images().len(), rig.conditions()), (1, vec![]));
        rig.ask(Request::Close).settle();
        assert!(rig.ended() && !rig.device.is_lit());
    }
}

#[test]
fn a_dead_pages_backlog_is_read_away() {
    for packets in [1, 299, 300] {
        let mut rig = rig(FutronicSimulator::new().left_behind(packets));
        rig.ask(Request::Open).until(is_ready);
        assert_eq!(rig.conditions(), [Condition::StaleBacklog]);
        rig.device.touch(print());
        rig.ask(Request::Capture).frames(2).ask(Request::Take).until(is_image);
        assert_eq!(rig.images()[0].pixels(), seen(Some(print()), 320, 480, 500), "nothing stale is left");
    }
}

#[test]
fn dark_pixels_are_not_taken_for_the_sides_of_a_frame() {
    for packets in [1, 2, 3, 299, 300] {
        let mut rig = rig(FutronicSimulator::new().left_behind_dark(packets));
        rig.ask(Request::Open).until(is_ready);
        assert_eq!(rig.conditions(), [Condition::StaleBacklog]);
        rig.device.touch(print());
        rig.ask(Request::Capture).frames(2).ask(Request::Take).until(is_image);
        assert_eq!(rig.images()[0].pixels(), seen(Some(print()), 320, 480, 500));
    }
}

#[test]
fn a_backlog_without_end_is_told() {
    let mut rig = rig(FutronicSimulator::new().endless());
    rig.ask(Request::Open).settle();
    assert_eq!(rig.conditions(), [Condition::StaleBacklog, Condition::StaleBacklogRemains]);
    assert!(rig.ended());
}

#[test]
fn a_reader_that_falls_silent_is_told_and_its_best_frame_kept() {
    let mut rig = rig(FutronicSimulator::new());
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(2);
    rig.device.fall_silent();
    rig.settle();
    assert_eq!(rig.conditions(), [Condition::NotResponding]);
    assert_eq!(rig.images().len(), 1);
}

#[test]
fn the_next_print_waits_for_the_platen_to_be_clear() {
    let mut rig = rig(FutronicSimulator::new());
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(2).ask(Request::Take).until(is_image).ask(Request::Capture);
    for _ in 0..200 {
        assert!(!rig.step_quietly(), "the finger still lies there");
    }
    rig.device.lift();
    rig.until(is_lift);
    rig.device.touch(print());
    rig.frames(2);
    assert_eq!(rig.fingers(), [Finger::On, Finger::Off, Finger::On]);
}

/// A whole session: open, take one print, lift, close. The plug may be pulled on the way.
fn session(mut rig: Rig<Futronic, FutronicSimulator>) -> Rig<Futronic, FutronicSimulator> {
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    let mut frames = 0;
    while frames < 3 && rig.run(|output| matches!(output, Output::Frame(_))) {
        frames += 1;
    }
    rig.ask(Request::Take).run(is_image);
    rig.device.lift();
    rig.run(is_lift);
    rig.ask(Request::Close).settle();
    rig
}

#[test]
fn unplugging_at_any_transfer_ends_once_and_keeps_what_was_shown() {
    let kept = unplugged_at_any_transfer(|| rig(FutronicSimulator::new()), session);
    assert!(kept.is_sorted() && kept.last() == Some(&1), "once a frame is there, no later moment loses it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn unplugging_at_any_byte_ends_once(pull_after in 0usize..60, cut in 0usize..17_000) {
        unplugged_at(rig(FutronicSimulator::new()), (pull_after, cut), session);
    }

    #[test]
    fn a_read_may_end_at_any_byte_and_the_frame_still_comes(bytes in 512usize..200_000) {
        let mut rig = rig(FutronicSimulator::new().in_reads_of(bytes));
        rig.ask(Request::Open).until(is_ready).ask(Request::Capture);
        rig.device.touch(print());
        rig.frames(2).ask(Request::Take).until(is_image);
        prop_assert_eq!(rig.images()[0].pixels(), seen(Some(print()), 320, 480, 500));
    }

    #[test]
    fn whatever_the_device_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..600),
                (64u16..2048, 64u16..2048).prop_map(|(width, height)| {
                    let mut reply = vec![0; 512];
                    reply[4..6].copy_from_slice(&width.to_be_bytes());
                    reply[6..8].copy_from_slice(&height.to_be_bytes());
                    reply
                }),
                (0u8.., 0usize..300_000).prop_map(|(grey, length)| vec![grey; length]),
            ]),
            0..120,
        ),
    ) {
        survive(Futronic::new(profile(), None), told);
    }
}

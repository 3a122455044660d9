//! What holds of templates that travel in records.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use std::num::NonZeroU16;

use fingerprint::{FingerPosition, Minutia, MinutiaKind, Template};
use isobio::{Direction, FingerMinutiaeRecord, Format, ImpressionType, MinutiaType, RecordMinutia, View};
use proptest::prelude::*;
use proptest::sample::select;

const SIDES: (u16, u16) = (300, 400);

fn view(minutia: Minutia, resolution: u16) -> View {
    let template = Template::new(SIDES.0, SIDES.1, vec![minutia]).unwrap();
    let resolution = NonZeroU16::new(resolution).unwrap();
    let (position, impression) = (FingerPosition::RightIndex, ImpressionType::LivePlain);
    View::from_template(&template, position, impression, Some(60), resolution)
}

proptest! {
    #[test]
    fn a_round_trip_keeps_positions_within_half_a_record_pixel_and_directions_within_a_unit(
        // On the image: up to the right and lower edges of its last pixels.
        x in 0..SIDES.0 * 16 - 8,
        y in 0..SIDES.1 * 16 - 8,
        direction in any::<u8>(),
        splits in any::<bool>(),
        reliability in 1..=100u8,
        resolution in prop_oneof![Just(197), Just(394), 99..800u16],
        format in select(vec![Format::Iso2005, Format::Iso2011, Format::Ansi378]),
    ) {
        let kind = if splits { MinutiaKind::Bifurcation } else { MinutiaKind::Ending };
        let before = Minutia { x, y, direction, kind, reliability };
        let record = FingerMinutiaeRecord { views: vec![view(before, resolution)] };
        let read = FingerMinutiaeRecord::parse(&record.write(format).unwrap()).unwrap();
        let after = read.views[0].to_template().unwrap().minutiae()[0];

        // Half a record pixel, and an eighth of a pixel each time for the template's own steps.
        let half = 0.5 * 197.0 / f32::from(resolution) + 2.0 / 8.0 + 1e-3;
        prop_assert!((after.x_px() - before.x_px()).abs() <= half, "{} {}", after.x_px(), before.x_px());
        prop_assert!((after.y_px() - before.y_px()).abs() <= half, "{} {}", after.y_px(), before.y_px());
        let turned = after.direction.wrapping_sub(before.direction) as i8;
        prop_assert!(turned.unsigned_abs() <= u8::from(format == Format::Ansi378));
        prop_assert_eq!((after.kind, after.reliability), (kind, reliability));
    }
}

#[test]
fn a_pixel_at_500_ppi_keeps_its_place() {
    let minutia = Minutia { x: 160, y: 320, direction: 7, kind: MinutiaKind::Ending, reliability: 40 };
    let view = view(minutia, 197);
    assert_eq!((view.width, view.height), SIDES);
    assert_eq!((view.minutiae[0].x, view.minutiae[0].y), (10, 20));
    assert_eq!(view.to_template().unwrap().minutiae(), [minutia]);
}

#[test]
fn a_print_at_1000_ppi_halves() {
    let minutia = RecordMinutia {
        x: 201,
        y: 400,
        direction: Direction::from_180ths(45).unwrap(),
        kind: MinutiaType::Other,
        quality: None,
    };
    let resolution = NonZeroU16::new(394).unwrap();
    let template = View {
        position: FingerPosition::Unknown,
        number: 0,
        impression: ImpressionType::NonliveRolled,
        quality: None,
        width: 600,
        height: 801,
        x_resolution: resolution,
        y_resolution: resolution,
        minutiae: vec![minutia],
    }
    .to_template()
    .unwrap();
    assert_eq!((template.width(), template.height()), (300, 401));
    // The centre of pixel 201 at 1000 ppi is 100.25 at 500, that of pixel 400 is 199.75.
    let expected = Minutia { x: 1604, y: 3196, direction: 64, kind: MinutiaKind::Ending, reliability: 50 };
    assert_eq!(template.minutiae(), [expected]);
}

#[test]
fn an_image_too_long_for_a_template_is_refused() {
    let minutia = Minutia { x: 0, y: 0, direction: 0, kind: MinutiaKind::Ending, reliability: 1 };
    let view = View { x_resolution: NonZeroU16::MIN, ..view(minutia, 197) };
    assert!(view.to_template().is_err());
}

// Written by `cargo xtask eval quality-fit` on 2026-11-23, from DB1_B (80 images), DB2_B (80 images), DB3_B (80 images), DB4_B (80 images).
// Do not edit: fit again.
QualityModel {
    recurrence: [-1.777, 0.631, 2.466, -0.200],
    weights: [1.458, 3.326, 4.420, 6.196],
    middle: 13.191,
    spread: 0.537,
}

// Written by `cargo xtask eval quality-fit` on 2026-11-23, from DB1_B (80 images), DB2_B (80 images), DB3_B (80 images), DB4_B (80 images).
// Do not edit: fit again.
QualityModel {
    recurrence: [-1.776, 0.630, 2.466, -0.200],
    weights: [1.472, 4.998, 6.564],
    middle: 10.252,
    spread: 0.547,
}

// Written by `cargo xtask eval quality-fit` on 2026-11-23, from DB1_B (80 images), DB2_B (80 images), DB3_B (80 images), DB4_B (80 images).
// Do not edit: fit again.
QualityModel {
    recurrence: [-1.508, 0.225, 2.429, -0.271],
    weights: [1.373, 5.541, 3.989, 5.904],
    middle: 14.806,
    spread: 0.522,
}

//! What is handed over on paper: a sheet, or a strip of a receipt printer.

use leptos::prelude::*;
use qrcode::{EcLevel, QrCode};

use crate::texts::i18n::*;

/// What it is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PrintAs {
    /// A4.
    Sheet,
    /// 80 mm wide.
    Strip,
}

/// A paper in the person's language, and the buttons that print it and nothing else of the page.
#[component]
pub fn Paper(
    /// BCP 47.
    language: String,
    /// `rtl` or `ltr`.
    direction: &'static str,
    /// Whether a strip makes sense beside a sheet.
    strip: bool,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let printed_as = RwSignal::new(PrintAs::Sheet);
    let print = move |kind: PrintAs| {
        printed_as.set(kind);
        // The class is on the page by the next frame, and printing waits for it.
        request_animation_frame(|| {
            let _ = window().print();
        });
    };
    let class = move || match printed_as.get() {
        PrintAs::Sheet => "handout",
        PrintAs::Strip => "handout narrow-strip",
    };
    view! {
        <article class=class lang=language dir=direction data-testid="paper">
            {children()}
        </article>
        <div class="actions">
            <button class="btn" on:click=move |_| print(PrintAs::Sheet)>
                {move || t_string!(i18n, told.print_sheet)}
            </button>
            {strip
                .then(|| {
                    view! {
                        <button class="btn" on:click=move |_| print(PrintAs::Strip)>
                            {move || t_string!(i18n, told.print_strip)}
                        </button>
                    }
                })}
        </div>
    }
}

/// What is stated, each with its label. A fact may run the other way than the paper's language.
pub fn facts_on_paper<const N: usize>(facts: [(&String, String); N]) -> impl IntoView {
    let lines = facts.map(|(label, fact)| {
        view! {
            <dt>{label.clone()}</dt>
            <dd>
                <bdi>{fact}</bdi>
            </dd>
        }
    });
    view! { <dl>{lines.collect_view()}</dl> }
}

/// An address as a picture that telephones read; nothing where it is too long for one, which ours never is.
#[component]
pub fn QrPicture(
    /// What it says.
    address: String,
) -> impl IntoView {
    // A quarter of it may be worn away: receipts live in pockets.
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::Q).ok()?;
    let (width, path) = (code.width(), path_of(&code));
    // Four modules of white around it, as the standard asks.
    let shown = format!("-4 -4 {0} {0}", width + 8);
    Some(view! {
        <svg class="qr" viewBox=shown role="img" aria-label="QR" shape-rendering="crispEdges">
            <rect x="-4" y="-4" width=width + 8 height=width + 8 fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    })
}

/// The dark modules, each row's runs as one stroke of the path.
fn path_of(code: &QrCode) -> String {
    let width = code.width();
    let dark = |x: usize, y: usize| code[(x, y)] == qrcode::Color::Dark;
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|&x| dark(x, y)).count();
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_picture_has_every_dark_module_once() {
        let code =
            QrCode::with_error_correction_level(b"https://umbral.example/redress", EcLevel::Q).unwrap();
        let drawn: usize = path_of(&code)
            .split('M')
            .skip(1)
            .map(|stroke| stroke.split(['h', 'v']).nth(1).unwrap().parse::<usize>().unwrap())
            .sum();
        let dark = code.to_colors().into_iter().filter(|color| *color == qrcode::Color::Dark).count();
        assert_eq!(drawn, dark);
    }
}

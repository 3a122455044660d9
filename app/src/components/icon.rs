use leptos::prelude::*;

/// What a status means. It is always shown as a colour, a shape and a word together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Quiet,
    /// Where the work is now.
    Now,
    /// As it should be.
    Good,
    /// Somebody should look.
    Warn,
    /// Somebody must act.
    Stop,
}

impl Tone {
    /// The style class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Now => "now",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }

    fn shape(self) -> Shape {
        match self {
            Self::Quiet => Shape::Ring,
            Self::Now => Shape::Dot,
            Self::Good => Shape::Tick,
            Self::Warn => Shape::Triangle,
            Self::Stop => Shape::Octagon,
        }
    }
}

impl From<Tone> for Shape {
    fn from(tone: Tone) -> Self {
        tone.shape()
    }
}

/// The drawn signs. Each also has its word beside it, so none is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Ring,
    Dot,
    Tick,
    Triangle,
    Octagon,
    Cross,
    Plus,
    Arrow,
    Lines,
    Below,
    Finger,
    Info,
    LifeBuoy,
}

/// One sign, as large as the text beside it.
#[component]
pub fn Icon(#[prop(into)] shape: Signal<Shape>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            {move || drawing(shape.get())}
        </svg>
    }
}

fn drawing(shape: Shape) -> AnyView {
    match shape {
        Shape::Ring => {
            view! { <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2" /> }
                .into_any()
        }
        Shape::Dot => view! { <circle cx="8" cy="8" r="6" fill="currentColor" /> }.into_any(),
        Shape::Tick => stroke("M3 8.6 6.4 12 13 4.6"),
        Shape::Triangle => solid("M8 1.6 15.2 14.4H.8ZM7.1 6v4.4h1.8V6Zm0 5.4v1.7h1.8v-1.7Z"),
        Shape::Octagon => solid("M5 1h6l4 4v6l-4 4H5l-4-4V5ZM7.1 4v5h1.8V4Zm0 6.2V12h1.8v-1.8Z"),
        Shape::Info => solid("M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1 3h2v2H7Zm0 3h2v5H7Z"),
        Shape::LifeBuoy => stroke(
            "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8m0 3.7a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M3.6 3.6l2.6 2.6m3.6 3.6 2.6 2.6m0-8.8L9.8 6.2M6.2 9.8l-2.6 2.6",
        ),
        Shape::Cross => stroke("M3.5 3.5l9 9m0-9l-9 9"),
        Shape::Plus => stroke("M8 2.5v11M2.5 8h11"),
        Shape::Arrow => stroke("M2.5 8h11M9 3.5 13.5 8 9 12.5"),
        Shape::Lines => stroke("M2.5 4h11M2.5 8h11M2.5 12h11"),
        Shape::Below => stroke("M3.5 6l4.5 4.5L12.5 6"),
        Shape::Finger => stroke("M4.2 14.5V7.2a3.8 3.8 0 0 1 7.6 0v7.3M6.6 14.5V7.4a1.4 1.4 0 0 1 2.8 0v7.1"),
    }
}

fn stroke(path: &'static str) -> AnyView {
    view! {
        <path d=path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    }
    .into_any()
}

fn solid(path: &'static str) -> AnyView {
    view! { <path d=path fill="currentColor" fill-rule="evenodd" /> }.into_any()
}

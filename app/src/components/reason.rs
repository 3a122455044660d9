use leptos::html;
use leptos::prelude::*;

/// Why something is done: asked before it is done, and kept with it in the audit log.
#[derive(Debug, Clone, Copy)]
pub struct Reason {
    words: RwSignal<String>,
    tried: RwSignal<bool>,
    /// How many letters and digits the server takes for a reason.
    letters: usize,
}

impl Reason {
    /// A reason of at least this many letters and digits.
    pub fn of_letters(letters: usize) -> Self {
        Self { words: RwSignal::new(String::new()), tried: RwSignal::new(false), letters }
    }

    /// The reason. While it is too short there is none, and the field says so from now on.
    pub fn given(self) -> Option<String> {
        self.tried.set(true);
        self.words.with_untracked(|words| self.suffices(words).then(|| words.trim().to_owned()))
    }

    /// Empties the field.
    pub fn start_over(self) {
        self.words.set(String::new());
        self.tried.set(false);
    }

    fn suffices(self, words: &str) -> bool {
        words.chars().filter(|letter| letter.is_alphanumeric()).count() >= self.letters
    }

    fn lacks(self) -> bool {
        self.tried.get() && !self.words.with(|words| self.suffices(words))
    }
}

/// The field that a reason is written in.
#[component]
pub fn ReasonField(
    reason: Reason,
    /// What is asked.
    label: Signal<&'static str>,
    /// What is said when the reason is too short.
    fault: Signal<&'static str>,
    /// Lines of text; one makes it an input that Enter leaves.
    #[prop(default = 3)]
    rows: u8,
    /// The input, for who leads the focus to it.
    #[prop(optional)]
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let invalid = move || reason.lacks().then_some("true");
    let write = move |event| reason.words.set(event_target_value(&event));
    let field = match rows {
        1 => view! {
            <input
                node_ref=input
                maxlength="2000"
                autocomplete="off"
                aria-invalid=invalid
                prop:value=reason.words
                on:input=write
            />
        }
        .into_any(),
        _ => view! {
            <textarea
                rows=rows
                maxlength="2000"
                aria-invalid=invalid
                prop:value=reason.words
                on:input=write
            />
        }
        .into_any(),
    };
    view! {
        <label class="field">
            <span>{label}</span>
            {field}
            <Show when=move || reason.lacks()>
                <span class="field-fault" role="alert">
                    {fault}
                </span>
            </Show>
        </label>
    }
}

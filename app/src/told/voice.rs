//! The browser's own voice, where it has one that speaks on this machine: what is read out goes nowhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

/// The voices of this browser.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// Grows when the browser has found more: it looks for them while the page is open already.
    found: RwSignal<u32>,
}

impl Voice {
    /// Looks for voices.
    pub fn new() -> Self {
        let found = RwSignal::new(0u32);
        if let Some(speech) = speech() {
            let more = Closure::<dyn Fn()>::new(move || {
                // The page may be gone by then.
                let _ = found.try_update(|found| *found += 1);
            });
            speech.set_onvoiceschanged(Some(more.as_ref().unchecked_ref()));
            more.forget();
        }
        on_cleanup(hush);
        Self { found }
    }

    /// Whether there is one for this language, followed.
    pub fn speaks(self, language: &str) -> bool {
        self.found.track();
        voice_for(language).is_some()
    }

    /// Reads a text out, from its beginning.
    pub fn say(self, language: &str, text: &str) {
        let (Some(speech), Some(voice)) = (speech(), voice_for(language)) else { return };
        hush();
        if let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(text) {
            utterance.set_lang(language);
            utterance.set_voice(Some(&voice));
            speech.speak(&utterance);
        }
    }
}

/// Stops whatever is being read out.
fn hush() {
    if let Some(speech) = speech() {
        speech.cancel();
    }
}

fn speech() -> Option<SpeechSynthesis> {
    window().speech_synthesis().ok()
}

/// Voices that speak elsewhere would send the text there.
fn voice_for(language: &str) -> Option<SpeechSynthesisVoice> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    speech()?
        .get_voices()
        .iter()
        .filter_map(|voice| voice.dyn_into::<SpeechSynthesisVoice>().ok())
        .find(|voice| voice.local_service() && primary(&voice.lang()) == primary(language))
}

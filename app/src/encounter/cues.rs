//! What the desk does beside showing: sound, vibration, going on by itself. Each can be turned off, and stays off.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

/// What is to be heard or felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// The picture is taken: the fingers may be lifted.
    Taken,
    /// The step is done.
    Good,
    /// The officer should look.
    Look,
}

/// One thing that can be turned off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Tones.
    Sound,
    /// The device shakes, where it can.
    Vibration,
    /// The next step begins without a touch.
    GoOn,
}

/// The cues of this desk.
#[derive(Debug, Clone, Copy)]
pub struct Cues {
    on: RwSignal<[bool; 3]>,
    audio: StoredValue<Option<AudioContext>, LocalStorage>,
}

impl Switch {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sound, Self::Vibration, Self::GoOn];

    /// What it is remembered by.
    fn key(self) -> &'static str {
        match self {
            Self::Sound => "umbral.sound",
            Self::Vibration => "umbral.vibration",
            Self::GoOn => "umbral.go-on",
        }
    }
}

impl Cues {
    /// As they were left, all on at first.
    pub fn remembered() -> Self {
        let off = |switch: Switch| storage()?.get_item(switch.key()).ok()?.map(|word| word == "off");
        let on = Switch::ALL.map(|switch| !off(switch).unwrap_or_default());
        Self { on: RwSignal::new(on), audio: StoredValue::new_local(None) }
    }

    /// Whether it is on, followed.
    pub fn is_on(self, switch: Switch) -> bool {
        self.on.with(|on| on[switch as usize])
    }

    /// Turns it on or off, and remembers it.
    pub fn set(self, switch: Switch, value: bool) {
        self.on.update(|on| on[switch as usize] = value);
        if let Some(storage) = storage() {
            // A browser that keeps nothing starts with everything on.
            let _ = storage.set_item(switch.key(), if value { "on" } else { "off" });
        }
    }

    /// Whether the next step begins by itself, read once.
    pub fn go_on(self) -> bool {
        untrack(|| self.is_on(Switch::GoOn))
    }

    /// Makes ready to be heard. Opening the device's sound can hold the page up for longer than a frame, which must not happen
    /// while fingers lie on the scanner.
    pub fn make_ready(self) {
        if untrack(|| self.is_on(Switch::Sound)) {
            // A browser that plays nothing shows everything.
            let _ = self.open();
        }
    }

    /// Lets it be heard and felt.
    pub fn give(self, cue: Cue) {
        if untrack(|| self.is_on(Switch::Sound)) {
            // A browser that plays nothing shows everything.
            let _ = self.play(cue);
        }
        if untrack(|| self.is_on(Switch::Vibration)) {
            let milliseconds = if cue == Cue::Look { 220 } else { 60 };
            // False where the device cannot.
            let _ = window().navigator().vibrate_with_duration(milliseconds);
        }
    }

    fn open(self) -> Result<AudioContext, JsValue> {
        if let Some(audio) = self.audio.get_value() {
            return Ok(audio);
        }
        let audio = AudioContext::new()?;
        self.audio.set_value(Some(audio.clone()));
        Ok(audio)
    }

    fn play(self, cue: Cue) -> Result<(), JsValue> {
        let audio = self.open()?;
        let (tone, kind, seconds) = match cue {
            Cue::Taken => (660.0, OscillatorType::Sine, 0.09),
            Cue::Good => (990.0, OscillatorType::Sine, 0.16),
            Cue::Look => (220.0, OscillatorType::Triangle, 0.3),
        };
        let (oscillator, gain) = (audio.create_oscillator()?, audio.create_gain()?);
        oscillator.set_type(kind);
        oscillator.frequency().set_value(tone);
        let now = audio.current_time();
        gain.gain().set_value_at_time(0.12, now)?;
        gain.gain().exponential_ramp_to_value_at_time(0.001, now + seconds)?;
        oscillator.connect_with_audio_node(&gain)?.connect_with_audio_node(&audio.destination())?;
        oscillator.start()?;
        oscillator.stop_with_when(now + seconds)
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

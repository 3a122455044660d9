use keeping::Room;
use leptos::prelude::*;

use super::check::{Ask, Check};
use super::report_view::ReportView;
use crate::components::{Banner, ConditionBanner, Heading, Icon, Shape, Tone};
use crate::routes::SignedIn;
use crate::scanner::{CurrentScanner, LivePicture, Reachable, reaches_serial, reaches_usb};
use crate::store::Store;
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// `/devices`: for whoever installs scanners, and for officers whose scanner will not do.
#[component]
pub fn DeviceCheckPage() -> impl IntoView {
    view! {
        <SignedIn>
            <DeviceCheck />
        </SignedIn>
    }
}

#[component]
fn DeviceCheck() -> impl IntoView {
    let i18n = use_i18n();
    let scanner = CurrentScanner::expect();
    let check = Check::new();
    provide_context(check);
    scanner.look_around();
    view! {
        <div class="page devices">
            <header class="devices-head">
                <Heading>{move || t_string!(i18n, devices.title)}</Heading>
                <p class="soft">{move || t_string!(i18n, devices.why)}</p>
            </header>
            <Scanners />
            <UntoldRoom />
            <Show when=move || check.report().with(Option::is_some)>
                <Now />
                <ReportView />
            </Show>
        </div>
    }
}

/// That nothing warns before this device is full; nothing where its room is watched.
#[component]
fn UntoldRoom() -> impl IntoView {
    let i18n = use_i18n();
    let store = Store::expect();
    view! {
        <Show when=move || store.room() == Room::Untold>
            <Banner tone=Tone::Quiet>
                <b>{move || t_string!(i18n, devices.room_untold)}</b>
                " "
                {move || t_string!(i18n, devices.room_untold_words)}
            </Banner>
        </Show>
    }
}

/// The scanners within reach, and how to bring others there.
#[component]
fn Scanners() -> impl IntoView {
    let i18n = use_i18n();
    let scanner = CurrentScanner::expect();
    let connect = move || match reaches_usb() {
        true => view! {
            <button class="btn go" on:click=move |_| scanner.choose_usb()>
                <Icon shape=Shape::Plus />
                {move || t_string!(i18n, devices.connect_usb)}
            </button>
        }
        .into_any(),
        false => view! { <ConditionBanner condition=scanners::Condition::UsbUnavailable /> }.into_any(),
    };
    view! {
        <section class="panel devices-list" aria-labelledby="scanners">
            <h2 id="scanners">{move || t_string!(i18n, devices.scanners)}</h2>
            <ul class="rows">
                {move || {
                    scanner
                        .reachable()
                        .get()
                        .into_iter()
                        .map(|reachable| view! { <Row reachable=reachable /> })
                        .collect_view()
                }}
            </ul>
            <div class="devices-connect">
                {connect}
                <Show when=reaches_serial>
                    <button class="btn" on:click=move |_| scanner.choose_serial()>
                        {move || t_string!(i18n, devices.connect_serial)}
                    </button>
                </Show>
            </div>
            {move || {
                let condition = scanner.condition().get()?;
                Some(view! { <ConditionBanner condition=condition /> })
            }}
        </section>
    }
}

#[component]
fn Row(reachable: Reachable) -> impl IntoView {
    let i18n = use_i18n();
    let check = expect_context::<Check>();
    let (name, serial) = (reachable.name(), reachable.serial());
    let label = name.clone();
    let reachable = StoredValue::new_local(reachable);
    view! {
        <li class="row">
            <b class="row-name">{name}</b>
            <div class="row-state">
                {serial.map(|serial| view! { <span class="soft reference">{serial}</span> })}
                <button
                    class="btn"
                    aria-label=move || t_string!(i18n, devices.check_named, name = label.clone())
                    on:click=move |_| check.start(reachable.get_value())
                >
                    {move || t_string!(i18n, devices.check)}
                </button>
            </div>
        </li>
    }
}

/// What to do now, and what the scanner shows.
#[component]
fn Now() -> impl IntoView {
    let i18n = use_i18n();
    let check = expect_context::<Check>();
    let ask = check.ask();
    let words = move || match ask.get() {
        Some(Ask::Wait) => t_string!(i18n, devices.ask_wait),
        Some(Ask::Place) => t_string!(i18n, devices.ask_place),
        Some(Ask::Hold) => t_string!(i18n, devices.ask_hold),
        Some(Ask::Replug) => t_string!(i18n, devices.ask_replug),
        None => "",
    };
    let may_skip = move || matches!(ask.get(), Some(Ask::Place | Ask::Hold | Ask::Replug));
    let live = Memo::new(move |_| check.preview().with(Option::is_some));
    view! {
        <Show when=move || ask.get().is_some()>
            <section class="panel devices-now" aria-labelledby="now">
                <h2 id="now">{move || t_string!(i18n, devices.now)}</h2>
                <div class="devices-now-words">
                    <p class="say now" role="status">
                        <Icon shape=Shape::from(Tone::Now) />
                        {words}
                    </p>
                    {move || {
                        let condition = check.condition().get()?;
                        Some(view! { <ConditionBanner condition=condition /> })
                    }}
                    <LiveQuality />
                    <div class="actions">
                        <Show when=may_skip>
                            <button class="btn" on:click=move |_| check.skip()>
                                {move || t_string!(i18n, devices.skip)}
                            </button>
                        </Show>
                        <button class="btn plain" on:click=move |_| check.stop()>
                            {move || t_string!(i18n, devices.stop)}
                        </button>
                    </div>
                </div>
                <Show when=move || live.get()>
                    <figure class="paper live">
                        <LivePicture
                            preview=check.preview()
                            judged=check.judged()
                            label=Signal::derive(move || t_string!(i18n, devices.live_picture).to_owned())
                        />
                    </figure>
                </Show>
            </section>
        </Show>
    }
}

/// How good the live picture is, in a number, a word and a sentence.
#[component]
fn LiveQuality() -> impl IntoView {
    let i18n = use_i18n();
    let check = expect_context::<Check>();
    let quality = move || {
        check.judged().with(|judged| {
            let largest = judged.as_ref().and_then(|judged| judged.judgement.largest());
            largest.map(|print| print.quality.clone())
        })
    };
    move || {
        quality().map(|quality| {
            let grade = Grade::of(quality.score);
            view! {
                <p class=format!("say {}", grade.tone().class()) data-testid="live-quality">
                    <Icon shape=Shape::from(grade.tone()) />
                    <b class="figure">{quality.score}</b>
                    {words::grade(i18n, grade)}
                    {(grade != Grade::Good).then(|| format!(" · {}", words::advice(i18n, &quality)))}
                </p>
            }
        })
    }
}

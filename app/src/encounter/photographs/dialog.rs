use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;
use wire::CaptureId;
use wire::encounter::{Photograph, PhotographSubject};
use wire::matcher::{Answer, Request};
use wire::session::Site;

use super::super::draft::Draft;
use super::super::image::Image;
use super::TakenPhotograph;
use super::camera::{Camera, NoCamera, still};
use crate::api::Fault;
use crate::clock::Clock;
use crate::components::{Banner, Dialog, FaultBanner, Icon, Shape, Tone};
use crate::matcher::{Matcher, unexpected};
use crate::texts::i18n::*;

/// A still that was not said yes to.
#[derive(Debug, Clone)]
struct Still {
    file: Blob,
    image: Rc<Image>,
}

/// What the camera sees; then the still, to be used or taken again.
#[component]
pub fn CameraDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, matcher, clock) = (Draft::expect(), Matcher::expect(), Clock::expect());
    let camera = StoredValue::new_local(None::<Camera>);
    let (showing, no_camera) = (RwSignal::new(false), RwSignal::new(None::<NoCamera>));
    // The camera is on before its first picture is there.
    let sees = RwSignal::new(false);
    let taken = RwSignal::new_local(None::<Still>);
    let subjects = super::allowed(&expect_context::<Site>().policy);
    let subject = RwSignal::new(subjects.first().copied().unwrap_or(PhotographSubject::Person));
    let fault = RwSignal::new(None::<Fault>);
    let video = NodeRef::<html::Video>::new();
    let look = move || {
        no_camera.set(None);
        spawn_local(async move {
            match Camera::open().await {
                // The dialog may be gone: then the camera is turned off again.
                Ok(opened) => {
                    if camera.try_set_value(Some(opened)).is_none() {
                        showing.set(true);
                    }
                }
                Err(why) => drop(no_camera.try_set(Some(why))),
            }
        });
    };
    look();
    Effect::new(move || {
        if let (Some(video), true) = (video.get(), showing.get()) {
            camera.with_value(|camera| camera.iter().for_each(|camera| camera.show_in(&video)));
        }
    });
    on_cleanup(move || drop(camera.try_update_value(Option::take)));
    let take = move |_| {
        let Some(video) = video.get_untracked() else { return };
        spawn_local(async move {
            if let Some(file) = still(&video).await
                && let Some(image) = Image::file(file.clone())
            {
                taken.try_set(Some(Still { file, image: Rc::new(image) }));
            }
        });
    };
    let keep = move |_| {
        let Some(Still { file, image }) = taken.get_untracked() else { return };
        spawn_local(async move {
            match matcher.ask(&Request::Photograph, Some(&file)).await {
                Ok((Answer::Photograph { width, height, image: name }, _)) => {
                    let photograph = Photograph {
                        id: CaptureId::new(),
                        subject: subject.get_untracked(),
                        taken_at: clock.now(),
                        width,
                        height,
                        image: name,
                    };
                    draft.photographs.update(|taken| taken.push(TakenPhotograph { photograph, image }));
                    open.set(false);
                }
                Ok(_) => fault.set(Some(unexpected())),
                Err(why) => fault.set(Some(why)),
            }
        });
    };
    let live = move || taken.with(Option::is_none);
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, photograph.open).to_owned())
            on_cancel=move || open.set(false)
        >
            <div class="camera">
                <Show when=move || no_camera.get().is_some()>
                    <Banner tone=Tone::Warn>
                        {move || match no_camera.get() {
                            Some(NoCamera::Refused) => t_string!(i18n, photograph.refused),
                            Some(NoCamera::NotThere) | None => t_string!(i18n, photograph.not_there),
                        }}
                    </Banner>
                    <button class="btn" on:click=move |_| look()>
                        {move || t_string!(i18n, shell.try_again)}
                    </button>
                </Show>
                <figure class="camera-picture" class:hidden=move || !showing.get()>
                    <video
                        node_ref=video
                        class:hidden=move || !live()
                        autoplay
                        playsinline
                        on:loadeddata=move |_| sees.set(true)
                        aria-label=move || t_string!(i18n, photograph.live)
                    ></video>
                    {move || {
                        taken.get().map(|still| {
                            view! {
                                <img
                                    src=still.image.address.clone()
                                    alt=move || t_string!(i18n, photograph.still)
                                />
                            }
                        })
                    }}
                </figure>
                <fieldset class="options">
                    <legend>{move || t_string!(i18n, photograph.what)}</legend>
                    {subjects
                        .into_iter()
                        .map(|each| {
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="subject"
                                        prop:checked=move || subject.get() == each
                                        on:change=move |_| subject.set(each)
                                    />
                                    <span>{move || super::name(i18n, each)}</span>
                                </label>
                            }
                        })
                        .collect_view()}
                </fieldset>
                <FaultBanner fault=fault />
                <div class="actions">
                    <button class="btn plain" on:click=move |_| open.set(false)>
                        {move || t_string!(i18n, shell.cancel)}
                    </button>
                    <Show
                        when=live
                        fallback=move || {
                            view! {
                                <button class="btn" on:click=move |_| taken.set(None)>
                                    {move || t_string!(i18n, photograph.again)}
                                </button>
                                <button class="btn go" on:click=keep>
                                    {move || t_string!(i18n, photograph.keep)}
                                </button>
                            }
                        }
                    >
                        <button class="btn go large" prop:disabled=move || !sees.get() on:click=take>
                            <Icon shape=Shape::Dot />
                            {move || t_string!(i18n, photograph.take)}
                        </button>
                    </Show>
                </div>
            </div>
        </Dialog>
    }
}

//! Photographs for the file: of the person, and of scars, marks and tattoos. They are kept as they are taken; nothing
//! looks for a face in them.

mod camera;
mod dialog;

use std::rc::Rc;

use dialog::CameraDialog;
use leptos::prelude::*;
use policy::{Modality, SitePolicy, may_capture};
use wire::encounter::{Photograph, PhotographSubject};
use wire::session::Site;

use super::draft::Draft;
use super::image::Image;
use crate::components::{Icon, Shape};
use crate::texts::i18n::*;

/// A photograph taken in this encounter.
#[derive(Debug, Clone)]
pub struct TakenPhotograph {
    /// What is recorded of it.
    pub photograph: Photograph,
    /// The JPEG.
    pub image: Rc<Image>,
}

/// The photographs so far, and the key to take another.
#[component]
pub fn Photographs() -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let open = RwSignal::new(false);
    if allowed(&expect_context::<Site>().policy).is_empty() {
        return ().into_any();
    }
    view! {
        <section class="panel photographs" aria-labelledby="photographs">
            <h2 id="photographs">{move || t_string!(i18n, photograph.title)}</h2>
            <ul class="photograph-strip">
                {move || {
                    let taken = draft.photographs.get().into_iter();
                    taken.map(|taken| view! { <OnePhotograph taken=taken /> }).collect_view()
                }}
            </ul>
            <button class="btn" on:click=move |_| open.set(true)>
                <Icon shape=Shape::Plus />
                {move || t_string!(i18n, photograph.open)}
            </button>
            <Show when=move || open.get()>
                <CameraDialog open=open />
            </Show>
        </section>
    }
    .into_any()
}

/// What the site's rules let be photographed.
fn allowed(rules: &SitePolicy) -> Vec<PhotographSubject> {
    [(PhotographSubject::Person, Modality::Photograph), (PhotographSubject::Mark, Modality::Marks)]
        .into_iter()
        .filter_map(|(subject, modality)| may_capture(rules, modality).granted().then_some(subject))
        .collect()
}

#[component]
fn OnePhotograph(taken: TakenPhotograph) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let (id, subject) = (taken.photograph.id, taken.photograph.subject);
    let remove =
        move |_| draft.photographs.update(|photographs| photographs.retain(|each| each.photograph.id != id));
    view! {
        <li class="photograph">
            <img src=taken.image.address.clone() alt=move || name(i18n, subject) />
            <span>{move || name(i18n, subject)}</span>
            <button class="btn plain" on:click=remove>
                {move || t_string!(i18n, fingers.remove)}
            </button>
        </li>
    }
}

/// "Person", "Scar, mark or tattoo".
pub fn name(i18n: crate::I18n, subject: PhotographSubject) -> &'static str {
    match subject {
        PhotographSubject::Person => t_string!(i18n, photograph.person),
        PhotographSubject::Mark => t_string!(i18n, photograph.mark),
    }
}

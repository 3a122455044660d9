use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::session::Site;

use super::draft::{Draft, Step, TakenPrint};
use super::journal::Journal;
use super::lead::LeadPanel;
use super::sealing::{SealedEncounter, seal};
use super::stated::Stated;
use crate::clock::Clock;
use crate::components::{Banner, Chip, Heading, Icon, MissingFingers, Shape, Tone};
use crate::enrolled::Device;
use crate::matcher::Matcher;
use crate::outbox::Outbox;
use crate::receipts::Receipts;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// Everything that will be sent, to look over; then Send.
#[component]
pub fn ReviewAndSend() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, clock, outbox) = (Draft::expect(), Clock::expect(), Outbox::expect());
    let site = expect_context::<Site>();
    let sealing = site.clone();
    let (journal, officer) = (Journal::expect(), CurrentSession::expect());
    let (matcher, receipts, device) = (Matcher::expect(), Receipts::expect(), Device::expect());
    let (sending, unsealed) = (RwSignal::new(false), RwSignal::new(false));
    let send = move |_| {
        let officer = officer.untracked().map(|session| session.account);
        let (Some(officer), false) = (officer, sending.get_untracked()) else { return };
        sending.set(true);
        let site = sealing.clone();
        spawn_local(async move {
            // A device whose key does not sign sends nothing that the server would take: the record stays as it is.
            let Ok(Some(sealed)) = seal(draft, &site, officer, clock.now(), (matcher, device)).await else {
                sending.set(false);
                unsealed.set(true);
                return;
            };
            // What the device cannot keep is sent from this page, which says so.
            let kept = journal.consign(&sealed).await.is_ok();
            let SealedEncounter { consignment, parts, receipt } = sealed;
            if let Some(receipt) = receipt {
                receipts.put(receipt);
            }
            outbox.send(consignment, if kept { None } else { Some(parts) });
            draft.step.set(Step::Sent);
        });
    };
    view! {
        <div class="check">
            <section class="panel check-main">
                <Heading>{move || t_string!(i18n, send.title)}</Heading>
                <Facts site=site.clone() />
                <Stated site=site />
                <h2>{move || t_string!(i18n, send.prints)}</h2>
                <ul class="strip">
                    {draft
                        .prints
                        .get_untracked()
                        .into_iter()
                        .map(|print| view! { <StripPrint print=print /> })
                        .collect_view()}
                </ul>
                <MissingFingers exceptions=draft.course.with_untracked(|course| course.missing().to_vec()) />
                <PhotographStrip />
                <div class="actions">
                    <button class="btn" on:click=move |_| draft.step.set(Step::Fingers)>
                        {move || t_string!(i18n, send.back)}
                    </button>
                    <button class="btn go large" prop:disabled=sending on:click=send>
                        {move || t_string!(i18n, send.send)}
                        <Icon shape=Shape::Arrow />
                    </button>
                </div>
                <Show when=move || unsealed.get()>
                    <Banner tone=Tone::Stop>{move || t_string!(i18n, enrolled.unsealed)}</Banner>
                </Show>
                <p class="soft">{move || t_string!(i18n, send.what_happens)}</p>
            </section>
            <aside>
                <LeadPanel />
            </aside>
        </div>
    }
}

#[component]
fn Facts(site: Site) -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let limit = site.policy.minimum_age;
    let country = site.policy.host_country_name;
    let national = move || draft.permission.get().is_some_and(|answers| answers.host_national);
    let minor = move || {
        let answers = draft.permission.get().filter(|answers| answers.age.is_minor())?;
        let guardian = match answers.guardian_present {
            true => t_string!(i18n, send.guardian_present),
            false => t_string!(i18n, send.guardian_not_needed),
        };
        let trained = match answers.trained_officer {
            true => t_string!(i18n, send.trained_officer),
            false => t_string!(i18n, send.trained_not_needed),
        };
        Some(t_string!(i18n, send.as_minor, guardian = guardian, trained = trained))
    };
    let notice = move || {
        draft.notice.get().map(|notice| {
            let language = notice::language(&notice.language).map_or("", |language| language.name);
            let time = words::clock_time(i18n, notice.given_at);
            t_string!(i18n, send.notice_given, language = language, time = time)
        })
    };
    view! {
        <dl class="facts">
            <dt>{move || t_string!(i18n, send.reference)}</dt>
            <dd class="reference">{draft.id.reference()}</dd>
            <dt>{move || t_string!(i18n, send.site)}</dt>
            <dd>{site.name}</dd>
            <dt>{move || t_string!(i18n, send.begun)}</dt>
            <dd>{move || words::moment(i18n, draft.started_at)}</dd>
            <dt>{move || t_string!(i18n, permission.step)}</dt>
            <dd>
                {move || {
                    let country = country.clone();
                    if national() {
                        t_string!(i18n, send.national, country = country, limit = limit)
                    } else {
                        t_string!(i18n, send.not_national, country = country, limit = limit)
                    }
                }}
                {move || minor().map(|words| view! { <br /> {words} })}
            </dd>
            <dt>{move || t_string!(i18n, notice.step)}</dt>
            <dd>{notice}</dd>
        </dl>
    }
}

#[component]
fn StripPrint(print: TakenPrint) -> impl IntoView {
    let i18n = use_i18n();
    let kept =
        Draft::expect().course.with_untracked(|course| course.override_of(print.position, print.manner()));
    let (position, score) = (print.position, print.print.quality.score);
    let grade = Grade::of(score);
    view! {
        <li class="strip-print">
            <img src=print.image.address.clone() alt="" />
            <b>{move || words::finger(i18n, position)}</b>
            <Chip tone=grade.tone()>
                {score} " " {move || words::grade(i18n, grade)}
            </Chip>
            {kept.map(|reason| view! { <span class="soft">{move || words::override_reason(i18n, reason)}</span> })}
        </li>
    }
}

#[component]
fn PhotographStrip() -> impl IntoView {
    let i18n = use_i18n();
    let photographs = Draft::expect().photographs.get_untracked();
    (!photographs.is_empty()).then(|| {
        view! {
            <h2>{move || t_string!(i18n, photograph.title)}</h2>
            <ul class="strip">
                {photographs
                    .into_iter()
                    .map(|taken| {
                        let subject = taken.photograph.subject;
                        view! {
                            <li class="strip-print">
                                <img src=taken.image.address.clone() alt="" />
                                <b>{move || super::photographs::name(i18n, subject)}</b>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    })
}

use leptos::prelude::*;
use wire::encounter::{Manner, Notice};
use wire::session::Site;

use super::draft::{Draft, Step};
use crate::clock::Clock;
use crate::components::Heading;
use crate::texts::i18n::*;

/// The person is told, in a language of theirs, before anything is recorded.
#[component]
pub fn NoticeStep() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, clock, site) = (Draft::expect(), Clock::expect(), expect_context::<Site>());
    let languages = offered(&site.policy.notice_languages);
    let language = RwSignal::new(languages.first().copied().unwrap_or_default());
    let told = move |_| {
        let language = language.get_untracked().to_string();
        draft.notice.set(Some(Notice {
            language,
            version: 1,
            manner: Manner::OnScreen,
            given_at: clock.now(),
        }));
        draft.step.set(Step::Fingers);
    };
    view! {
        <section class="panel notice">
            <Heading>{move || t_string!(i18n, notice.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, notice.how)}</p>
            <fieldset class="languages">
                <legend class="unseen">{move || t_string!(i18n, notice.language)}</legend>
                {languages
                    .into_iter()
                    .map(|each| {
                        view! {
                            <label class="option" lang=each.to_string()>
                                <input
                                    type="radio"
                                    name="language"
                                    prop:checked=move || language.get() == each
                                    on:change=move |_| language.set(each)
                                />
                                <span>{td_string!(each, shell.language)}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            {move || view! { <Text language=language.get() site=site.name.clone() /> }}
            <div class="actions">
                <button class="btn go" on:click=told>
                    {move || t_string!(i18n, notice.told)}
                </button>
            </div>
        </section>
    }
}

/// The site's languages that there is a text for, in the site's order; English where there is none.
fn offered(wanted: &[String]) -> Vec<Locale> {
    let known: Vec<_> = wanted.iter().filter_map(|language| language.parse().ok()).collect();
    if known.is_empty() { vec![Locale::en] } else { known }
}

#[component]
fn Text(language: Locale, site: String) -> impl IntoView {
    view! {
        <article class="notice-text" lang=language.to_string() data-testid="notice">
            <p class="notice-first">{td_string!(language, notice.what, site = site)}</p>
            <dl>
                <dt>{td_string!(language, notice.why_title)}</dt>
                <dd>{td_string!(language, notice.why)}</dd>
                <dt>{td_string!(language, notice.who_title)}</dt>
                <dd>{td_string!(language, notice.who)}</dd>
                <dt>{td_string!(language, notice.kept_title)}</dt>
                <dd>{td_string!(language, notice.kept)}</dd>
                <dt>{td_string!(language, notice.rights_title)}</dt>
                <dd>{td_string!(language, notice.rights)}</dd>
            </dl>
            <p>{td_string!(language, notice.ask)}</p>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_is_offered_in_the_sites_languages_in_its_order() {
        let languages = |codes: &[&str]| offered(&codes.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(languages(&["es", "ht", "en"]), [Locale::es, Locale::en]);
        assert_eq!(languages(&["ht"]), [Locale::en]);
    }
}

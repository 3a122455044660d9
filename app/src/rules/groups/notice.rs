use leptos::prelude::*;

use super::Group;
use crate::rules::form::{Form, Listed};
use crate::texts::i18n::*;

/// In which languages notice is given.
#[component]
pub fn Notice(form: Form) -> impl IntoView {
    view! {
        <Group title=|i18n| t_string!(i18n, rules.notice_title)>
            <Listed
                form=form
                field="notice_languages"
                label=|i18n| t_string!(i18n, rules.languages)
                get=|rules| rules.notice_languages.clone()
                set=|rules, languages| rules.notice_languages = languages
            />
        </Group>
    }
}

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use wire::{Code, Problem};

use crate::api::{Api, Fault};
use crate::components::Heading;
use crate::session::{CurrentSession, Standing};
use crate::texts::i18n::*;
use crate::words;

/// `/enter#TOKEN`: spends the link and goes to the role's own page.
#[component]
pub fn Enter() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let fault = RwSignal::new(None::<Fault>);
    let spent = RwSignal::new(false);
    let navigate = use_navigate();

    let spend = move || {
        let Some(token) = take_token() else {
            fault.set(Some(Problem::new(Code::LinkSpent, "the address holds no link").into()));
            session.ask();
            return;
        };
        fault.set(None);
        spawn_local(async move {
            match api.sign_in(token).await {
                Ok(()) => spent.set(true),
                Err(refused) => fault.set(Some(refused)),
            }
            session.ask();
        });
    };
    spend();
    // Another link opened in the same tab changes no more than the part behind the `#`.
    let another = window_event_listener(leptos::ev::hashchange, move |_| spend());
    on_cleanup(move || another.remove());
    Effect::new(move || {
        // Whoever could not be asked for is told so by the page that follows.
        if spent.get() && !matches!(session.standing(), Standing::Asking | Standing::Nobody) {
            navigate("/", leptos_router::NavigateOptions { replace: true, ..Default::default() });
        }
    });

    view! {
        <div class="page narrow">
            <section class="panel">
                {move || match fault.get() {
                    None => view! { <p role="status">{t_string!(i18n, sign_in.entering)}</p> }.into_any(),
                    Some(fault) => {
                        let title = words::fault(i18n, &fault);
                        view! {
                            <Heading>{title}</Heading>
                            <p>{words::remedy(i18n, &fault)}</p>
                        }
                            .into_any()
                    }
                }}
            </section>
        </div>
    }
}

/// The secret behind the address's `#`, taken out of the address bar and of the history.
fn take_token() -> Option<String> {
    let token = window().location().hash().ok()?.trim_start_matches('#').to_owned();
    let history = window().history().ok()?;
    // If the browser refuses, the link is spent all the same and worth nothing to who finds it.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/enter"));
    (!token.is_empty()).then_some(token)
}

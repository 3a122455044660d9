//! The way from page to page: in the bar where there is room for it, behind a button where there is not.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node};
use wire::session::Role;

use crate::I18n;
use crate::components::{Icon, Shape};
use crate::language;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// A page, and how a link calls it.
type Page = (&'static str, fn(I18n) -> &'static str);

/// The pages of a role, its first page first. Everybody may read the rules.
fn pages(role: Role) -> Vec<Page> {
    let log: Page = ("/audit", |i18n| t_string!(i18n, shell.log));
    let rules: Page = ("/rules", |i18n| t_string!(i18n, rules.title));
    let queue: Page = ("/queue", |i18n| t_string!(i18n, queue.title));
    let names: Page = ("/names", |i18n| t_string!(i18n, biography.title));
    let alerts: Page = ("/alerts", |i18n| t_string!(i18n, alert.all));
    let handovers: Page = ("/handovers", |i18n| t_string!(i18n, handover.figures));
    let calls: Page = ("/calls", |i18n| t_string!(i18n, calls.title));
    let cases: Page = ("/cases", |i18n| t_string!(i18n, cases.title));
    let forgetting: Page = ("/purge", |i18n| t_string!(i18n, purge.link));
    let mediums: Page = ("/mediums", |i18n| t_string!(i18n, medium.title));
    match role {
        Role::Officer => vec![("/", |i18n| t_string!(i18n, desk.title)), alerts, rules],
        Role::Reviewer => vec![queue, names, rules],
        Role::Supervisor => {
            vec![
                queue,
                alerts,
                handovers,
                cases,
                names,
                ("/quarantine", |i18n| t_string!(i18n, quarantine.title)),
                mediums,
                rules,
            ]
        }
        Role::WatchlistManager => vec![("/lists", |i18n| t_string!(i18n, shell.lists)), rules],
        Role::ProgrammeManager => vec![
            ("/requests", |i18n| t_string!(i18n, redress.title)),
            alerts,
            handovers,
            cases,
            names,
            ("/notices", |i18n| t_string!(i18n, notices.title)),
            rules,
            forgetting,
        ],
        Role::Auditor => vec![log, rules, forgetting],
        Role::Administrator => {
            let devices: Page = ("/device-list", |i18n| t_string!(i18n, enrolled.list));
            vec![
                log,
                ("/accounts", |i18n| t_string!(i18n, shell.accounts)),
                devices,
                calls,
                mediums,
                rules,
                forgetting,
            ]
        }
    }
}

/// The links, one's own account, the language and the way out; for whom nobody is signed in, the language alone.
#[component]
pub fn Navigation() -> impl IntoView {
    let session = CurrentSession::expect();
    let role = Memo::new(move |_| session.role());
    move || match role.get() {
        None => view! { <Language /> }.into_any(),
        Some(role) => view! { <Menu role=role /> }.into_any(),
    }
}

/// A disclosure: the button is there only where the bar is too narrow for what it opens.
#[component]
fn Menu(role: Role) -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let open = RwSignal::new(false);
    let (button, menu) = (NodeRef::<html::Button>::new(), NodeRef::<html::Nav>::new());
    close_elsewhere(open, button, menu);
    let path = use_location().pathname;
    Effect::new(move || {
        path.track();
        open.set(false);
    });
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // A button that has just gone takes no focus, and needs none.
                let _ = button.focus();
            }
        }
    };
    // Who came by a link that only opens the door has no page but the one that is shown.
    let links = move || {
        let enrolling = session.get().is_none_or(|session| session.enrolling);
        if enrolling { vec![] } else { pages(role) }
    };
    view! {
        <button
            node_ref=button
            class="btn menu-button"
            aria-expanded=move || open.get().to_string()
            aria-controls="menu"
            on:click=move |_| open.update(|open| *open = !*open)
            on:keydown=escape
        >
            <Icon shape=Signal::derive(move || if open.get() { Shape::Cross } else { Shape::Lines }) />
            {move || t_string!(i18n, shell.menu)}
        </button>
        <nav
            node_ref=menu
            id="menu"
            class="menu"
            class:open=open
            aria-label=move || t_string!(i18n, shell.pages)
            on:keydown=escape
        >
            {move || {
                links()
                    .into_iter()
                    .map(|(address, words)| {
                        view! {
                            <A href=address attr:class="menu-link">
                                {move || words(i18n)}
                            </A>
                        }
                    })
                    .collect_view()
            }}
            <A href="/account" attr:class="menu-link menu-name" attr:title=move || t_string!(i18n, account.title)>
                {move || session.get().map(|session| session.name)}
            </A>
            <Language />
            <SignOut />
        </nav>
    }
}

/// Closes the menu when something else is touched or takes the focus.
fn close_elsewhere(open: RwSignal<bool>, button: NodeRef<html::Button>, menu: NodeRef<html::Nav>) {
    let within = move |target: Option<web_sys::EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        let holds =
            |element: Option<HtmlElement>| element.is_some_and(|element| element.contains(node.as_ref()));
        holds(button.get_untracked().map(Into::into)) || holds(menu.get_untracked())
    };
    let touched = window_event_listener(leptos::ev::pointerdown, move |event| {
        if open.get_untracked() && !within(event.target()) {
            open.set(false);
        }
    });
    let focused = window_event_listener(leptos::ev::focusin, move |event| {
        if open.get_untracked() && !within(event.target()) {
            open.set(false);
        }
    });
    on_cleanup(move || {
        touched.remove();
        focused.remove();
    });
}

#[component]
fn Language() -> impl IntoView {
    let i18n = use_i18n();
    let other = move || match i18n.get_locale() {
        Locale::en => Locale::es,
        Locale::es => Locale::en,
    };
    // The name is in the language it leads to.
    let name = move || td_string!(other(), shell.language);
    view! {
        <button class="btn plain" lang=move || other().to_string() on:click=move |_| language::choose(i18n, other())>
            {name}
        </button>
    }
}

#[component]
fn SignOut() -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let leave = move |_| {
        spawn_local(async move {
            // Without a link the session stays: the chip beside this button says that there is none.
            let _ = session.sign_out().await;
        });
    };
    view! {
        <button class="btn plain" on:click=leave>
            {move || t_string!(i18n, shell.sign_out)}
        </button>
    }
}

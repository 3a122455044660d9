//! The way from page to page: in the bar where there is room for it, behind a button where there is not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use wire::session::Role;

use crate::I18n;
use crate::components::{Disclosure, Icon, Shape};
use crate::language;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// A page, and how a link calls it.
type Page = (&'static str, fn(I18n) -> &'static str);

/// The pages of a role: its first page first, the seldom needed last. Everybody may read the rules.
fn pages(role: Role) -> Vec<Page> {
    let log: Page = ("/audit", |i18n| t_string!(i18n, shell.log));
    let rules: Page = ("/rules", |i18n| t_string!(i18n, rules.title));
    let queue: Page = ("/queue", |i18n| t_string!(i18n, queue.title));
    let names: Page = ("/names", |i18n| t_string!(i18n, biography.title));
    let alerts: Page = ("/alerts", |i18n| t_string!(i18n, alert.all));
    let handovers: Page = ("/handovers", |i18n| t_string!(i18n, handover.figures));
    let calls: Page = ("/calls", |i18n| t_string!(i18n, calls.title));
    let rates: Page = ("/error-rates", |i18n| t_string!(i18n, reviewing.rates));
    let cases: Page = ("/cases", |i18n| t_string!(i18n, cases.title));
    let forgetting: Page = ("/purge", |i18n| t_string!(i18n, purge.link));
    let mediums: Page = ("/mediums", |i18n| t_string!(i18n, medium.title));
    match role {
        Role::Officer => vec![("/", |i18n| t_string!(i18n, desk.title)), alerts, rules],
        Role::Reviewer => vec![queue, names, rates, rules],
        Role::Supervisor => {
            vec![
                queue,
                alerts,
                cases,
                handovers,
                names,
                rates,
                ("/quarantine", |i18n| t_string!(i18n, quarantine.title)),
                mediums,
                rules,
            ]
        }
        Role::WatchlistManager => vec![("/lists", |i18n| t_string!(i18n, shell.lists)), rules],
        Role::ProgrammeManager => vec![
            ("/requests", |i18n| t_string!(i18n, redress.title)),
            alerts,
            cases,
            handovers,
            names,
            rates,
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

/// The links in the bar; where it is too narrow for them, a button opens them all.
#[component]
fn Menu(role: Role) -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let menu = Disclosure::new();
    let open = menu.open;
    // Who came by a link that only opens the door has no page but the one that is shown.
    let links = move || {
        let enrolling = session.get().is_none_or(|session| session.enrolling);
        let pages = if enrolling { vec![] } else { pages(role) };
        let (first, more) = pages.split_at(in_bar(pages.len()));
        let more = (!more.is_empty()).then(|| view! { <More pages=more.to_vec() /> });
        (first.iter().map(|page| link(i18n, *page)).collect_view(), more)
    };
    view! {
        <div class="menu-whole" node_ref=menu.whole on:keydown=move |event| menu.leave(&event)>
            <button
                node_ref=menu.button
                class="btn menu-button"
                aria-expanded=move || open.get().to_string()
                aria-controls="menu"
                on:click=move |_| menu.flip()
            >
                <Icon shape=Signal::derive(move || if open.get() { Shape::Cross } else { Shape::Lines }) />
                {move || t_string!(i18n, shell.menu)}
            </button>
            <nav id="menu" class="menu" class:open=open aria-label=move || t_string!(i18n, shell.pages)>
                {links}
                <A href="/account" attr:class="menu-link menu-name" attr:title=move || t_string!(i18n, account.title)>
                    {move || session.get().map(|session| session.name)}
                </A>
                <Language />
                <SignOut />
            </nav>
        </div>
    }
}

/// The pages that are seldom needed, of who has many: behind a button of their own in a wide bar, among all others in
/// the menu of a narrow one.
#[component]
fn More(pages: Vec<Page>) -> impl IntoView {
    let i18n = use_i18n();
    let more = Disclosure::new();
    let open = more.open;
    let path = use_location().pathname;
    let addresses: Vec<&str> = pages.iter().map(|(address, _)| *address).collect();
    let here = move || path.with(|path| addresses.iter().any(|address| path.starts_with(address)));
    view! {
        <div class="more" node_ref=more.whole on:keydown=move |event| more.leave(&event)>
            <button
                node_ref=more.button
                class="btn plain more-button"
                class:here=here
                aria-expanded=move || open.get().to_string()
                aria-controls="more-pages"
                on:click=move |_| more.flip()
            >
                {move || t_string!(i18n, shell.more)}
                <Icon shape=Shape::Below />
            </button>
            <div id="more-pages" class="more-pages" class:open=open>
                {pages.into_iter().map(|page| link(i18n, page)).collect_view()}
            </div>
        </div>
    }
}

fn link(i18n: I18n, (address, words): Page) -> impl IntoView {
    view! {
        <A href=address attr:class="menu-link">
            {move || words(i18n)}
        </A>
    }
}

/// How many of so many pages are in the bar itself: all of a few, else as many as fit beside the button for the others.
fn in_bar(pages: usize) -> usize {
    if pages <= 5 { pages } else { 4 }
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

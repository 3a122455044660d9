use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::account::{AccountView, Standing};
use wire::session::Role;

use crate::api::{Api, Fault};
use crate::components::{Banner, Chip, FaultBanner, Heading, Tone};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// `/accounts`: whom an administrator lets in.
#[component]
pub fn AccountsPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Accounts />
        </SignedIn>
    }
}

#[component]
fn Accounts() -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let held = RwSignal::new(Vec::<AccountView>::new());
    let fault = RwSignal::new(None::<Fault>);
    // A link is shown once, to be handed over by word or on paper.
    let link = RwSignal::new(None::<(String, String)>);
    let read = move || async move {
        match api.accounts().await {
            Ok(accounts) => held.set(accounts),
            Err(refused) => fault.set(Some(refused)),
        }
    };
    spawn_local(read());
    let change = Callback::new(move |(id, standing): (_, Standing)| {
        fault.set(None);
        spawn_local(async move {
            match api.confirmed(|| api.change_account(id, &standing)).await {
                Ok(_) => read().await,
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    let give = Callback::new(move |(id, name): (_, String)| {
        fault.set(None);
        link.set(None);
        spawn_local(async move {
            match api.confirmed(|| api.give_link(id)).await {
                Ok(given) => {
                    let origin = window().location().origin().unwrap_or_default();
                    link.set(Some((name, format!("{origin}/enter#{}", given.token))));
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    let own = session.untracked().map(|session| session.account);
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, account.accounts)}</Heading>
            <p class="soft">{move || t_string!(i18n, account.accounts_what)}</p>
            <FaultBanner fault=fault />
            {move || {
                link.get()
                    .map(|(name, link)| {
                        view! {
                            <Banner tone=Tone::Good>
                                {move || t_string!(i18n, account.link_for, name = name.clone())}
                                <p class="reference secret" data-testid="link">
                                    {link}
                                </p>
                            </Banner>
                        }
                    })
            }}
            <section class="panel">
                <ul class="kept">
                    <For each=move || held.get() key=|account| (account.id, account.standing.suspended, account.standing.password_allowed, account.passkeys) let:account>
                        <Row account=account.clone() own=own == Some(account.id) change=change give=give />
                    </For>
                </ul>
            </section>
        </div>
    }
}

#[component]
fn Row(
    account: AccountView,
    own: bool,
    change: Callback<(wire::AccountId, Standing)>,
    give: Callback<(wire::AccountId, String)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (id, standing, passkeys) = (account.id, account.standing, account.passkeys);
    let name = account.name.clone();
    let label = account.name.clone();
    view! {
        <li data-testid="account" data-name=account.name.clone()>
            <span class="kept-words">
                <b>{account.name.clone()}</b>
                " "
                <span>{move || role(i18n, standing.role)} ", " {account.site_name.clone()}</span>
                " "
                <span class="soft">
                    {move || t_string!(i18n, account.passkey_count, count = passkeys)}
                </span>
                <Show when=move || standing.suspended>
                    <Chip tone=Tone::Stop>{move || t_string!(i18n, account.suspended)}</Chip>
                </Show>
            </span>
            <Show when=move || !own>
                <span class="actions" role="group" aria-label=label.clone()>
                    <button
                        class="btn"
                        prop:disabled=standing.suspended
                        on:click={
                            let name = name.clone();
                            move |_| give.run((id, name.clone()))
                        }
                    >
                        {move || t_string!(i18n, account.new_link)}
                    </button>
                    <button
                        class="btn"
                        aria-pressed=standing.password_allowed.to_string()
                        on:click=move |_| {
                            let password_allowed = !standing.password_allowed;
                            change.run((id, Standing { password_allowed, ..standing }));
                        }
                    >
                        {move || match standing.password_allowed {
                            true => t_string!(i18n, account.forbid_password),
                            false => t_string!(i18n, account.allow_password),
                        }}
                    </button>
                    <button
                        class="btn"
                        on:click=move |_| {
                            change.run((id, Standing { suspended: !standing.suspended, ..standing }));
                        }
                    >
                        {move || match standing.suspended {
                            true => t_string!(i18n, account.readmit),
                            false => t_string!(i18n, account.suspend),
                        }}
                    </button>
                </span>
            </Show>
        </li>
    }
}

fn role(i18n: crate::I18n, role: Role) -> &'static str {
    match role {
        Role::Officer => t_string!(i18n, role.officer),
        Role::Reviewer => t_string!(i18n, role.reviewer),
        Role::Supervisor => t_string!(i18n, role.supervisor),
        Role::WatchlistManager => t_string!(i18n, role.watchlist_manager),
        Role::ProgrammeManager => t_string!(i18n, role.programme_manager),
        Role::Auditor => t_string!(i18n, role.auditor),
        Role::Administrator => t_string!(i18n, role.administrator),
    }
}

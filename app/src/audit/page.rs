use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use wire::EncounterId;
use wire::audit::AuditEvent;
use wire::session::Role;

use super::looking::{Kind, LookFor, Looking};
use super::site_rules::SiteRules;
use super::unusual::Unusuals;
use super::verification::Verify;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/audit`: the log, newest first.
#[component]
pub fn AuditPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Log />
        </SignedIn>
    }
}

/// The lines that the page holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    api: Api,
    /// Newest first.
    held: RwSignal<Option<Vec<AuditEvent>>>,
    filter: RwSignal<String>,
    /// Whose lines alone are read, and why; all of them otherwise.
    looking: Looking,
    fault: RwSignal<Option<Fault>>,
    pub(super) busy: RwSignal<bool>,
}

impl Lines {
    /// Reads the newest lines, or those before a number, of whoever is looked for.
    pub(super) fn read(self, before: Option<u64>) {
        self.busy.set(true);
        if before.is_none() {
            self.held.set(None);
        }
        spawn_local(async move {
            match self.api.audit(before, &self.looking.query()).await {
                Ok(mut lines) => {
                    self.fault.set(None);
                    self.held.update(|held| match (before, held) {
                        (Some(_), Some(held)) => held.append(&mut lines),
                        (_, held) => *held = Some(lines),
                    });
                }
                Err(fault) => {
                    self.looking.give_up();
                    self.fault.set(Some(fault));
                }
            }
            self.busy.set(false);
        });
    }

    fn shown(self) -> Vec<AuditEvent> {
        let filter = self.filter.get().to_lowercase();
        self.held.with(|held| held.iter().flatten().filter(|line| holds(line, &filter)).cloned().collect())
    }

    fn oldest(self) -> Option<u64> {
        self.held.with(|held| held.as_ref()?.last().map(|line| line.seq))
    }
}

/// Whether a line holds every one of the words, anywhere.
fn holds(line: &AuditEvent, words: &str) -> bool {
    let text = format!("{} {} {} {} {}", line.seq, line.actor, line.action, line.object, line.detail);
    let text = text.to_lowercase();
    words.split_whitespace().all(|word| text.contains(word))
}

/// For the administrator, whose first page this is.
#[component]
fn DeviceCheckLink() -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    view! {
        <Show when=move || session.role() == Some(Role::Administrator)>
            <A href="/devices" attr:class="btn plain">
                {move || t_string!(i18n, devices.link)}
            </A>
        </Show>
    }
}

#[component]
fn Log() -> impl IntoView {
    let i18n = use_i18n();
    let lines = Lines {
        api: Api::expect(),
        held: RwSignal::new(None),
        filter: RwSignal::new(String::new()),
        looking: Looking::new(),
        fault: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    lines.read(None);
    let shown = Memo::new(move |_| lines.shown());
    let count = move || {
        let all = lines.held.with(|held| held.as_ref().map_or(0, Vec::len));
        let shown = shown.with(Vec::len);
        match shown == all {
            true => t_string!(i18n, audit.shown, count = all as u32),
            false => t_string!(i18n, audit.shown_of, shown = shown, all = all),
        }
    };
    view! {
        <div class="page audit">
            <header class="audit-head">
                <div>
                    <Heading>{move || t_string!(i18n, audit.title)}</Heading>
                    <p class="soft">{move || t_string!(i18n, audit.why)}</p>
                </div>
                <DeviceCheckLink />
                <Verify />
            </header>
            <LookFor lines=lines looking=lines.looking />
            <Unusuals looking=lines.looking />
            <SiteRules />
            <div class="audit-tools">
                <label class="field">
                    <span>{move || t_string!(i18n, audit.filter)}</span>
                    <input
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=lines.filter
                        on:input=move |event| lines.filter.set(event_target_value(&event))
                    />
                </label>
                <button class="btn" prop:disabled=lines.busy on:click=move |_| lines.read(None)>
                    {move || t_string!(i18n, audit.newest)}
                </button>
                <span class="soft" role="status">{count}</span>
            </div>
            <FaultBanner fault=lines.fault />
            <Show when=move || lines.held.with(Option::is_none) && lines.busy.get()>
                <p class="soft" role="status">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <Show when=move || shown.with(Vec::is_empty) && !lines.filter.with(String::is_empty)>
                <p class="empty">{move || t_string!(i18n, audit.none_fit)}</p>
            </Show>
            <Show when=move || !shown.with(Vec::is_empty)>
                <Table shown=shown lines=lines />
            </Show>
            <div class="audit-older">
                {move || match lines.oldest() {
                    None => None,
                    Some(1) => {
                        Some(view! { <p class="soft">{t_string!(i18n, audit.beginning)}</p> }.into_any())
                    }
                    Some(oldest) => {
                        Some(
                            view! {
                                <button
                                    class="btn"
                                    prop:disabled=lines.busy
                                    on:click=move |_| lines.read(Some(oldest))
                                >
                                    {t_string!(i18n, audit.older)}
                                </button>
                            }
                                .into_any(),
                        )
                    }
                }}
            </div>
        </div>
    }
}

#[component]
fn Table(shown: Memo<Vec<AuditEvent>>, lines: Lines) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <table class="log">
            <caption class="unseen">{move || t_string!(i18n, audit.title)}</caption>
            <thead>
                <tr>
                    <th scope="col">{move || t_string!(i18n, audit.line)}</th>
                    <th scope="col">{move || t_string!(i18n, audit.when)}</th>
                    <th scope="col">{move || t_string!(i18n, audit.who)}</th>
                    <th scope="col">{move || t_string!(i18n, audit.what)}</th>
                    <th scope="col">{move || t_string!(i18n, audit.on)}</th>
                    <th scope="col">{move || t_string!(i18n, audit.why_and_detail)}</th>
                    <th scope="col">{move || t_string!(i18n, audit.hash)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || shown.get() key=|line| line.seq let:line>
                    <Row line=line lines=lines />
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(line: AuditEvent, lines: Lines) -> impl IntoView {
    let i18n = use_i18n();
    let at = line.at;
    let (kind, id) = line.object.split_once('/').unwrap_or((&line.object, ""));
    // An identifier is told by its random end.
    let short = id.get(id.len().saturating_sub(8)..).unwrap_or(id).to_owned();
    view! {
        <tr data-testid="line">
            <td class="log-seq">{line.seq}</td>
            <td class="log-when">{move || words::moment_with_seconds(i18n, at)}</td>
            <td class="log-who">
                {match line.account {
                    None => line.actor.clone().into_any(),
                    Some(_) => {
                        let name = line.actor.clone();
                        view! {
                            <button
                                class="link"
                                on:click=move |_| lines.looking.ask_for(Kind::Worker, &name)
                            >
                                {line.actor.clone()}
                            </button>
                        }
                            .into_any()
                    }
                }}
                <span class="soft">{line.from.clone()}</span>
            </td>
            <td class="log-what">{line.action}</td>
            <td class="log-on" title=line.object.clone()>
                {kind.to_owned()}
                " "
                {match line.object.strip_prefix("encounter/").and_then(|id| id.parse::<EncounterId>().ok()) {
                    None => view! { <span class="reference">{short}</span> }.into_any(),
                    Some(encounter) => {
                        view! {
                            <button
                                class="link reference"
                                on:click=move |_| {
                                    lines.looking.ask_for(Kind::Recorded, &encounter.reference());
                                }
                            >
                                {encounter.reference()}
                            </button>
                        }
                            .into_any()
                    }
                }}
            </td>
            <td class="log-detail">
                <span class="soft">{line.why}</span>
                " "
                {line.detail}
            </td>
            <td class="log-hash" title=line.hash.as_str().to_owned()>{line.hash.as_str()[..8].to_owned()}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;
    use wire::{Sha256, Timestamp};

    use super::*;

    #[wasm_bindgen_test]
    fn every_word_of_the_filter_must_be_somewhere_in_the_line() {
        let line = AuditEvent {
            seq: 7,
            at: Timestamp(0),
            actor: "Reviewer 3".into(),
            account: None,
            home: None,
            from: None,
            action: "hit.decide".into(),
            object: "hit/0190".into(),
            country: None,
            why: "review of a hit".into(),
            detail: "exclusion".into(),
            hash: Sha256::from_digest(&[0; 32]),
        };
        assert!(holds(&line, ""));
        assert!(holds(&line, "reviewer decide"));
        assert!(!holds(&line, "reviewer 3 identification"));
    }
}

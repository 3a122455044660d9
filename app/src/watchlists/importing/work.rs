//! What is done request by request: each is a piece or a batch, and nothing before it is lost when one fails.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use policy::EntryState;
use wire::ListId;
use wire::import::{ImportView, VerdictKind};

use super::folder::Folder;
use crate::api::{Api, Fault};

/// Milliseconds until a request that did not get through is made again.
const TRY_AGAIN_MS: u32 = 3_000;

/// What is being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Files are sent, and people looked at.
    Look,
    /// Those accepted become entries.
    Enrol,
    /// Entries are validated, for this reason.
    Validate(String),
    /// Entries are published.
    Publish,
}

/// An import on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    api: Api,
    /// As the server last said.
    pub import: RwSignal<Option<ImportView>>,
    /// The files, where somebody has chosen them in this page.
    pub folder: RwSignal<Option<Folder>, LocalStorage>,
    /// What is being done.
    pub task: RwSignal<Option<Task>>,
    /// What stands in the way.
    pub fault: RwSignal<Option<Fault>>,
}

impl Work {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            api: Api::expect(),
            import: RwSignal::new(None),
            folder: RwSignal::new_local(None),
            task: RwSignal::new(None),
            fault: RwSignal::new(None),
        }
    }

    /// Sends the sheet of a folder that was chosen, and then its files.
    pub fn begin(self, list: ListId, folder: Folder) {
        spawn_local(async move {
            let Some(sheet) = folder.sheet().cloned() else { return };
            match self.api.begin_import(list, &sheet).await {
                Ok(import) => {
                    self.import.set(Some(import));
                    self.folder.set(Some(folder));
                    self.start(Task::Look);
                }
                Err(refused) => self.fault.set(Some(refused)),
            }
        });
    }

    /// Does something until nothing of it is left, it is refused, or the page is left.
    pub fn start(self, task: Task) {
        self.task.set(Some(task.clone()));
        self.fault.set(None);
        spawn_local(async move {
            // An end of the page is an end of its signals.
            while let Some(Some(import)) = self.import.try_get_untracked() {
                if left(&import, &task) == 0 {
                    break;
                }
                match self.step(&import, &task).await {
                    Ok(next) => {
                        // Nothing of it was possible: no use in asking for ever.
                        let stuck = left(&next, &task) >= left(&import, &task);
                        if self.import.try_set(Some(next)).is_some() || stuck {
                            break;
                        }
                        self.fault.set(None);
                    }
                    Err(lost) if lost.passes() => {
                        if self.fault.try_set(Some(lost)).is_some() {
                            break;
                        }
                        TimeoutFuture::new(TRY_AGAIN_MS).await;
                    }
                    Err(refused) => {
                        self.fault.try_set(Some(refused));
                        break;
                    }
                }
            }
            self.task.try_set(None);
        });
    }

    async fn step(self, import: &ImportView, task: &Task) -> Result<ImportView, Fault> {
        match task {
            Task::Look => {
                let piece = self.folder.try_with_untracked(|folder| folder.as_ref()?.piece(&import.next));
                match piece.flatten() {
                    Some(piece) => self.api.send_piece(import.id, &piece).await,
                    None => self.api.import(import.id).await,
                }
            }
            Task::Enrol => self.api.enrol_batch(import.id).await,
            Task::Validate(reason) => self.api.validate_batch(import.id, reason.clone()).await,
            Task::Publish => self.api.publish_batch(import.id).await,
        }
    }
}

/// How many people a task still has before it.
fn left(import: &ImportView, task: &Task) -> u32 {
    let entries = |state| import.entries.get(&state).copied().unwrap_or(0);
    match task {
        Task::Look => import.people - import.looked_at().min(import.people),
        Task::Enrol => waiting(import),
        Task::Validate(_) => entries(EntryState::Draft),
        Task::Publish => entries(EntryState::Validated),
    }
}

/// Who was accepted and is no entry yet.
pub fn waiting(import: &ImportView) -> u32 {
    import.with(VerdictKind::Accepted).saturating_sub(import.enrolled())
}

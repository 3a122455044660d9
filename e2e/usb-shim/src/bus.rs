//! What is plugged in, as the socket says: one connection for the whole process.

use std::collections::HashMap;
use std::io::BufReader;
use std::os::fd::RawFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use usb_device::message::{FromDevice, FromHost, Submission};

use crate::usbfs::Node;

/// The bus, once somebody has asked for it.
pub(crate) struct Bus {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    device: Option<UnixStream>,
    plugged: bool,
    /// Event descriptors of those who want to be told of changes, and what each has not been told yet.
    watchers: HashMap<RawFd, Vec<Change>>,
    /// Transfers under way, and whose they are.
    submitted: HashMap<u32, Arc<Node>>,
    numbers: u32,
}

/// Something came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Plugged,
    Unplugged,
}

/// A device that is plugged in says so at once.
const FIRST_WORD_WITHIN: Duration = Duration::from_secs(2);

/// The folder that stands for the reader in sysfs.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("UMBRAL_USB_SOCKET").unwrap_or_default()).with_extension("sysfs")
}

pub(crate) fn bus() -> &'static Bus {
    static BUS: OnceLock<Bus> = OnceLock::new();
    static STARTED: OnceLock<()> = OnceLock::new();
    let bus = BUS.get_or_init(|| Bus { state: Mutex::default() });
    STARTED.get_or_init(|| bus.start());
    bus
}

impl Bus {
    /// Connects, and waits for the first word, so that a reader that is plugged in is there from the start.
    fn start(&'static self) {
        let Some(socket) = std::env::var_os("UMBRAL_USB_SOCKET") else { return };
        let Ok(stream) = UnixStream::connect(socket) else { return };
        let Ok(reading) = stream.try_clone() else { return };
        // Nothing is said while nothing is plugged in.
        let patience = |patience| drop(stream.set_read_timeout(patience));
        patience(Some(FIRST_WORD_WITHIN));
        let mut reading = BufReader::new(reading);
        if let Ok(first) = FromDevice::read(&mut reading) {
            self.hear(first);
        }
        patience(None);
        self.state().device = Some(stream);
        thread::spawn(move || {
            while let Ok(message) = FromDevice::read(&mut reading) {
                self.hear(message);
            }
            self.hear(FromDevice::Unplugged);
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_plugged(&self) -> bool {
        self.state().plugged
    }

    /// Makes a transfer for `node`, which is told its outcome under the number answered.
    pub(crate) fn submit(&self, node: &Arc<Node>, mut submission: Submission) -> Option<u32> {
        let mut state = self.state();
        if !state.plugged {
            return None;
        }
        state.numbers += 1;
        let id = state.numbers;
        submission.id = id;
        state.submitted.insert(id, node.clone());
        FromHost::Submit(submission).write(state.device.as_mut()?).ok()?;
        Some(id)
    }

    /// Gives a transfer up.
    pub(crate) fn cancel(&self, id: u32) {
        let mut state = self.state();
        if state.submitted.remove(&id).is_some()
            && let Some(device) = &mut state.device
        {
            // A device that is gone has nothing under way.
            let _ = FromHost::Cancel(id).write(device);
        }
    }

    /// Counts changes on an event descriptor from here on.
    pub(crate) fn watch(&self, watcher: RawFd) {
        self.state().watchers.insert(watcher, Vec::new());
    }

    pub(crate) fn unwatch(&self, watcher: RawFd) {
        self.state().watchers.remove(&watcher);
    }

    /// The oldest change that a watcher has not been told of.
    pub(crate) fn next_change(&self, watcher: RawFd) -> Option<Change> {
        let mut state = self.state();
        let changes = state.watchers.get_mut(&watcher)?;
        (!changes.is_empty()).then(|| changes.remove(0))
    }

    fn hear(&self, message: FromDevice) {
        match message {
            FromDevice::Plugged { descriptors } => {
                let folder = folder();
                let written = std::fs::create_dir_all(&folder)
                    .and_then(|()| std::fs::write(folder.join("descriptors"), descriptors));
                if let Err(error) = written {
                    eprintln!("usb-shim: cannot write {}: {error}", folder.display());
                    return;
                }
                self.change(Change::Plugged);
            }
            FromDevice::Unplugged => {
                let nodes: Vec<(u32, Arc<Node>)> = self.state().submitted.drain().collect();
                self.change(Change::Unplugged);
                for (id, node) in nodes {
                    node.finish(id, Err(libc::ESHUTDOWN));
                }
                crate::usbfs::wake_all();
            }
            FromDevice::Done { id, ok, data } => {
                let node = self.state().submitted.remove(&id);
                if let Some(node) = node {
                    node.finish(id, if ok { Ok(data) } else { Err(libc::EPIPE) });
                }
            }
        }
    }

    fn change(&self, change: Change) {
        let mut state = self.state();
        let plugged = change == Change::Plugged;
        if state.plugged == plugged {
            return;
        }
        state.plugged = plugged;
        for (watcher, changes) in &mut state.watchers {
            changes.push(change);
            count(*watcher, 1);
        }
    }
}

/// Adds to an event descriptor.
pub(crate) fn count(descriptor: RawFd, by: u64) {
    // SAFETY: eight bytes of a live number, to a descriptor of this library's own.
    unsafe { libc::write(descriptor, (&raw const by).cast(), size_of::<u64>()) };
}

/// Takes all from an event descriptor.
pub(crate) fn drain(descriptor: RawFd) {
    let mut all = 0u64;
    // SAFETY: eight bytes into a live number, from a descriptor of this library's own.
    unsafe { libc::read(descriptor, (&raw mut all).cast(), size_of::<u64>()) };
}

/// An event descriptor that never blocks.
pub(crate) fn event_descriptor() -> RawFd {
    // SAFETY: no pointers.
    unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) }
}

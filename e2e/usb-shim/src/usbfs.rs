//! The device node: what `usbdevfs` does on requests (linux/usbdevice_fs.h), as far as Chromium asks.

use std::collections::{HashMap, VecDeque};
use std::ffi::{c_int, c_uint, c_ulong, c_void};
use std::os::fd::RawFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use usb_device::message::{Kind, Submission};

use crate::bus::{bus, count, drain, event_descriptor};

/// `struct usbdevfs_urb`.
#[repr(C)]
pub(crate) struct Urb {
    kind: u8,
    endpoint: u8,
    status: c_int,
    flags: c_uint,
    buffer: *mut u8,
    buffer_length: c_int,
    actual_length: c_int,
    start_frame: c_int,
    number_of_packets: c_int,
    error_count: c_int,
    signal: c_uint,
    user_context: *mut c_void,
}

const URB_INTERRUPT: u8 = 1;
const URB_CONTROL: u8 = 2;
const URB_BULK: u8 = 3;
const SETUP: usize = 8;

/// The number of a request, its lowest byte; the second lowest is `U` for all of them.
mod request {
    pub(super) const SUBMIT_URB: u8 = 10;
    pub(super) const DISCARD_URB: u8 = 11;
    pub(super) const REAP_URB_NO_DELAY: u8 = 13;
    pub(super) const SET_INTERFACE: u8 = 4;
    pub(super) const SET_CONFIGURATION: u8 = 5;
    pub(super) const CLAIM_INTERFACE: u8 = 15;
    pub(super) const RELEASE_INTERFACE: u8 = 16;
    pub(super) const RESET: u8 = 20;
    pub(super) const CLEAR_HALT: u8 = 21;
    pub(super) const GET_CAPABILITIES: u8 = 26;
}

/// An event descriptor at its highest is not ready for writing, and one at 0 is: which is how usbfs tells that something
/// can be reaped.
const HIGHEST: u64 = u64::MAX - 1;

/// An open node.
pub(crate) struct Node {
    descriptor: RawFd,
    urbs: Mutex<Urbs>,
}

#[derive(Default)]
struct Urbs {
    /// By number on the bus. Chromium's memory: it stays where it is until it is reaped.
    under_way: HashMap<u32, *mut Urb>,
    done: VecDeque<*mut Urb>,
    ready: bool,
}

// SAFETY: the pointers are to memory that Chromium leaves to usbfs between submitting and reaping; they are used under
// the lock, by one thread at a time.
unsafe impl Send for Urbs {}

static NODES: RwLock<Vec<Arc<Node>>> = RwLock::new(Vec::new());

/// Opens the node: an event descriptor, or -1 where nothing is plugged in.
pub(crate) fn open() -> c_int {
    if !bus().is_plugged() {
        return failed(libc::ENODEV);
    }
    let descriptor = event_descriptor();
    count(descriptor, HIGHEST);
    let node = Arc::new(Node { descriptor, urbs: Mutex::default() });
    NODES.write().unwrap_or_else(PoisonError::into_inner).push(node);
    descriptor
}

/// The open node of a descriptor, if it is one.
pub(crate) fn node(descriptor: c_int) -> Option<Arc<Node>> {
    let nodes = NODES.read().unwrap_or_else(PoisonError::into_inner);
    nodes.iter().find(|node| node.descriptor == descriptor).cloned()
}

/// The descriptor is being closed: what is under way on it is given up.
pub(crate) fn closed(descriptor: c_int) {
    let Some(node) = node(descriptor) else { return };
    NODES.write().unwrap_or_else(PoisonError::into_inner).retain(|open| open.descriptor != descriptor);
    let under_way: Vec<u32> = node.urbs().under_way.drain().map(|(id, _)| id).collect();
    under_way.into_iter().for_each(|id| bus().cancel(id));
}

/// Lets every open node find out that its device is gone.
pub(crate) fn wake_all() {
    for node in NODES.read().unwrap_or_else(PoisonError::into_inner).iter() {
        node.show(&mut node.urbs());
    }
}

/// Answers a request on an open node.
///
/// # Safety
/// `argument` is what `request` asks for.
pub(crate) unsafe fn ioctl(node: &Arc<Node>, request: c_ulong, argument: *mut c_void) -> c_int {
    match request as u8 {
        // SAFETY: the request's argument is a URB, which stays until it is reaped.
        request::SUBMIT_URB => unsafe { node.submit(argument.cast()) },
        request::DISCARD_URB => node.discard(argument.cast()),
        // SAFETY: the request's argument is a place for a pointer.
        request::REAP_URB_NO_DELAY => unsafe { node.reap(argument.cast()) },
        _ if !bus().is_plugged() => failed(libc::ENODEV),
        request::SET_INTERFACE
        | request::SET_CONFIGURATION
        | request::CLAIM_INTERFACE
        | request::RELEASE_INTERFACE
        | request::RESET
        | request::CLEAR_HALT => 0,
        request::GET_CAPABILITIES => {
            // SAFETY: the request's argument is a place for a number. None of the capabilities is there.
            unsafe { argument.cast::<u32>().write_unaligned(0) };
            0
        }
        _ => failed(libc::ENOTTY),
    }
}

impl Node {
    fn urbs(&self) -> MutexGuard<'_, Urbs> {
        self.urbs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// # Safety
    /// `urb` is a URB, which stays until it is reaped.
    unsafe fn submit(self: &Arc<Self>, urb: *mut Urb) -> c_int {
        // SAFETY: by this function's own condition.
        let Some(submission) = (unsafe { submission(urb) }) else { return failed(libc::EINVAL) };
        // Held so that the outcome does not overtake its own submission.
        let mut urbs = self.urbs();
        match bus().submit(self, submission) {
            Some(id) => {
                urbs.under_way.insert(id, urb);
                0
            }
            None => failed(libc::ENODEV),
        }
    }

    fn discard(&self, urb: *mut Urb) -> c_int {
        let mut urbs = self.urbs();
        let under_way = urbs.under_way.iter().find(|(_, known)| **known == urb).map(|(id, _)| *id);
        let Some(id) = under_way else { return failed(libc::EINVAL) };
        urbs.under_way.remove(&id);
        // SAFETY: it was submitted and not reaped yet.
        unsafe { (*urb).status = -libc::ENOENT };
        urbs.done.push_back(urb);
        self.show(&mut urbs);
        drop(urbs);
        bus().cancel(id);
        0
    }

    /// # Safety
    /// `place` is a place for a pointer.
    unsafe fn reap(&self, place: *mut *mut Urb) -> c_int {
        let mut urbs = self.urbs();
        let urb = urbs.done.pop_front();
        self.show(&mut urbs);
        match urb {
            Some(urb) => {
                // SAFETY: by this function's own condition.
                unsafe { place.write(urb) };
                0
            }
            None if bus().is_plugged() => failed(libc::EAGAIN),
            None => failed(libc::ENODEV),
        }
    }

    /// A transfer is done: what was read, or an error number.
    pub(crate) fn finish(&self, id: u32, outcome: Result<Vec<u8>, c_int>) {
        let mut urbs = self.urbs();
        let Some(urb) = urbs.under_way.remove(&id) else { return };
        // SAFETY: it was submitted and not reaped yet, so it and its buffer are Chromium's gift to usbfs.
        unsafe { complete(urb, outcome) };
        urbs.done.push_back(urb);
        self.show(&mut urbs);
    }

    /// Shows by the descriptor whether there is something to reap, or to find out.
    fn show(&self, urbs: &mut Urbs) {
        let ready = !urbs.done.is_empty() || !bus().is_plugged();
        if ready != urbs.ready {
            urbs.ready = ready;
            match ready {
                true => drain(self.descriptor),
                false => count(self.descriptor, HIGHEST),
            }
        }
    }
}

/// What a URB asks for.
///
/// # Safety
/// `urb` is a URB with a buffer of its `buffer_length`.
unsafe fn submission(urb: *mut Urb) -> Option<Submission> {
    // SAFETY: by this function's own condition.
    let urb = unsafe { &mut *urb };
    let length = usize::try_from(urb.buffer_length).ok()?;
    let given: &[u8] = match length {
        0 => &[],
        // SAFETY: by this function's own condition.
        _ => unsafe { std::slice::from_raw_parts(urb.buffer, length) },
    };
    let mut submission = Submission {
        id: 0,
        kind: Kind::Bulk,
        endpoint: urb.endpoint,
        setup: [0; SETUP],
        length: 0,
        data: Vec::new(),
    };
    let reads = match urb.kind {
        URB_CONTROL => {
            let (setup, _) = given.split_first_chunk::<SETUP>()?;
            submission.kind = Kind::Control;
            submission.setup = *setup;
            setup[0] & 0x80 != 0
        }
        URB_BULK => urb.endpoint & 0x80 != 0,
        URB_INTERRUPT => {
            submission.kind = Kind::Interrupt;
            urb.endpoint & 0x80 != 0
        }
        _ => return None,
    };
    let given = if urb.kind == URB_CONTROL { &given[SETUP..] } else { given };
    match reads {
        true => submission.length = u32::try_from(given.len()).ok()?,
        false => submission.data = given.to_vec(),
    }
    Some(submission)
}

/// Writes an outcome into a URB.
///
/// # Safety
/// `urb` is a URB with a buffer of its `buffer_length`, and usbfs's to write.
unsafe fn complete(urb: *mut Urb, outcome: Result<Vec<u8>, c_int>) {
    // SAFETY: by this function's own condition.
    let urb = unsafe { &mut *urb };
    let head = if urb.kind == URB_CONTROL { SETUP } else { 0 };
    let room = usize::try_from(urb.buffer_length).unwrap_or_default().saturating_sub(head);
    // SAFETY: `head` is within the buffer, which was checked when the URB came.
    let reads = match urb.kind {
        URB_CONTROL => (unsafe { *urb.buffer }) & 0x80 != 0,
        _ => urb.endpoint & 0x80 != 0,
    };
    (urb.status, urb.actual_length) = match outcome {
        Err(error) => (-error, 0),
        Ok(data) if reads && data.len() > room => (-libc::EOVERFLOW, 0),
        Ok(data) if reads => {
            // SAFETY: the data fits behind the head, as was just seen.
            unsafe { urb.buffer.add(head).copy_from_nonoverlapping(data.as_ptr(), data.len()) };
            (0, data.len() as c_int)
        }
        Ok(_) => (0, room as c_int),
    };
}

fn failed(error: c_int) -> c_int {
    // SAFETY: the C library's own place for this thread's last error.
    unsafe { *libc::__errno_location() = error };
    -1
}

//! Stands in for udev and usbfs under a real Chromium (`LD_PRELOAD`), so that the reader in software behind the socket
//! `UMBRAL_USB_SOCKET` is plugged into the browser's own USB stack: its enumeration, its permissions, its transfers.
//!
//! Chromium asks udev which devices there are and to be told of changes ([`udev`]), reads a `descriptors` file, opens a
//! device node and speaks `usbfs` to it ([`usbfs`]). All of it is answered from what the [`bus`] says.
//!
//! The functions here take the place of the C library's and libudev's, so they are `unsafe` by nature. Each relies on
//! what those promise their callers: pointers to what they name, valid for the call.
#![allow(unsafe_code, reason = "it takes the place of C functions, which know no other way")]

mod bus;
mod real;
mod udev;
mod usbfs;

use std::ffi::{CStr, c_char, c_int, c_uint, c_ulong, c_void};

/// The device node that the reader is opened by. There is no such file.
pub(crate) const NODE: &CStr = c"/dev/bus/usb/001/002";

/// `open`, with its mode where it has one: on the platforms that Chromium runs on, a third argument that was not given
/// is merely a register that nobody reads.
///
/// # Safety
/// As `open(2)`: `path` is a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: c_uint) -> c_int {
    // SAFETY: the caller gave a C string.
    match unsafe { opened_here(path) } {
        Some(node) => node,
        // SAFETY: the caller's own arguments, passed on.
        None => unsafe { real::open(path, flags, mode) },
    }
}

/// As [`open`].
///
/// # Safety
/// As [`open`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: c_uint) -> c_int {
    // SAFETY: as in `open`; for 64-bit processes the two are the same.
    unsafe { open(path, flags, mode) }
}

/// # Safety
/// `path` is a C string, or null.
unsafe fn opened_here(path: *const c_char) -> Option<c_int> {
    if path.is_null() {
        return None;
    }
    // SAFETY: not null, and the caller gave a C string.
    let path = unsafe { CStr::from_ptr(path) };
    (path == NODE).then(usbfs::open)
}

/// `ioctl`, for the reader's node answered here.
///
/// # Safety
/// As `ioctl(2)`: `argument` is what `request` asks for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ioctl(descriptor: c_int, request: c_ulong, argument: *mut c_void) -> c_int {
    match usbfs::node(descriptor) {
        // SAFETY: the caller gave what `request` asks for.
        Some(node) => unsafe { usbfs::ioctl(&node, request, argument) },
        // SAFETY: the caller's own arguments, passed on.
        None => unsafe { real::ioctl(descriptor, request, argument) },
    }
}

/// `close`, which also ends what is under way on the reader's node.
///
/// # Safety
/// As `close(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn close(descriptor: c_int) -> c_int {
    usbfs::closed(descriptor);
    // SAFETY: the caller's own argument, passed on.
    unsafe { real::close(descriptor) }
}

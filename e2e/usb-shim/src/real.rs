//! The functions whose place this library takes.

use std::ffi::{CStr, c_char, c_int, c_uint, c_ulong, c_void};
use std::sync::OnceLock;

type Open = unsafe extern "C" fn(*const c_char, c_int, c_uint) -> c_int;
type Ioctl = unsafe extern "C" fn(c_int, c_ulong, *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(c_int) -> c_int;

/// The next definition of a function after this library's.
fn next(name: &CStr) -> *mut c_void {
    // SAFETY: a C string, and a handle that the C library defines.
    let found = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) };
    assert!(!found.is_null(), "the C library has a {name:?}");
    found
}

pub(crate) unsafe fn open(path: *const c_char, flags: c_int, mode: c_uint) -> c_int {
    static NEXT: OnceLock<Open> = OnceLock::new();
    // SAFETY: the C library's `open` has this signature once its variable part is spelt out.
    let open = NEXT.get_or_init(|| unsafe { std::mem::transmute::<*mut c_void, Open>(next(c"open64")) });
    // SAFETY: the caller's own arguments.
    unsafe { open(path, flags, mode) }
}

pub(crate) unsafe fn ioctl(descriptor: c_int, request: c_ulong, argument: *mut c_void) -> c_int {
    static NEXT: OnceLock<Ioctl> = OnceLock::new();
    // SAFETY: the C library's `ioctl` has this signature once its variable part is spelt out.
    let ioctl = NEXT.get_or_init(|| unsafe { std::mem::transmute::<*mut c_void, Ioctl>(next(c"ioctl")) });
    // SAFETY: the caller's own arguments.
    unsafe { ioctl(descriptor, request, argument) }
}

pub(crate) unsafe fn close(descriptor: c_int) -> c_int {
    static NEXT: OnceLock<Close> = OnceLock::new();
    // SAFETY: the C library's `close` has this signature.
    let close = NEXT.get_or_init(|| unsafe { std::mem::transmute::<*mut c_void, Close>(next(c"close")) });
    // SAFETY: the caller's own argument.
    unsafe { close(descriptor) }
}

//! The part of libudev that Chromium calls. There is one device, of the subsystem `usb`; of any other there is none.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::os::fd::RawFd;
use std::os::unix::ffi::OsStrExt as _;
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use crate::NODE;
use crate::bus::{Change, bus, count, drain, event_descriptor, folder};

/// A search under way: whether the USB devices are asked for.
pub struct Enumerate {
    usb: bool,
    found: Option<Box<ListEntry>>,
}

/// One entry of a list, which has no second.
pub struct ListEntry(&'static CStr);

/// The device, or its coming or going.
pub struct Device {
    action: Option<Change>,
}

/// Whoever wants to be told of changes.
pub struct Monitor {
    usb: bool,
    descriptor: RawFd,
}

/// Where sysfs would have the device: a folder with a file `descriptors`.
fn syspath() -> &'static CStr {
    static PATH: OnceLock<CString> = OnceLock::new();
    PATH.get_or_init(|| CString::new(folder().as_os_str().as_bytes()).unwrap_or_default())
}

/// # Safety
/// `name` is a C string or null.
unsafe fn is(name: *const c_char, wanted: &CStr) -> bool {
    // SAFETY: not null, and by this function's own condition a C string.
    !name.is_null() && unsafe { CStr::from_ptr(name) } == wanted
}

fn give<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// # Safety
/// `given` came from [`give`] and was not taken before, or is null.
unsafe fn take<T>(given: *mut T) -> *mut T {
    if !given.is_null() {
        // SAFETY: by this function's own condition.
        drop(unsafe { Box::from_raw(given) });
    }
    null_mut()
}

/// Declares functions of libudev that take what libudev gave: each argument is a live pointer of its type.
macro_rules! udev {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $answer:ty $body:block)*) => {$(
        #[doc = concat!("As `", stringify!($name), "` of libudev.")]
        ///
        /// # Safety
        /// Each pointer is one that libudev gave, or a C string.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $kind),*) -> $answer $body
    )*};
}

udev! {
    udev_new() -> *mut c_void { NODE.as_ptr().cast_mut().cast() }
    udev_unref(_udev: *mut c_void) -> *mut c_void { null_mut() }

    udev_enumerate_new(_udev: *mut c_void) -> *mut Enumerate { give(Enumerate { usb: false, found: None }) }
    udev_enumerate_add_match_subsystem(search: *mut Enumerate, subsystem: *const c_char) -> c_int {
        // SAFETY: a search that was given out, and a C string.
        unsafe { (*search).usb |= is(subsystem, c"usb") };
        0
    }
    udev_enumerate_scan_devices(search: *mut Enumerate) -> c_int {
        // SAFETY: a search that was given out.
        let search = unsafe { &mut *search };
        search.found = (search.usb && bus().is_plugged()).then(|| Box::new(ListEntry(syspath())));
        0
    }
    udev_enumerate_get_list_entry(search: *mut Enumerate) -> *const ListEntry {
        // SAFETY: a search that was given out; the entry lives as long as it does.
        unsafe { (*search).found.as_deref().map_or(null(), |entry| entry) }
    }
    udev_enumerate_unref(search: *mut Enumerate) -> *mut Enumerate {
        // SAFETY: a search that was given out, and is given back once.
        unsafe { take(search) }
    }
    udev_list_entry_get_name(entry: *const ListEntry) -> *const c_char {
        // SAFETY: an entry that was given out.
        if entry.is_null() { null() } else { unsafe { (*entry).0.as_ptr() } }
    }
    udev_list_entry_get_next(_entry: *const ListEntry) -> *const ListEntry { null() }

    udev_monitor_new_from_netlink(_udev: *mut c_void, _name: *const c_char) -> *mut Monitor {
        give(Monitor { usb: false, descriptor: event_descriptor() })
    }
    udev_monitor_filter_add_match_subsystem_devtype(
        monitor: *mut Monitor,
        subsystem: *const c_char,
        _devtype: *const c_char
    ) -> c_int {
        // SAFETY: a monitor that was given out, and a C string.
        unsafe { (*monitor).usb |= is(subsystem, c"usb") };
        0
    }
    udev_monitor_enable_receiving(monitor: *mut Monitor) -> c_int {
        // SAFETY: a monitor that was given out.
        let monitor = unsafe { &*monitor };
        if monitor.usb {
            bus().watch(monitor.descriptor);
        }
        0
    }
    udev_monitor_get_fd(monitor: *mut Monitor) -> c_int {
        // SAFETY: a monitor that was given out.
        unsafe { (*monitor).descriptor }
    }
    udev_monitor_receive_device(monitor: *mut Monitor) -> *mut Device {
        // SAFETY: a monitor that was given out.
        let descriptor = unsafe { (*monitor).descriptor };
        drain(descriptor);
        let Some(change) = bus().next_change(descriptor) else { return null_mut() };
        // There may be more: then the descriptor stays ready, and the next call answers with nothing if not.
        count(descriptor, 1);
        give(Device { action: Some(change) })
    }
    udev_monitor_unref(monitor: *mut Monitor) -> *mut Monitor {
        if !monitor.is_null() {
            // SAFETY: a monitor that was given out, and is given back once; its descriptor is this library's own.
            unsafe {
                bus().unwatch((*monitor).descriptor);
                libc::close((*monitor).descriptor);
            }
        }
        // SAFETY: as above.
        unsafe { take(monitor) }
    }

    udev_device_new_from_syspath(_udev: *mut c_void, path: *const c_char) -> *mut Device {
        // SAFETY: a C string.
        match unsafe { is(path, syspath()) } && bus().is_plugged() {
            true => give(Device { action: None }),
            false => null_mut(),
        }
    }
    udev_device_new_from_devnum(_udev: *mut c_void, _kind: c_char, _number: u64) -> *mut Device { null_mut() }
    udev_device_new_from_subsystem_sysname(
        _udev: *mut c_void,
        _subsystem: *const c_char,
        _name: *const c_char
    ) -> *mut Device { null_mut() }
    udev_device_unref(device: *mut Device) -> *mut Device {
        // SAFETY: a device that was given out, and is given back once.
        unsafe { take(device) }
    }
    udev_device_get_action(device: *mut Device) -> *const c_char {
        // SAFETY: a device that was given out.
        match unsafe { (*device).action } {
            None => null(),
            Some(Change::Plugged) => c"add".as_ptr(),
            Some(Change::Unplugged) => c"remove".as_ptr(),
        }
    }
    udev_device_get_devnode(_device: *mut Device) -> *const c_char { NODE.as_ptr() }
    udev_device_get_devtype(_device: *mut Device) -> *const c_char { c"usb_device".as_ptr() }
    udev_device_get_driver(_device: *mut Device) -> *const c_char { c"usb".as_ptr() }
    udev_device_get_subsystem(_device: *mut Device) -> *const c_char { c"usb".as_ptr() }
    udev_device_get_sysname(_device: *mut Device) -> *const c_char { c"1-1".as_ptr() }
    udev_device_get_syspath(_device: *mut Device) -> *const c_char { syspath().as_ptr() }
    udev_device_get_parent(_device: *mut Device) -> *mut Device { null_mut() }
    udev_device_get_parent_with_subsystem_devtype(
        _device: *mut Device,
        _subsystem: *const c_char,
        _devtype: *const c_char
    ) -> *mut Device { null_mut() }
    udev_device_get_properties_list_entry(_device: *mut Device) -> *const ListEntry { null() }
    udev_device_get_property_value(_device: *mut Device, _name: *const c_char) -> *const c_char { null() }
    udev_device_get_sysattr_value(_device: *mut Device, name: *const c_char) -> *const c_char {
        const ATTRIBUTES: [(&CStr, &CStr); 6] = [
            (c"manufacturer", c"Umbral"),
            (c"product", c"Reader in software"),
            (c"serial", c"UMBRAL-TEST-1"),
            (c"bConfigurationValue", c"1"),
            (c"busnum", c"1"),
            (c"devnum", c"2"),
        ];
        // SAFETY: a C string.
        let known = ATTRIBUTES.iter().find(|(attribute, _)| unsafe { is(name, attribute) });
        known.map_or(null(), |(_, value)| value.as_ptr())
    }
}

#!/usr/bin/python3
"""A WebKitGTK window that keeps what it is told to keep, driven by WebKitWebDriver. WebKit's own MiniBrowser forgets
everything when it is driven."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

if sys.argv[1] == "--is-there":
    sys.exit()
folder = sys.argv[1]
# What part of the disk a site may fill; -1 is WebKit's own.
part = float(sys.argv[2])
keeping = WebKit2.WebsiteDataManager(
    base_data_directory=folder, base_cache_directory=folder + "/cache", origin_storage_ratio=part
)
keeping.get_cookie_manager().set_persistent_storage(folder + "/cookies", WebKit2.CookiePersistentStorage.SQLITE)
context = WebKit2.WebContext(website_data_manager=keeping)
context.set_automation_allowed(True)
window = Gtk.Window(default_width=1440, default_height=900)
window.connect("destroy", Gtk.main_quit)


def begin(_context, session):
    about = WebKit2.ApplicationInfo()
    about.set_name("WebKitGTK")
    about.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
    session.set_application_info(about)
    session.connect("create-web-view", lambda _session: view)


view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
window.add(view)
window.show_all()
context.connect("automation-started", begin)
Gtk.main()

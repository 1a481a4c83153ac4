"""A WebKit window as wide as a phone, for WebKitWebDriver to steer.

Run by the machine's own Python, which has GTK; the driver starts it. What goes wrong in a page is
kept in its session storage under "errors", from the first line of the first script on.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402 (its versions are chosen first)

WIDTH, HEIGHT = 390, 844
LISTEN = """
const kept = () => JSON.parse(sessionStorage.getItem("errors") || "[]");
const keep = (words) => sessionStorage.setItem("errors", JSON.stringify([...kept(), `${words}`]));
addEventListener("error", (event) => keep(event.message));
addEventListener("unhandledrejection", (event) => keep(event.reason));
"""


def main(folder: str) -> None:
    """Wait for the driver's session, then show one window for it."""
    data = WebKit2.WebsiteDataManager(base_data_directory=folder, base_cache_directory=folder)
    context = WebKit2.WebContext.new_with_website_data_manager(data)
    context.set_automation_allowed(True)
    context.connect("automation-started", started)
    Gtk.main()


def started(context: WebKit2.WebContext, session: WebKit2.AutomationSession) -> None:
    """Give the session its window."""
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    view.get_settings().set_enable_write_console_messages_to_stdout(True)
    view.get_user_content_manager().add_script(
        WebKit2.UserScript.new(
            LISTEN,
            WebKit2.UserContentInjectedFrames.TOP_FRAME,
            WebKit2.UserScriptInjectionTime.START,
        )
    )
    about = WebKit2.ApplicationInfo()
    about.set_name("MiniBrowser")  # the driver starts nothing of another name
    about.set_version(2, 50, 0)
    session.set_application_info(about)
    window = Gtk.Window(default_width=WIDTH, default_height=HEIGHT)
    window.add(view)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    session.connect("create-web-view", lambda _: view)


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/env bash
# Chromium forbids a service worker to ask for a page that somebody goes back to, if a form led there,
# and still does after the worker has redirected to an ordinary address.
#
# The guess: "Back" to the answer of a form reaches a service worker like any other page, so that
# `fetch(event.request)` fails only without a connection; and a redirect to a page that is simply
# read (303) begins a request like any other.
# What happens: the request has the cache mode "only-if-cached", which fetch() refuses with a
# TypeError while the server is there. A worker that takes every failure for a lost connection then
# says so. The GET that follows its redirect has the same mode and is refused in the same way.
# So: look at `request.cache` (or `request.isHistoryNavigation`) before anything is said of sending,
# and ask anew with a request made from the address alone.
# Needs python3 (3.11 or newer) with pip, and Chromium: on the PATH, or installed by apt as root.
set -euo pipefail
PLAYWRIGHT=1.65.2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" "playwright==$PLAYWRIGHT"
chromium() { command -v chromium-headless-shell || command -v chromium || command -v google-chrome; }
chromium >/dev/null || apt-get install -qq -y --no-install-recommends chromium-headless-shell >/dev/null
export CHROMIUM=$(chromium) PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

from playwright.sync_api import sync_playwright

FORM = b"<!doctype html><title>a form</title><form method=post action=/answer><button>Send</button></form>"
WORKER = b"""
const told = [];
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (pathname === "/told") { event.respondWith(new Response(JSON.stringify(told))); return; }
  if (request.mode !== "navigate") return;
  event.respondWith(fetch(request).then(
    (answer) => { told.push([request.method, request.cache, "answered"]); return answer; },
    (error) => {
      told.push([request.method, request.cache, error.name]);
      return request.method === "POST" ? Response.redirect("/read", 303) : new Response("not fetched");
    }));
});
"""


class Practice(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def _say(self, content, kind="text/html"):
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Cache-Control", "no-store"), ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self._say(*((WORKER, "text/javascript") if self.path == "/worker.js" else (FORM,)))

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._say(FORM)


server = ThreadingHTTPServer(("127.0.0.1", 0), Practice)
threading.Thread(target=server.serve_forever, daemon=True).start()
home = f"http://127.0.0.1:{server.server_address[1]}"
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
    print(f"Playwright {version('playwright')}, Chromium {browser.version}, Python {sys.version.split()[0]}")
    page = browser.new_context().new_page()
    page.goto(home)
    page.evaluate("() => navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)")
    page.reload()
    for _ in range(2):
        with page.expect_navigation():
            page.get_by_role("button").click()
    page.go_back()
    page.wait_for_url("**/read")
    told = page.evaluate("() => fetch('/told').then((answer) => answer.json())")
    browser.close()
    server.shutdown()
sent, back = [one for one in told if one[0] == "POST"][:2], told[-2:]
for label, ones in (("sent", sent), ("back", back)):
    for one in ones:
        print(f"{label}: {' '.join(one)}")
if [one[2] for one in sent] != ["answered", "answered"] or back != [["POST", "only-if-cached", "TypeError"], ["GET", "only-if-cached", "TypeError"]]:
    sys.exit("CHANGED")
print("as found")
PYTHON

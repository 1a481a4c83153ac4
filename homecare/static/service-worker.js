// Served with two lines before it: RELEASE, the name of this release, and FILES, its public files.
// Kept here: the public shell and files that are the same for everybody. Nobody's own page.
const CACHE = `homecare-${RELEASE}`;
const SHELL = "/today/shell";
const WRONG = "/red-flags/offline";
const PATIENCE = 4000;
// There while this phone keeps the days of the person who signed in last (store.js sees to it).
const DAYS = "days-on-this-phone";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all([SHELL, WRONG, ...FILES].map(async (address) => {
      // Pages without cookies, so that they are nobody's. The files are everybody's, and the page
      // has just loaded most of them: asked for in the same way they come from the browser's memory.
      const answer = await fetch(address, FILES.includes(address) ? {} : { credentials: "omit" });
      if (!answer.ok) throw new Error(address);
      await cache.put(address, answer);
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("homecare-") && name !== CACHE);
    // What an older release kept is not drawn by this one before the practice was asked.
    if (old.length) await caches.delete(DAYS);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const kept = async (address) => (await caches.open(CACHE)).match(address);

async function page(request, otherwise) {
  const late = new Promise((_, fail) => { setTimeout(fail, PATIENCE); });
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return await kept(otherwise) ?? Response.error();
  }
}

// Opened from the home screen or a mail: the page is there at once, and asks by itself whether it is
// still true. From a page of ours (a sign-in, a form just sent) or on a reload the practice answers.
const isOpening = (request, url) => url.pathname === "/today" && !url.search && !request.referrer && !request.isReloadNavigation;

async function today(request) {
  return (await caches.has(DAYS) && await kept(SHELL)) || page(request, SHELL);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    // A form went the ordinary way: a sign-in, red flags, another clock. Memory is out of date.
    if (request.mode === "navigate") event.waitUntil(caches.delete(DAYS));
    return;
  }
  if (request.mode === "navigate" && isOpening(request, url)) {
    event.respondWith(today(request));
  } else if (request.mode === "navigate") {
    event.respondWith(page(request, url.pathname === "/red-flags" ? WRONG : SHELL));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((answer) => answer ?? fetch(request)));
  }
});

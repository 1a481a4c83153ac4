// Served with two lines before it: RELEASE, the name of this release, and FILES, its public files.
// Kept here: the public shell and files that are the same for everybody. Nobody's own page.
const CACHE = `homecare-${RELEASE}`;
const SHELL = "/today/shell";
const WRONG = "/red-flags/offline";
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // Without cookies, so that these pages are nobody's.
    const fetched = (address) => fetch(new Request(address, { credentials: "omit" }));
    await Promise.all([SHELL, WRONG, ...FILES].map(async (address) => {
      const answer = await fetched(address);
      if (!answer.ok) throw new Error(address);
      await cache.put(address, answer);
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("homecare-") && name !== CACHE);
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

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, url.pathname === "/red-flags" ? WRONG : SHELL));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((answer) => answer ?? fetch(request)));
  }
});

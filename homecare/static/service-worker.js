// Served with two lines before it: RELEASE, the name of this release, and FILES, its public files.
// Kept here: the public shell and files that are the same for everybody. Nobody's own page.
const CACHE = `homecare-${RELEASE}`;
const PAGES = "/today/nobodys-pages";
const SHELL = "/today/shell";
const WRONG = "/red-flags/offline";
const UNSENT = "/not-sent";
const PATIENCE = 4000;
const LONGEST = 10_000; // that somebody with red-flag answers waits to hear what to do
const ANSWERING = 1000;
// There while this phone keeps the days of the person who signed in last (store.js sees to it).
const DAYS = "days-on-this-phone";
// There from "Sign out" on until the practice has ended the sign-in. No script can take the sign-in's
// cookie away, so until then nothing is shown or sent with it.
const LEAVING = "signing-out";
// Where the practice is that this phone last had days of (store.js again): whom to call depends on it.
const NATION = "nation";
const SIGN_OUT = "/sign-out";

function whole(answer) {
  if (!answer.ok) throw new Error(answer.url);
  return answer;
}

// All in one answer, and without cookies, so that they are nobody's. Each keeps what the practice says of it.
async function keepPages(cache) {
  const answer = whole(await fetch(PAGES, { credentials: "omit" }));
  const headers = new Headers(answer.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const pages = Object.entries(await answer.json());
  await Promise.all(pages.map(([address, html]) => cache.put(address, new Response(html, { headers }))));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all([keepPages(cache), ...FILES.map(async (address) => {
      // The files are everybody's, and the page has just loaded most of them: asked for in the same way
      // they come from the browser's memory.
      await cache.put(address, whole(await fetch(address)));
    })]);
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

// What comes where a page can't be had. Of red-flag answers that were not sent it says that nobody was told.
function insteadOf({ method }, { pathname }) {
  if (method === "GET") return /^\/red-flags(\/offline)?$/.test(pathname) ? WRONG : SHELL;
  return /^\/(red-flags|check)$/.test(pathname) ? WRONG : UNSENT;
}

// What to do about red flags, as the practice's own nation asks for; before it is known, as that of all practices of
// this server, or England's.
async function inNation(address) {
  const known = address === WRONG && await (await caches.open(NATION)).match("/nation");
  return known ? `${address}?nation=${await known.text()}` : address;
}

// A practice's own numbers ("other.112.") may be newer than the pages kept: then as its nation has it.
async function kept(address) {
  const [cache, here] = [await caches.open(CACHE), await inNation(address)];
  return await cache.match(here) ?? cache.match(here.split(".")[0]);
}

// Looking back at a page that came as the answer to a form (below), a browser forbids to ask for it.
const anew = (request) => (request.cache === "only-if-cached" ? new Request(request.url, { redirect: "manual" }) : request);

const inTime = (request, patience) => Promise.race([
  fetch(anew(request)), new Promise((_, fail) => { setTimeout(fail, patience); }),
]);

async function page(request, otherwise) {
  try {
    return await inTime(request, PATIENCE);
  } catch {
    return await kept(otherwise) ?? Response.error();
  }
}

// Whether the page that a form stands on says itself that it was not sent (not-sent.js).
async function saidThere(form, instead) {
  const asked = (await self.clients.matchAll({ type: "window" })).map((client) => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(true);
    client.postMessage({ unsent: form, instead }, [port2]);
  }));
  return Promise.race([...asked, new Promise((done) => { setTimeout(done, ANSWERING, false); })]);
}

// Back, or forward, to a page that came as the answer to a form: nothing is sent by that, and so nothing
// may be said of sending. The page of that address comes, as it is now; where it has none, Today.
const isLookedBackAt = (request) => request.isHistoryNavigation || request.cache === "only-if-cached";

async function lookedBackAt(url) {
  const there = await inTime(new Request(url, { method: "HEAD", redirect: "manual" }), PATIENCE).catch(() => null);
  return Response.redirect(there?.status === 405 ? "/today" : url, 303);
}

// A form that can't be sent stays where it is, with all that was written in it: "no content" leaves the
// page open. Where that says nothing, a page of nobody's comes.
async function sent(request, url) {
  const instead = insteadOf(request, url);
  try {
    return await (instead === WRONG ? inTime(request, LONGEST) : fetch(request));
  } catch {
    if (await saidThere(url.pathname, await inNation(instead))) return new Response(null, { status: 204 });
    return await kept(instead) ?? Response.error();
  }
}

// Opened from the home screen or a mail: the page is there at once, and asks by itself whether it is
// still true. From a page of ours (a sign-in, a form just sent) or on a reload the practice answers.
const isOpening = (request, url) => url.pathname === "/today" && !url.search && !request.referrer && !request.isReloadNavigation;

async function today(request) {
  return (await caches.has(DAYS) && await kept(SHELL)) || page(request, SHELL);
}

// Ends the sign-in at the practice; with a form token of its own where the one of the page is old.
async function signOut() {
  const signal = () => AbortSignal.timeout(PATIENCE);
  const left = async () => {
    const answer = await fetch("/api/v1/sync/token", { cache: "no-store", redirect: "manual", signal: signal() });
    return answer.status === 401 || answer.type === "opaqueredirect";
  };
  const post = (token) => fetch(SIGN_OUT, { method: "POST", body: new URLSearchParams({ csrf_token: token }), redirect: "manual", signal: signal() });
  await post(await (await (await caches.open(LEAVING)).match(SIGN_OUT))?.text() ?? "");
  if (!await left()) {
    const home = await (await fetch("/", { cache: "no-store", signal: signal() })).text();
    await post(home.match(/name="csrf_token" value="([^"]*)"/)?.[1] ?? "");
    if (!await left()) throw new Error("still signed in");
  }
  await caches.delete(LEAVING);
}

let leaving = null;
const isLeaving = () => caches.has(LEAVING);
const leave = () => {
  leaving ??= signOut().finally(() => { leaving = null; });
  return leaving;
};

// First the sign-out, then what was asked for; without a connection, what is nobody's.
async function afterLeaving(request, otherwise) {
  try { await leave(); } catch { return await kept(otherwise) ?? Response.error(); }
  return page(request, otherwise);
}

// The form itself. It counts once the practice has sent the phone on; else it is done at the next connection.
async function signingOut(request) {
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect") await caches.delete(LEAVING);
    return answer;
  } catch {
    return await kept(SHELL) ?? Response.error();
  }
}

const isPage = (request) => request.mode === "navigate";
async function answered(request, url) {
  if (!await isLeaving()) return null;
  if (isPage(request)) return afterLeaving(request, insteadOf(request, url));
  try { await leave(); } catch { return Response.error(); }
  return fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === SIGN_OUT && isPage(request)) {
    event.waitUntil(caches.delete(DAYS));
    event.respondWith(signingOut(request));
    return;
  }
  // Files are everybody's and go without asking.
  if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((answer) => answer ?? fetch(request)));
    return;
  }
  if (request.method !== "GET" && isPage(request)) {
    // A form went the ordinary way: a sign-in, red flags, another clock. Memory is out of date.
    event.waitUntil(caches.delete(DAYS));
    event.respondWith(answered(request, url).then((answer) => answer
      ?? (isLookedBackAt(request) ? lookedBackAt(url) : sent(request, url))));
  } else if (isPage(request)) {
    event.respondWith(answered(request, url).then((answer) => answer
      ?? (isOpening(request, url) ? today(request) : page(request, insteadOf(request, url)))));
  } else {
    event.respondWith(answered(request, url).then((answer) => answer ?? fetch(request)));
  }
});

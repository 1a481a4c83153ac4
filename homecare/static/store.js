// What this phone keeps, in one IndexedDB: entries on their way, and what is needed to show a day.
// A write is over when its transaction is: "strict" means that it has reached the disk by then.
const NAME = "homecare";
const STORING = 60_000; // no batch takes longer: the sender gives up before
const CLEARED = "cleared"; // since then this phone has not been given any days
const OWN = /^(sitting|draft|held) /; // settings that somebody's diary goes into
let opening = null;

const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

function open() {
  opening ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "id" });
      request.result.createObjectStore("kits", { keyPath: "owner" });
      request.result.createObjectStore("settings");
    };
    request.onblocked = () => fail(new Error("blocked"));
    request.onerror = () => fail(request.error);
    request.onsuccess = () => done(request.result);
  }).catch((error) => { opening = null; throw error; });
  return opening;
}

// Runs `work` in one transaction; answers what it answered once everything is kept for good.
async function change(stores, work) {
  const database = await open();
  return new Promise((done, fail) => {
    const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
    let answer;
    transaction.oncomplete = () => done(answer);
    transaction.onabort = () => fail(transaction.error ?? new Error("not kept"));
    work(...stores.map((name) => transaction.objectStore(name))).then(
      (value) => { answer = value; },
      (error) => { try { transaction.abort(); } catch { /* it ended by itself */ } fail(error); },
    );
  });
}

async function read(store, work) {
  const database = await open();
  return asked(work(database.transaction(store).objectStore(store)));
}

export const setting = (name) => read("settings", (store) => store.get(name));
export const set = (name, value) => change(["settings"], (store) => asked(store.put(value, name)));
export const kitOf = (owner) => read("kits", (store) => store.get(owner));
export const entriesOf = async (owner) => (await read("entries", (store) => store.getAll()))
  .filter((entry) => entry.owner === owner)
  .sort((a, b) => a.seq - b.seq);

const AT_THE_PRACTICE = /sent|flagged|replaced/;

// What a person has to look at; `told` is whoever was signed in when another record's was refused.
export const doubtfulOf = async (owner) => (await read("entries", (store) => store.getAll()))
  .filter((entry) => (entry.owner === owner || entry.told === owner) && !/here|sent/.test(entry.state));

export const ownersWaiting = async () => [...new Set(
  (await read("entries", (store) => store.getAll())).filter(({ state, ended }) => state === "here" || ended).map(({ owner }) => owner),
)];

// What was there first stays; answers with what is there.
export const setOnce = (name, value) => change(["settings"], async (settings) => {
  const before = await asked(settings.get(name));
  if (before === undefined) await asked(settings.put(value, name));
  return before ?? value;
});

// Words as they are typed: every letter is a write, and the last one may be followed at once by
// another page. So it does not wait for the disk, and it is committed in the moment it is asked for:
// what waits for its answer first goes with the page. Without a value there is nothing to keep.
export async function jot(name, value) {
  const transaction = (await open()).transaction("settings", "readwrite", { durability: "relaxed" });
  const settings = transaction.objectStore("settings");
  if (value === undefined) settings.delete(name);
  else settings.put(value, name);
  const over = new Promise((done, fail) => {
    transaction.oncomplete = done;
    transaction.onabort = () => fail(transaction.error ?? new Error("not kept"));
  });
  transaction.commit?.();
  return over;
}
export const drop = (name) => change(["settings"], (settings) => asked(settings.delete(name)));

// The whole entry, with the next number of this phone, which only ever grows; a whole number, also
// where something in the browser blurs the clock to fractions, or the practice could not take it.
// `spent` names a setting that this entry uses up: where another tab was faster, nothing is kept.
export const keep = (entry, after = 0, spent = null) => change(["entries", "settings"], async (entries, settings) => {
  if (spent && await asked(settings.get(spent)) === undefined) return null;
  if (spent) await asked(settings.delete(spent));
  const last = (await asked(settings.get("seq"))) ?? 0;
  const whole = { ...entry, seq: Math.ceil(Math.max(Date.now(), last + 1, after + 1)) };
  await asked(settings.put(whole.seq, "seq"));
  await asked(entries.add(whole));
  return whole;
});

// Whether this phone has not told yet that another one's word stands in place of this entry of its own.
async function isNews(settings, id) {
  const told = (await asked(settings.get("told"))) ?? [];
  return !told.includes(id) && asked(settings.put([...told, id].slice(-99), "told"));
}

// Where the days were cleared, nothing that is at the practice comes back by a late receipt.
export const amend = (id, changes) => change(["entries", "settings"], async (entries, settings) => {
  const entry = await asked(entries.get(id));
  if (!entry) return;
  if (changes.state === "replaced") await isNews(settings, id);
  if (/sent|replaced/.test(changes.state) && await asked(settings.get(CLEARED))) await asked(entries.delete(id));
  else await asked(entries.put({ ...entry, ...changes }));
});

// What the practice holds of some days, as its answer to a batch says it, beside what it said before.
export const keepHeld = (owner, held) => change(["settings"], async (settings) => {
  if (await asked(settings.get(CLEARED))) return;
  const before = (await asked(settings.get(`held ${owner}`))) ?? [];
  await asked(settings.put([...before.filter(({ from, to }) => from < held.from || to > held.to), held], `held ${owner}`));
});

export const forget = (ids) => change(["entries"], (entries) => Promise.all(ids.map((id) => asked(entries.delete(id)))));

// What was sent well before the kit was made is in it: a batch that was still being stored may not be.
// Other people's days have no place here.
export const keepKit = (kit) => change(["kits", "entries", "settings"], async (kits, entries, settings) => {
  await asked(kits.clear());
  await asked(kits.put(kit));
  await asked(settings.put(kit.owner, "owner"));
  await asked(settings.delete(CLEARED));
  for (const name of await asked(settings.getAllKeys())) {
    if (!name.startsWith("held ")) continue;
    const newer = (await asked(settings.get(name))).filter(({ at }) => name === `held ${kit.owner}` && at >= kit.at);
    await asked(newer.length ? settings.put(newer, name) : settings.delete(name));
  }
  for (const entry of kit.replaced ?? []) {
    if (await isNews(settings, entry.id)) await asked(entries.put({ ...entry, owner: kit.owner, seq: 0, state: "replaced" }));
  }
  for (const entry of await asked(entries.getAll())) {
    const known = entry.state === "sent" && entry.owner === kit.owner && Date.parse(entry.received_at) < Date.parse(kit.at) - STORING;
    if (known) await asked(entries.delete(entry.id));
  }
}).then(() => mark(!kit.closed)).then(() => tellNation(kit.nation));

// Tells the service worker whether Today can be shown here before anybody is asked.
async function mark(there) {
  if ("caches" in globalThis) await (there ? caches.open("days-on-this-phone") : caches.delete("days-on-this-phone"));
}

// Tells it whom to call where something feels wrong. It says nothing of anybody, and stays after signing out.
async function tellNation(nation) {
  if ("caches" in globalThis) await (await caches.open("nation")).put("/nation", new Response(nation));
}

// Takes away all that says something of somebody's days: what is at the practice, words that were not
// saved, a spell of sitting (whoever calls this has asked). Entries that were not sent stay, for their owner alone.
async function empty(kits, entries, settings) {
  await asked(kits.clear());
  await asked(settings.put(true, CLEARED));
  for (const entry of await asked(entries.getAll())) {
    if (AT_THE_PRACTICE.test(entry.state)) await asked(entries.delete(entry.id));
  }
  for (const name of await asked(settings.getAllKeys())) {
    if (OWN.test(name)) await asked(settings.delete(name));
  }
}

// After signing out nobody's days are shown here.
export const leave = () => change(["kits", "entries", "settings"], async (kits, entries, settings) => {
  await empty(kits, entries, settings);
  await asked(settings.delete("owner"));
}).finally(() => mark(false));

// The practice has deleted the record: whatever this phone holds of it goes, sent or not.
export const forgetRecord = (gone) => change(["kits", "entries"], async (kits, entries) => {
  await asked(kits.delete(gone));
  for (const { id, owner, told } of await asked(entries.getAll())) {
    if (owner === gone || told === gone) await asked(entries.delete(id));
  }
});

// On the wish of the person themselves: who it is stays known, so that what waits can be sent.
export const clearDays = () => change(["kits", "entries", "settings"], empty).then(() => mark(false));

// How many fields hold words of somebody's that are not saved, and how many spells of sitting run.
const settingsLike = async (shape) => (await read("settings", (store) => store.getAllKeys())).filter((name) => shape.test(name));
export const drafts = async () => (await settingsLike(/^draft /)).length;
export const spells = async () => (await settingsLike(/^sitting /)).length;

// The words of these fields are saved.
export const dropDrafts = (beginning) => change(["settings"], async (settings) => {
  for (const name of await asked(settings.getAllKeys())) {
    if (name.startsWith(`draft ${beginning} `)) await asked(settings.delete(name));
  }
});

// How many entries are only on this phone, whoever wrote them.
export const unsentOfAll = async () => (await read("entries", (store) => store.getAll())).filter(({ state }) => !AT_THE_PRACTICE.test(state)).length;

export const welcome = () => drop(CLEARED);

// Whether anything of the days of `owner` is here that was not just written.
export const anyDays = async (owner) => Boolean(await kitOf(owner)) || Boolean((await settingsLike(OWN)).length) || (await entriesOf(owner)).some(({ state }) => AT_THE_PRACTICE.test(state));

export async function device() {
  const known = await setting("device");
  if (known) return known;
  await change(["settings"], async (settings) => {
    if (!await asked(settings.get("device"))) await asked(settings.put(`phone-${crypto.randomUUID()}`, "device"));
  });
  return setting("device");
}

// The practice has ended this sign-in to a record: its days go from this phone. What was not sent is
// answered by the practice with its reason, and stays to be copied.
import * as store from "./store.js";
import * as outbox from "./outbox.js";
import { showOutbox } from "./outbox-box.js";

const owner = document.querySelector("meta[name=homecare-ended]").content;

async function redraw() {
  const entries = await store.entriesOf(owner);
  showOutbox(owner, entries.filter(({ state }) => state === "here"), await store.doubtfulOf(owner), redraw);
  // No thumb is on its way here: room that nothing needs is left out.
  const told = document.querySelector("#outbox .room");
  if (told) told.hidden = !told.textContent;
}

async function begin() {
  await store.leave();
  outbox.tell("left");
  outbox.start(owner, redraw);
  await redraw();
}

// Where the browser keeps nothing there is nothing to say.
begin().catch(() => {});

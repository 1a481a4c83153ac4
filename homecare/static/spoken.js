// What a screen reader hears of the last tap: where it is, and only as long as it is so.
const said = Object.assign(document.createElement("p"), { className: "visually-hidden", id: "phone-said" });
said.setAttribute("role", "status");
document.body.append(said);
let last = null;

export function tapped(entry) {
  last = entry?.id;
  said.textContent = entry && entry.state !== "here" ? "Saved." : ""; // so that the same words are news
}

export function speak(entries) {
  const entry = entries.find(({ id }) => id === last);
  const words = entry && ({ here: "Saved on this phone.", sent: "Sent." }[entry.state] ?? "");
  if (entry && said.textContent !== words) said.textContent = words;
}

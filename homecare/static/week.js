// A week in one grid: keys from cell to cell, after a score the next one, and a whole column or week
// filled where it was left empty. Without this script it is an ordinary form.
const table = document.querySelector("[data-week]");
const scroller = table.parentElement;
const form = table.closest("form");
const BEST = ["done", "kept"];
const EMPTY = "empty";
const WHOLE = /^(10|[02-9])$/;

const rows = () => [...table.querySelectorAll("tr.all, tr[data-day]")];
const cellsOf = (row) => [...row.querySelectorAll("input, select, textarea")];
const grid = () => rows().map(cellsOf).filter((cells) => cells.length > 0);
const inColumn = (column) => [...table.querySelectorAll(`[data-column="${CSS.escape(column)}"]`)];
const whereIn = (control) => control.closest("th, td").cellIndex;

function go(to) {
  if (!to) return;
  to.focus();
  to.select?.();
}

function isAtEdge(control, key) {
  if (control.localName === "select") return true;
  const { selectionStart: start, selectionEnd: end, value } = control;
  if (start === 0 && end === value.length) return true;
  if (control.localName === "textarea" && /Up|Down/.test(key) && value.includes("\n")) return false;
  if (/Up|Down/.test(key)) return true;
  return start === end && (/Left|Home/.test(key) ? start === 0 : start === value.length);
}

// The cell above or below; where the row of all days has none for its column, the nearest to the left.
function beside(control, step) {
  const all = grid();
  const here = all.findIndex((cells) => cells.includes(control));
  const column = whereIn(control);
  const onward = step > 0 ? all.slice(here + 1) : all.slice(0, here).toReversed();
  const same = onward.map((cells) => cells.find((each) => whereIn(each) === column)).find(Boolean);
  if (same || onward.length === 0) return same;
  return step > 0 ? (column === 0 ? onward[0][0] : null) : onward.at(-1).findLast((each) => whereIn(each) < column);
}

const MOVES = {
  ArrowUp: (control) => beside(control, -1),
  ArrowDown: (control) => beside(control, 1),
  ArrowLeft: (control) => inOrder(control, -1),
  ArrowRight: (control) => inOrder(control, 1),
  Home: (control) => rowOf(control)[0],
  End: (control) => rowOf(control).at(-1),
};
const rowOf = (control) => cellsOf(control.closest("tr"));

function inOrder(control, step) {
  const all = grid().flat();
  return all[all.indexOf(control) + step];
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[type=submit]"));
});

table.addEventListener("keydown", (event) => {
  const control = event.target;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (control.localName === "select" && /^(Delete|Backspace)$/.test(event.key)) {
    event.preventDefault();
    empty(control);
  }
  const key = event.key === "Enter" && control.matches(".score") ? "ArrowDown" : event.key;
  if (!MOVES[key] || !isAtEdge(control, key)) return;
  event.preventDefault();
  go(MOVES[key](control));
});

table.addEventListener("input", (event) => {
  const control = event.target;
  if (!control.matches(".score") || event.inputType !== "insertText" || !WHOLE.test(control.value)) return;
  const scores = [...table.querySelectorAll(".score")];
  go(scores[scores.indexOf(control) + 1]);
});

function empty(select) {
  if (!select.value) return;
  select.value = "";
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function fill(select, values) {
  if (select.value || "notDue" in select.dataset) return;
  const value = values.find((each) => [...select.options].some((option) => option.value === each));
  if (value) select.value = value;
}

table.addEventListener("change", (event) => {
  const from = event.target.closest(".all select");
  if (!from?.value) return;
  const column = from.name.startsWith("all:") ? from.name.slice("all:".length) : null;
  const cells = column ? inColumn(column) : [...table.querySelectorAll("select[data-column]")];
  const change = from.value === EMPTY ? empty : (select) => fill(select, column ? [from.value] : BEST);
  cells.forEach(change);
  from.value = "";
});

// What stands beyond the right edge is named, so that nobody takes the sheet to end there.
const more = document.querySelector("[data-week-more]");

function tellWhatIsFurther() {
  const { right } = scroller.getBoundingClientRect();
  const heads = [...table.querySelectorAll("thead th")];
  const isCards = getComputedStyle(table).display === "block";
  const beyond = isCards ? [] : heads.filter((head) => head.getBoundingClientRect().right > right + 8);
  const words = beyond.map((head) => head.textContent).join(", ");
  const text = words && `Further to the right: ${words}.`;
  if (more.textContent !== text) more.textContent = text;
}

new ResizeObserver(tellWhatIsFurther).observe(scroller);
scroller.addEventListener("scroll", tellWhatIsFurther, { passive: true });

document.querySelector("[data-week-hint]").hidden = false;

// Whoever has a keyboard begins at the first cell; on a phone it would open the keys over the page.
const isForKeys = matchMedia("(hover: hover) and (pointer: fine)").matches;
if (isForKeys && !location.hash && !document.querySelector("[role=alert]")) {
  go(table.querySelector("[data-column]"));
}

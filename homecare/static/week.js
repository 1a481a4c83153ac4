// A week in one grid: arrow keys from cell to cell, after a score the next one, and a whole column or
// week filled where it was left empty. Without this script it is an ordinary form.
const table = document.querySelector("[data-week]");
const BEST = ["done", "kept"];
const WHOLE = /^(10|[02-9])$/;

const rows = () => [...table.querySelectorAll("tr[data-day]")];
const cellsOf = (row) => [...row.querySelectorAll("[data-column]")];
const inColumn = (column) => [...table.querySelectorAll(`[data-column="${CSS.escape(column)}"]`)];
const next = (list, from, step) => list[list.indexOf(from) + step];

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
  return start === end && (key === "ArrowLeft" ? start === 0 : start === value.length);
}

const ACROSS = { ArrowLeft: -1, ArrowRight: 1 };
const DOWN = { ArrowUp: -1, ArrowDown: 1 };

table.addEventListener("keydown", (event) => {
  const control = event.target.closest("[data-column]");
  if (!control || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const isScore = control.classList.contains("score");
  const down = DOWN[event.key] ?? (event.key === "Enter" && isScore ? 1 : 0);
  const across = ACROSS[event.key] ?? 0;
  if ((!down && !across) || !isAtEdge(control, event.key)) return;
  event.preventDefault();
  if (down) go(next(inColumn(control.dataset.column), control, down));
  else go(next(rows().flatMap(cellsOf), control, across));
});

table.addEventListener("input", (event) => {
  const control = event.target;
  if (!control.matches(".score") || event.inputType !== "insertText" || !WHOLE.test(control.value)) return;
  go(next([...table.querySelectorAll(".score")], control, 1));
});

function fill(select, values) {
  if (select.value) return;
  const value = values.find((each) => [...select.options].some((option) => option.value === each));
  if (value) select.value = value;
}

table.addEventListener("change", (event) => {
  const from = event.target.closest(".all select");
  if (!from?.value) return;
  const column = from.name.startsWith("all:") ? from.name.slice("all:".length) : null;
  const cells = column ? inColumn(column) : [...table.querySelectorAll("select[data-column]")];
  cells.forEach((select) => fill(select, column ? [from.value] : BEST));
  from.value = "";
});

document.querySelector("[data-week-hint]").hidden = false;

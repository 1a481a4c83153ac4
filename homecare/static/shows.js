// A button beside each password that shows what was typed, and hides it again before it is sent.
for (const button of document.querySelectorAll("button[data-shows]")) {
  const box = document.getElementById(button.dataset.shows);
  const show = (shown) => {
    box.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.firstChild.data = shown ? "Hide" : "Show";
  };
  button.hidden = false;
  button.addEventListener("click", () => show(box.type === "password"));
  box.form.addEventListener("submit", () => show(false));
}

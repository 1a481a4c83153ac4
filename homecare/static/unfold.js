// What a phone folds away stands open where there is room for it.
if (matchMedia("(min-width: 37.5rem)").matches) {
  for (const folded of document.querySelectorAll("details[data-unfold]")) folded.open = true;
}

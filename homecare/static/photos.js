// The photos of an exercise of one's own: each is shown at once, and sent as small as it will be kept
// (four from a phone are 20 MB). Where a browser can't do that, it goes as it is.
const SIDE = 1600; // dots of the longer side; the practice's computer draws it anew, smaller still
const QUALITY = 0.9;

async function smaller(file) {
  const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [drawn.width, drawn.height].map((side) => Math.max(1, Math.round(side * scale)));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white"; // what was clear
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  return { canvas, blob };
}

async function take(input) {
  const [file] = input.files;
  const place = input.closest("[data-photo]").querySelector(".photo-now");
  if (!file) { place.querySelector("canvas")?.remove(); return; }
  const { canvas, blob } = await smaller(file);
  if (input.files[0] !== file) return; // another one was chosen meanwhile
  canvas.setAttribute("aria-hidden", "true");
  place.querySelector("canvas")?.remove();
  place.prepend(canvas);
  if (!blob || blob.size >= file.size) return;
  const sent = new DataTransfer();
  sent.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
  input.files = sent.files;
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-photo] input[type=file]")) take(event.target).catch(() => {}); // the practice's computer says why
});

// Passkeys: the page says what is asked, the browser asks its owner, and the answer goes into the
// page's own form. Without this script, or where a browser has no passkeys, the form stays hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (known) => (known ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function asked(question) {
  const options = { ...question, challenge: bytes(question.challenge) };
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = named(options.allowCredentials);
  return { publicKey: options };
}

function told(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((part) => credential.response[part]);
  const response = Object.fromEntries(given.map((part) => [part, text(credential.response[part])]));
  return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, response });
}

const NO = "No passkey answered. Try once more, or use another way.";

async function answer(form) {
  const options = asked(JSON.parse(form.dataset.question));
  const ask = form.dataset.passkey === "create" ? "create" : "get";
  const says = form.querySelector("[data-says]");
  says.textContent = "";
  try {
    const credential = await navigator.credentials[ask](options);
    form.elements.answer.value = told(credential);
  } catch (refused) {
    says.textContent = refused.name === "InvalidStateError" ? "This device has a passkey here already." : NO;
    return;
  }
  const stay = document.querySelector("input[name=remember][type=checkbox]");
  if (stay && form.elements.remember) form.elements.remember.disabled = !stay.checked;
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); answer(form); });
  }
  for (const without of document.querySelectorAll("[data-without-passkeys]")) without.hidden = true;
}

// How the go-through and the sitting timer make themselves noticed: sound, vibration, a visible
// count, and a screen that stays awake. Each can be off, and this phone remembers that.
import * as store from "./store.js";

export const on = { sound: true, vibration: true, count: true };
export const canVibrate = "vibrate" in navigator;

// Tones as [hertz, beginning, seconds]; vibrations in milliseconds.
const TONES = {
  prepare: [[440, 0, 0.12]],
  hold: [[660, 0, 0.25]],
  relax: [[440, 0, 0.2], [330, 0.22, 0.25]],
  side: [[440, 0, 0.15], [440, 0.25, 0.15], [550, 0.5, 0.25]],
  told: [[523, 0, 0.15], [659, 0.17, 0.15], [784, 0.34, 0.3]],
  up: [[660, 0, 0.25], [660, 0.4, 0.25], [880, 0.8, 0.4]],
};
const SHAKES = { hold: [200], relax: [100, 80, 100], side: [100, 80, 100, 80, 100], told: [300], up: [300, 150, 300] };
const LOUDNESS = 0.2;
let context = null;
let touched = false;
let lock = null;
let awake = false;

export async function recall() {
  Object.assign(on, await store.setting("signals").catch(() => null) ?? {});
}

export function turn(name, to) {
  on[name] = to;
  return store.set("signals", { ...on }).catch(() => {}); // then it holds until the page is closed
}

// From a tap: before one, browsers allow neither sound nor vibration, and nobody expects them.
export function touch() {
  touched = true;
  if (!on.sound) return;
  context ??= "AudioContext" in window ? new AudioContext() : null;
  context?.resume?.().catch(() => {});
}

export function play(name) {
  if (!touched) return;
  if (on.vibration && SHAKES[name]) navigator.vibrate?.(SHAKES[name]);
  if (on.sound && context) for (const tone of TONES[name] ?? []) sound(...tone);
}

function sound(hertz, after, seconds) {
  const [tone, volume, from] = [context.createOscillator(), context.createGain(), context.currentTime + after];
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
  volume.gain.linearRampToValueAtTime(0, from + seconds);
  tone.connect(volume).connect(context.destination);
  tone.start(from);
  tone.stop(from + seconds);
}

// The phone lets go of the lock whenever the page is hidden.
async function takeLock() {
  if (!awake || document.hidden) return;
  lock = await navigator.wakeLock?.request("screen").catch(() => null);
  if (!awake) letSleep();
}

export function stayAwake() {
  if (awake) return;
  awake = true;
  document.addEventListener("visibilitychange", takeLock);
  takeLock();
}

export function letSleep() {
  awake = false;
  document.removeEventListener("visibilitychange", takeLock);
  lock?.release().catch(() => {});
  lock = null;
}

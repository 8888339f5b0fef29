// Short tones, made here: no file to load, nothing from another host.
//
// A browser is silent until somebody has touched the page; `isReady` says whether it will sound.

const TUNES = {
  request: [
    [660, 0, 0.16],
    [880, 0.18, 0.26],
  ],
  alert: [
    [880, 0, 0.14],
    [698, 0.18, 0.14],
    [880, 0.36, 0.3],
  ],
};
let context = null;

/** Whether a tone would be heard now. */
export const isReady = () => context?.state === "running";

/** Ask the browser for sound; call it from a click or a key. Resolves to whether it sounds. */
export async function unlock() {
  context ??= new AudioContext();
  await context.resume();
  return isReady();
}

/** From the first touch of the page on, tones are heard; `changed` is called when that is so. */
export function unlockOnTouch(changed = () => {}) {
  const kinds = ["pointerdown", "keydown"];
  const listen = async () => {
    if (!(await unlock())) return;
    for (const kind of kinds) removeEventListener(kind, listen);
    changed();
  };
  for (const kind of kinds) addEventListener(kind, listen);
}

/** Play a tune by name; whether it could be heard. */
export function play(name) {
  if (!isReady()) return false;
  for (const [hertz, after, seconds] of TUNES[name]) tone(hertz, context.currentTime + after, seconds);
  return true;
}

function tone(hertz, start, seconds) {
  const [wave, volume] = [context.createOscillator(), context.createGain()];
  wave.type = "triangle";
  wave.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.35, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + seconds);
  wave.connect(volume).connect(context.destination);
  wave.start(start);
  wave.stop(start + seconds + 0.05);
}

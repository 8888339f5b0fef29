// The chime and the voice. Both are made here: no file, no other host. A browser lets a page sound
// only after somebody has touched it (or when it was started with autoplay allowed).

let context = null;

/** Whether a chime would be heard now. */
export function isAllowed() {
  return context?.state === "running";
}

/** Try to switch sound on; true if it works. Call it from a touch where possible. */
export async function allow() {
  context ??= new AudioContext();
  try {
    await Promise.race([context.resume(), new Promise((wake) => setTimeout(wake, 300))]);
  } catch {
    return false;
  }
  return isAllowed();
}

/** Two soft strokes of a bell, falling (E6, C6), or closer together; resolves when they have faded. */
export function chime({ isShort = false } = {}) {
  if (!isAllowed()) return Promise.resolve();
  const at = context.currentTime + 0.02;
  stroke(1318.5, at, isShort ? 0.6 : 1.1);
  stroke(1046.5, at + (isShort ? 0.22 : 0.38), isShort ? 0.8 : 1.6);
  return new Promise((wake) => setTimeout(wake, isShort ? 900 : 1_500));
}

/** A struck bell: a few partials, each fading at its own pace. */
function stroke(hertz, at, fadesInS) {
  for (const [ratio, loudness, fade] of [[1, 0.22, 1], [2, 0.08, 0.6], [2.99, 0.035, 0.4], [4.2, 0.015, 0.25]]) {
    const tone = new OscillatorNode(context, { frequency: hertz * ratio });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loudness, at + 0.008);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + fadesInS * fade);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + fadesInS * fade + 0.05);
  }
}

/** Languages that this machine has a voice for. */
export function voices(languages) {
  const known = globalThis.speechSynthesis?.getVoices() ?? [];
  return languages.filter((language) => known.some(({ lang }) => sameLanguage(lang, language)));
}

/** Say a sentence in each language that has a voice; resolves when all is said. */
export async function speak(sentences) {
  for (const [language, sentence] of Object.entries(sentences)) {
    const voice = speechSynthesis.getVoices().find(({ lang }) => sameLanguage(lang, language));
    if (voice) await utter(sentence, voice);
  }
}

function utter(sentence, voice) {
  return new Promise((done) => {
    const words = new SpeechSynthesisUtterance(sentence);
    Object.assign(words, { voice, lang: voice.lang, rate: 0.9, onend: done, onerror: done });
    speechSynthesis.speak(words);
    setTimeout(done, 12_000); // some engines forget to say that they have finished
  });
}

function sameLanguage(one, other) {
  const plain = (tag) => tag.replace("_", "-").toLowerCase();
  return plain(one) === plain(other) || (other === "en" && plain(one).startsWith("en"));
}

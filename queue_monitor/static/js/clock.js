// The office's hour. A screen's own clock may be wrong; the server's beat corrects it.

const TOLERANCE_MS = 1_500; // a beat's way through the network is not a wrong clock

let offsetMs = 0;

/** Take the server's hour (ISO 8601) as the right one, from now on. */
export function sync(at) {
  const ahead = Date.parse(at) - Date.now();
  if (Number.isFinite(ahead) && Math.abs(ahead - offsetMs) > TOLERANCE_MS) offsetMs = ahead;
}

/** The office's now, as a Date. */
export function now() {
  return new Date(Date.now() + offsetMs);
}

/** Seconds from `instant` (ISO 8601 or Date) to now; negative when it is still to come. */
export function secondsSince(instant) {
  return (now() - new Date(instant)) / 1000;
}

/** Call `draw` now and at the start of every second; returns a function that stops it. */
export function everySecond(draw) {
  let timer;
  const tick = () => {
    draw(now());
    timer = setTimeout(tick, 1000 - (now().getTime() % 1000));
  };
  tick();
  return () => clearTimeout(timer);
}

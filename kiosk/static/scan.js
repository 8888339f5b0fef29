// A QR scanner that types what it reads, as a keyboard does: quickly, and with Enter at the end.

const GAP_MS = 250; // no scanner pauses so long within a code; no finger is so quick for sixteen keys
const SHORTEST = 8;
const LONGEST = 512;

/** Call `onScan(text)` for every code. What is typed slowly, or is short, is not one. */
export function readScans(onScan) {
  let typed = "";
  let last = 0;
  addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.timeStamp - last > GAP_MS) typed = "";
      last = event.timeStamp;
      if (event.key === "Enter" || event.key === "Tab") {
        const text = typed;
        typed = "";
        if (text.length < SHORTEST) return;
        event.preventDefault(); // it is no press of the button that has the focus
        event.stopPropagation();
        onScan(text);
      } else if (event.key.length === 1 && typed.length < LONGEST) {
        typed += event.key;
      }
    },
    { capture: true },
  );
}

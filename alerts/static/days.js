// Days of the office as the API names them, "2026-11-23", whatever the device's own zone.

const zone = document.documentElement.dataset.timeZone || "Asia/Taipei";
const iso = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });

/** The day of an instant in the office's zone. */
export const isoDay = (instant) => iso.format(new Date(instant));

/** The day `n` days after another. */
export function addDays(day, n) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + n);
  return date.toISOString().slice(0, 10);
}

/** Noon of a day, for `dayOf`: no zone has it on another day by more than it should. */
export const noonOf = (day) => `${day}T12:00:00Z`;

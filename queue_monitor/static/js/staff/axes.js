// The frame of a chart, as SVG: its room and a scale from 0 upwards.

import { t } from "/assets/js/i18n.js";
import { html, svg } from "/assets/js/parts.js";

const WIDTH = 900;
const RIGHT = 12;
const BOTTOM = 26;

/**
 * A frame of `height` with `left` and `top` kept free, and a scale up to `highest` and the share
 * `air` above it, in one of `steps` (the last if none is wide enough). `y(value)` is a place in it.
 */
export function frame({ height, left, top, highest, air = 0, steps }) {
  const step = steps.find((one) => highest / one <= 5) ?? steps.at(-1);
  const most = Math.ceil((highest * (1 + air)) / step) * step;
  const [right, bottom] = [WIDTH - RIGHT, height - BOTTOM];
  const y = (n) => bottom - ((bottom - top) * n) / most;
  const marks = Array.from({ length: Math.round(most / step) + 1 }, (_, i) => i * step);
  const grid = marks.map((n) => svg`<line class="chart__grid" x1=${left} x2=${right} y1=${y(n)} y2=${y(n)}></line>
    <text class="chart__label" x=${left - 6} y=${y(n) + 4} text-anchor="end">${n}</text>`);
  return {
    left,
    right,
    bottom,
    y,
    /** The picture; `label` says what it shows to who does not see it. */
    around: (label, content) => html`<div class="chart__room" tabindex="0" role="group" aria-label=${t("Chart; it can be moved sideways")}>
      <svg class="chart__svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${label}>${grid}${content}</svg></div>`,
  };
}

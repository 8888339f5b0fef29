// A line over time as SVG: as it went, as it would have gone, the limit, and numbered marks.

import { hourOf, t } from "/assets/js/i18n.js";
import { html, nothing, svg } from "/assets/js/parts.js";

const WIDTH = 900;
const HEIGHT = 240;
const LEFT = 44;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 26;
const SPOT = 20; // room for the number of a mark

export function chart({ points, without, value, limit, marks, unit }) {
  if (points.length === 0) return html`<p class="soft">${t("Nothing was recorded.")}</p>`;
  const times = [...points, ...without, ...marks].map((point) => Date.parse(point.at));
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const highest = Math.max(...points.map(value), ...without.map(value), limit ?? 0, 1);
  const step = stepOf(highest);
  const most = Math.ceil((highest * 1.05) / step) * step;
  const x = (at) => LEFT + ((WIDTH - LEFT - RIGHT) * (Date.parse(at) - begin)) / Math.max(end - begin, 1);
  const y = (n) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * n) / most;
  const line = (some) => some.map((point, i) => (i === 0 ? `M${x(point.at)},${y(value(point))}` : `H${x(point.at)}V${y(value(point))}`)).join("");
  const spots = spread(marks.map((mark) => x(mark.at)));
  const worst = Math.round(Math.max(...points.map(value)));
  const bare = without.length > 0 ? Math.round(Math.max(...without.map(value))) : null;
  return html`<figure class="chart">
    <div class="chart__room" tabindex="0" role="group" aria-label=${t("Chart; it can be moved sideways")}><svg class="chart__svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${summary({ worst, bare, limit, unit, begin, end })}>
      ${grid(most, step).map((n) => svg`<line class="chart__grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(n)} y2=${y(n)}></line>
        <text class="chart__label" x=${LEFT - 6} y=${y(n) + 4} text-anchor="end">${n}</text>`)}
      ${hours(begin, end).map((at) => svg`<text class="chart__label" x=${x(at)} y=${HEIGHT - 6} text-anchor="middle">${hourOf(at)}</text>`)}
      ${limit === null ? nothing : svg`<line class="chart__limit" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(limit)} y2=${y(limit)}></line>`}
      ${without.length > 0 ? svg`<path class="chart__without" d=${line(without)}></path>` : nothing}
      <path class="chart__line" d=${line(points)}></path>
      ${marks.map((mark, i) => svg`<g class="chart__mark"><title>${mark.words}</title>
        <line x1=${x(mark.at)} x2=${x(mark.at)} y1=${TOP - 6} y2=${HEIGHT - BOTTOM}></line>
        <circle cx=${spots[i]} cy="10" r="9"></circle><text x=${spots[i]} y="14" text-anchor="middle">${i + 1}</text></g>`)}
    </svg></div>
    <figcaption class="chart__legend">
      <span class="chart__key chart__key--line">${t("as it went")}</span>
      ${without.length > 0 ? html`<span class="chart__key chart__key--without">${t("with nothing done")}</span>` : nothing}
      ${limit === null ? nothing : html`<span class="chart__key chart__key--limit">${t("limit {n}", { n: Math.round(limit * 10) / 10 })} ${unit}</span>`}
    </figcaption>
  </figure>`;
}

function summary({ worst, bare, limit, unit, begin, end }) {
  const iso = (at) => new Date(at).toISOString();
  const parts = [
    t("From {begin} to {end}: at most {n} {unit}", { begin: hourOf(iso(begin)), end: hourOf(iso(end)), n: worst, unit }),
    bare === null ? "" : t("with nothing done at most {n} {unit}", { n: bare, unit }),
    limit === null ? "" : t("limit {n}", { n: Math.round(limit * 10) / 10 }),
  ];
  return parts.filter(Boolean).join(t("; "));
}

/** Numbers beside one another, each as near to its instant as those before it leave room. */
function spread(wanted) {
  const spots = [];
  for (const at of wanted) spots.push(Math.max(at, (spots.at(-1) ?? -SPOT) + SPOT));
  for (let i = spots.length - 1, most = WIDTH - RIGHT; i >= 0; i -= 1, most = spots[i + 1] - SPOT) spots[i] = Math.min(spots[i], most);
  return spots;
}

const stepOf = (most) => [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => most / step <= 5) ?? 1000;
const grid = (most, step) => Array.from({ length: Math.round(most / step) + 1 }, (_, i) => i * step);

/** Whole hours or parts of them between the two, at most eight. */
function hours(begin, end) {
  const step = [60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3].find((ms) => (end - begin) / ms <= 8) ?? 7200e3;
  const found = [];
  for (let at = Math.ceil(begin / step) * step; at <= end; at += step) found.push(new Date(at).toISOString());
  return found;
}

// A line over time as SVG: as it went, as it would have gone, the limit, and numbered marks.

import { hourOf, t } from "/assets/js/i18n.js";
import { html, nothing, svg } from "/assets/js/parts.js";
import { frame } from "/assets/js/staff/axes.js";

const HEIGHT = 240;
const LEFT = 44;
const TOP = 26;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const SPOT = 20; // room for the number of a mark

/** `rises`: by how much `value` grows in so many milliseconds while nothing happens; a count stays. */
export function chart({ points, without, value, rises = () => 0, limit, marks, unit }) {
  if (points.length === 0) return html`<p class="soft">${t("Nothing was recorded.")}</p>`;
  const times = [...points, ...without, ...marks].map((point) => Date.parse(point.at));
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const before = (point, next) => value(point) + rises(point, Date.parse(next.at) - Date.parse(point.at));
  const most = (some) => Math.max(...some.flatMap((point, i) => (some[i + 1] ? [value(point), before(point, some[i + 1])] : [value(point)])));
  const highest = Math.max(most(points), most(without), limit ?? 0, 1);
  const { right, bottom, y, around } = frame({ height: HEIGHT, left: LEFT, top: TOP, highest, air: 0.05, steps: STEPS });
  const x = (at) => LEFT + ((right - LEFT) * (Date.parse(at) - begin)) / Math.max(end - begin, 1);
  const line = (some) => some.map((point, i) => (i === 0 ? `M${x(point.at)},${y(value(point))}` : `L${x(point.at)},${y(before(some[i - 1], point))}V${y(value(point))}`)).join("");
  const spots = spread(marks.map((mark) => x(mark.at)), right);
  const worst = Math.round(most(points));
  const bare = without.length > 0 ? Math.round(most(without)) : null;
  return html`<figure class="chart">
    ${around(summary({ worst, bare, limit, unit, begin, end }), svg`
      ${hours(begin, end).map((at) => svg`<text class="chart__label" x=${x(at)} y=${HEIGHT - 6} text-anchor="middle">${hourOf(at)}</text>`)}
      ${limit === null ? nothing : svg`<line class="chart__limit" x1=${LEFT} x2=${right} y1=${y(limit)} y2=${y(limit)}></line>`}
      ${without.length > 0 ? svg`<path class="chart__without" d=${line(without)}></path>` : nothing}
      <path class="chart__line" d=${line(points)}></path>
      ${marks.map((mark, i) => svg`<g class="chart__mark"><title>${mark.words}</title>
        <line x1=${x(mark.at)} x2=${x(mark.at)} y1=${TOP - 6} y2=${bottom}></line>
        <circle cx=${spots[i]} cy="10" r="9"></circle><text x=${spots[i]} y="14" text-anchor="middle">${i + 1}</text></g>`)}`)}
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
function spread(wanted, right) {
  const spots = [];
  for (const at of wanted) spots.push(Math.max(at, (spots.at(-1) ?? -SPOT) + SPOT));
  for (let i = spots.length - 1, most = right; i >= 0; i -= 1, most = spots[i + 1] - SPOT) spots[i] = Math.min(spots[i], most);
  return spots;
}

/** Whole hours or parts of them between the two, at most eight. */
function hours(begin, end) {
  const step = [60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3].find((ms) => (end - begin) / ms <= 8) ?? 7200e3;
  const found = [];
  for (let at = Math.ceil(begin / step) * step; at <= end; at += step) found.push(new Date(at).toISOString());
  return found;
}

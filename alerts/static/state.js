// How the floor stands and why, worked out of the views: no screen in here.

const NEAR = 0.7; // of a limit: busy
const MOST_LONG = 3;
const LONG = 1.5; // times the usual service time
const CROWD = ["waiting", "wait"]; // rules that say that it is crowded now
const SMALL = ["forecast", "long_service", "unstarted", "idle", "parked"]; // seen to by who is on duty
const LIVE = ["pending", "firing", "acked", "clearing"];
const OPEN_PLANS = ["proposed", "accepted", "offered"];
const AT_WORK = ["applied", "returning"];
const SHOWN_AFTER_S = 15 * 60; // a plan that is over stays in sight so long

/** Waiting count and longest wait of the office now, against their limits. */
export function measures(floor, since) {
  return {
    waiting: { value: floor.waiting_total, limit: floor.limits.waiting },
    wait: { value: since(floor.oldest_waiting_since), limit: floor.limits.wait_s },
  };
}

const isOver = ({ value, limit }) => limit !== null && value > limit;
const isNear = ({ value, limit }) => limit !== null && value >= limit * NEAR;

/** "blind", "closed", "over", "busy" or "calm": the one word of the headline. */
export function level(floor, { alerts, e_eyes: eyes }, since) {
  const { waiting, wait } = measures(floor, since);
  if (eyes.state === "blind") return "blind";
  if (!floor.open) return "closed";
  if (isOver(waiting) || isOver(wait)) return "over";
  const live = alerts.filter((alert) => ["firing", "acked"].includes(alert.state));
  if (live.some((alert) => CROWD.includes(alert.rule))) return "over";
  if (isNear(waiting) || isNear(wait) || live.length > 0 || alerts.some((alert) => alert.state === "clearing")) return "busy";
  return "calm";
}

/** That nothing is watched goes before all, and what the ladder is for before small matters. */
const gravity = ({ rule }) => (rule === "blind" ? 2 : SMALL.includes(rule) ? 0 : 1);

/** Alerts that are not over, the graver first, then in the order in which they began. */
export const liveAlerts = (alerts) =>
  alerts
    .filter((alert) => LIVE.includes(alert.state))
    .sort((a, b) => gravity(b) - gravity(a) || a.crossed_at.localeCompare(b.crossed_at));

/** The first alert that nobody has acknowledged. */
export const unacknowledged = (alerts) => liveAlerts(alerts).find((alert) => alert.state === "firing") ?? null;

/** Why it is crowded, the most telling first: [{kind, …}]; of what is many, only the gravest. */
export function causes(floor, since) {
  return [
    ...helpWanted(floor, since),
    ...crowdedServices(floor),
    ...closedCounters(floor),
    ...pausedCounters(floor, since),
    ...longServices(floor, since).slice(0, MOST_LONG),
  ];
}

const helpWanted = (floor, since) =>
  floor.counters
    .filter((counter) => counter.help_requested_at)
    .map((counter) => ({ kind: "help", counter, for_s: since(counter.help_requested_at) }));

function crowdedServices(floor) {
  const crowded = floor.services.filter((service) => service.waiting > 0);
  crowded.sort((a, b) => b.waiting - a.waiting || b.longest_wait_s - a.longest_wait_s);
  return crowded.slice(0, 2).map((service) => ({ kind: "service", service }));
}

function longServices(floor, since) {
  return floor.counters.filter((counter) => isLong(counter, floor, since)).map((counter) => ({ kind: "long", counter }));
}

const pausedCounters = (floor, since) =>
  floor.counters
    .filter((counter) => counter.status === "paused")
    .map((counter) => ({ kind: "paused", counter, for_s: since(counter.since) }));

function closedCounters(floor) {
  const closed = floor.counters.filter((counter) => counter.status === "closed");
  const free = floor.clerks.filter((clerk) => clerk.state === "free");
  const away = floor.clerks.filter((clerk) => clerk.state === "off" && clerk.reserve); // a plan may ask them too
  return closed.length > 0 && floor.waiting_total > 0 ? [{ kind: "closed", closed, free, away }] : [];
}

/** How long the ticket at the counter has been served, in seconds. */
export const servedFor = (line, since) => line.served_s + since(line.started_at);

/** Whether the service at the counter takes much longer than usual. */
export function isLong(counter, floor, since) {
  const line = counter.ticket;
  if (line?.state !== "serving") return false;
  const usual = floor.services.find((service) => service.id === line.service)?.mean_service_s ?? 0;
  return usual > 0 && servedFor(line, since) > usual * line.people * LONG;
}

/** Plans to show: those under way, then those at work, then the latest that is over. */
export function shownPlans(plans, since) {
  const under = plans.filter((plan) => OPEN_PLANS.includes(plan.state));
  const atWork = plans.filter((plan) => AT_WORK.includes(plan.state));
  if (under.length + atWork.length > 0) return [...under, ...atWork];
  const over = plans.filter((plan) => plan.why !== "another_chosen" && endOf(plan) && since(endOf(plan)) < SHOWN_AFTER_S);
  return over.sort((a, b) => endOf(a).localeCompare(endOf(b))).slice(-1);
}

const endOf = (plan) => plan.ended_at ?? plan.decided_at ?? null;

/** The plan that waits for the supervisor: the recommended one of those side by side. */
export const undecided = (plans) => plans.find((plan) => plan.state === "proposed") ?? null;

/** What clerks answered to earlier requests of the same alert, while nobody who was asked could come. */
export const latelyRefused = (plans, { alert }, since) =>
  plans
    .filter((plan) => plan.alert === alert && plan.state === "expired" && since(plan.ended_at) < SHOWN_AFTER_S)
    .flatMap((plan) => plan.answers);

/** The help at work that could go back. */
export const toStandDown = (plans) => plans.find((plan) => plan.state === "applied" && plan.stand_down_at) ?? null;

/**
 * Standing, quotas and probabilities once more, from the rules of the plan and what the list says of each unit.
 * Whole numbers throughout: probabilities are billionths, shares basis points. Pure.
 */

import type { Frame, Plan, Selector, StratumRow, Unit } from "./record";

const WHOLE = 1_000_000_000;
const BASIS_POINTS = 10_000;
const DAY_MS = 86_400_000;
/** A unit that is gone counts for no quota. */
const GONE = "closed";

type Standing = Pick<Unit, "stratum" | "status" | "reason" | "weight">;

/** Whether a rule of the plan is for this unit; an empty list takes everything. */
const fits = ({ classes, risk, credit, areas }: Selector, unit: Unit) =>
  (classes.length === 0 || classes.includes(unit.class)) &&
  (risk.length === 0 || risk.includes(unit.risk)) &&
  (credit.length === 0 || credit.includes(unit.credit)) &&
  (areas.length === 0 || areas.some((area) => unit.area.startsWith(area)));

function statusOf(plan: Plan, unit: Unit): Pick<Unit, "status" | "reason"> {
  if (unit.exclusion) return { status: "excluded", reason: unit.exclusion };
  const basis = unit.certain || plan.certain.find((rule) => fits(rule, unit))?.basis;
  if (basis) return { status: "certain", reason: basis };
  const limits = unit.last_inspected ? plan.frequency.find((rule) => fits(rule, unit)) : undefined;
  if (limits) {
    const days = (Date.parse(plan.date) - Date.parse(unit.last_inspected)) / DAY_MS;
    if (days < limits.rest_days) return { status: "excluded", reason: "recently-inspected" };
    if (limits.due_days > 0 && days >= limits.due_days) return { status: "certain", reason: "overdue" };
  }
  return { status: "eligible", reason: "" };
}

const standingOf = (plan: Plan, unit: Unit): Standing => ({
  stratum: plan.strata.find((rule) => fits(rule, unit))?.id ?? "",
  weight: plan.weights.reduce((weight, rule) => (fits(rule, unit) ? weight * rule.times : weight), 1),
  ...statusOf(plan, unit),
});

/** One more for those whose remainder is the largest, the earlier first among equals. */
function rounded(parts: number[], remainders: readonly (number | bigint)[], missing: number): void {
  const order = [...remainders.keys()].sort((one, other) => {
    const [a = 0, b = 0] = [remainders[one], remainders[other]];
    return a < b ? 1 : a > b ? -1 : one - other;
  });
  for (const at of order.slice(0, missing)) parts[at] = (parts[at] ?? 0) + 1;
}

/** How many of each stratum's draws are risk-blind: the share of all of them, rounded up. */
function blindCounts(draws: readonly number[], share: number): number[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const counts = draws.map((draw) => Math.floor((draw * share) / BASIS_POINTS));
  const remainders = draws.map((draw) => (draw * share) % BASIS_POINTS);
  rounded(counts, remainders, Math.ceil((sum(draws) * share) / BASIS_POINTS) - sum(counts));
  return counts;
}

/** `count` wholes by weight, nobody above their room; what is over goes to the others. */
function byWeight(count: number, weights: readonly number[], room: readonly number[]): number[] {
  const parts = weights.map(() => 0);
  const big = weights.map(BigInt);
  let rest = BigInt(count) * BigInt(WHOLE);
  let within = [...weights.keys()];
  const total = () => within.reduce((sum, at) => sum + (big[at] ?? 0n), 0n);
  for (;;) {
    const all = total();
    const full = within.filter((at) => rest * (big[at] ?? 0n) >= BigInt(room[at] ?? 0) * all);
    if (full.length === 0) break;
    for (const at of full) {
      parts[at] = room[at] ?? 0;
      rest -= BigInt(parts[at]);
    }
    const done = new Set(full);
    within = within.filter((at) => !done.has(at));
  }
  if (within.length === 0) return parts;
  const all = total();
  const given = within.map((at) => Number((rest * (big[at] ?? 0n)) / all));
  const left = Number(rest) - given.reduce((sum, part) => sum + part, 0);
  rounded(given, within.map((at) => (rest * (big[at] ?? 0n)) % all), left);
  within.forEach((at, n) => (parts[at] = given[n] ?? 0));
  return parts;
}

function chancesOf(weights: readonly number[], draw: number, blind: number): { blind: number; chance: number }[] {
  if (weights.length === 0) return [];
  const part = Math.floor((blind * WHOLE) / weights.length);
  const over = (blind * WHOLE) % weights.length;
  const even = weights.map((_, at) => (at < over ? part + 1 : part));
  const risk = byWeight(draw - blind, weights, even.map((each) => WHOLE - each));
  return even.map((each, at) => ({ blind: each, chance: each + (risk[at] ?? 0) }));
}

/** The rows of the strata and the units as the rules of the plan have them. */
export function framedAnew(plan: Plan, units: readonly Unit[]): Pick<Frame, "strata" | "units"> {
  const rows: Unit[] = units.map((unit) => ({ ...unit, ...standingOf(plan, unit), blind: 0, chance: 0 }));
  const strata = plan.strata.map(({ id, per_month }): Omit<StratumRow, "blind"> => {
    const own = rows.filter(({ stratum }) => stratum === id);
    const having = (status: Unit["status"]) => own.filter((row) => row.status === status).length;
    const base = own.filter(({ status, reason }) => !(status === "excluded" && reason === GONE)).length;
    const quota = Math.min(base, Math.ceil((per_month * plan.months * base) / BASIS_POINTS));
    const [excluded, certain, eligible] = [having("excluded"), having("certain"), having("eligible")];
    return { stratum: id, base, excluded, certain, eligible, quota, draw: Math.min(quota, eligible) };
  });
  const blind = blindCounts(strata.map(({ draw }) => draw), plan.risk_blind_share);
  const chances = new Map<string, { blind: number; chance: number }>();
  strata.forEach(({ stratum, draw }, n) => {
    const own = rows.filter((row) => row.stratum === stratum && row.status === "eligible");
    const found = chancesOf(own.map(({ weight }) => weight), draw, blind[n] ?? 0);
    own.forEach(({ unit }, at) => {
      const chance = found[at];
      if (chance) chances.set(unit, chance);
    });
  });
  return {
    strata: strata.map((row, n) => ({ ...row, blind: blind[n] ?? 0 })),
    units: rows.map((row) => ({ ...row, ...(row.status === "certain" ? { chance: WHOLE } : chances.get(row.unit)) })),
  };
}

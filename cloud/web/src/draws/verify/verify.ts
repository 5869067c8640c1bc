/**
 * Computes a record anew from its rules, its frozen list and its numbers, and says of each part whether it agrees.
 * It is written apart from the centre's own program and shares no line with it. Pure.
 */

import { assign } from "./assignment";
import { canonical, digest } from "./canonical";
import { shuffled, Stream } from "./chance";
import { framedAnew } from "./quotas";
import { asValue, type Drawn, type DrawRecord, type Frame, type Plan } from "./record";
import { draw, type Step } from "./sampling";

export const CHECKS = ["form", "plan", "list", "quotas", "commitment", "published", "seed", "sample", "inspectors", "result"] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Check {
  name: CheckName;
  /** null: there is nothing to check yet. */
  agrees: boolean | null;
}

const DAY_MS = 86_400_000;

/** Who is kept from which unit by what is listed. */
function barred({ date, inspectors: rules }: Plan, frame: Frame): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const visits = new Map<string, number>();
  const bar = (unit: string, name: string) => {
    const held = found.get(unit) ?? new Set<string>();
    held.add(name);
    found.set(unit, held);
  };
  for (const { inspector, unit, kind, date: day } of frame.conflicts) {
    if (kind !== "visited") bar(unit, inspector);
    else if (day && (Date.parse(date) - Date.parse(day)) / DAY_MS < rules.visits_days) {
      const key = `${inspector} ${unit}`;
      visits.set(key, (visits.get(key) ?? 0) + 1);
      if (rules.visits_at_most > 0 && (visits.get(key) ?? 0) >= rules.visits_at_most) bar(unit, inspector);
    }
  }
  return found;
}

/** The sample of one stratum, step by step. */
export function sampleOf(frame: Frame, stratum: string, seed: string, note?: (step: Step) => void) {
  const eligible = new Map(
    frame.units.filter((row) => row.stratum === stratum && row.status === "eligible").map((row) => [row.unit, row]),
  );
  const order = shuffled(seed, "order", eligible.keys(), stratum);
  const chances = order.flatMap((unit) => {
    const row = eligible.get(unit);
    return row ? [{ unit, blind: row.blind, risk: row.chance - row.blind }] : [];
  });
  const stream = new Stream(seed, "sample", stratum);
  const drawn = draw(chances, frame.denominator, (part, of) => stream.toss(part, of), note);
  return { order, drawn };
}

/** What follows from the frozen list and a seed. */
export function drawAnew(plan: Plan, frame: Frame, seed: string) {
  const shares = new Map<string, Drawn["share"]>();
  for (const row of frame.units) if (row.status === "certain") shares.set(row.unit, "certain");
  const first = shuffled(seed, "service", shares.keys());
  const reserves = plan.strata.map(({ id }) => {
    const { order, drawn } = sampleOf(frame, id, seed);
    for (const [unit, share] of drawn) shares.set(unit, share);
    const rest = shuffled(
      seed,
      "reserve",
      order.filter((unit) => !drawn.has(unit)),
      id,
    );
    return { stratum: id, units: rest.slice(0, plan.reserves) };
  });
  const certain = new Set(first);
  const others = [...shares.keys()].filter((unit) => !certain.has(unit));
  const served = [...first, ...shuffled(seed, "service", others)];
  const kept = barred(plan, frame);
  const areas = new Map(frame.units.map(({ unit, area }) => [unit, area]));
  const working = frame.inspectors.filter(({ capacity }) => capacity > 0);
  const able = (unit: string) =>
    working
      .filter(({ area }) => !(plan.inspectors.avoid_own_area && area === areas.get(unit)))
      .map(({ inspector }) => inspector)
      .filter((name) => !kept.get(unit)?.has(name));
  const capacity = new Map(working.map((person) => [person.inspector, person.capacity]));
  const { pairs, unserved } = assign(served, able, capacity, seed);
  const drawn = frame.units.flatMap(({ unit, stratum }): Drawn[] => {
    const share = shares.get(unit);
    return share ? [{ unit, stratum, share, inspectors: pairs.get(unit) ?? [] }] : [];
  });
  const left = [...unserved.keys()].sort().map((unit) => ({ unit, able: unserved.get(unit) ?? 0 }));
  return { drawn, reserves, unserved: left };
}

const same = (one: unknown, other: unknown) => canonical(asValue(one)) === canonical(asValue(other));

/** RFC 3797: each source's numbers ascending, a period after each, a slash after the source. */
const keyOf = (values: readonly { numbers: readonly number[] }[]) =>
  values.map(({ numbers }) => `${[...numbers].sort((a, b) => a - b).map((n) => `${n}.`).join("")}/`).join("");

/** What is computed, or null where what is given cannot be computed with at all. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Every check of a record as text. `noted`: the commitment's hash as it was published before. */
export function verify(text: string, noted: string | null): Check[] {
  let record: DrawRecord;
  try {
    record = JSON.parse(text) as DrawRecord;
    const { plan, frame, commitment, entropy, result, seals } = record;
    const isForm = `${canonical(asValue(record))}\n` === text;
    const seal = digest(asValue(commitment));
    const framed = attempt(() => framedAnew(plan, frame.units));
    const checks: Check[] = [
      { name: "form", agrees: isForm },
      { name: "plan", agrees: digest(asValue(plan)) === seals.plan && frame.plan === seals.plan && commitment.plan === seals.plan },
      { name: "list", agrees: digest(asValue(frame)) === seals.frame && commitment.frame === seals.frame },
      { name: "quotas", agrees: framed !== null && same(framed.strata, frame.strata) && same(framed.units, frame.units) },
      { name: "commitment", agrees: seal === seals.commitment },
      { name: "published", agrees: noted === null ? null : noted.trim().toLowerCase() === seal },
    ];
    if (!entropy || !result) {
      return [...checks, ...(["seed", "sample", "inspectors", "result"] as const).map((name) => ({ name, agrees: null }))];
    }
    const key = keyOf(entropy.values);
    const seed = digest(["steppewatch inspection draw 1", seal, key]);
    const named = entropy.values.map(({ source }) => source).join() === plan.entropy.sources.map(({ id }) => id).join();
    const seeded = named && entropy.key === key && entropy.seed === seed && entropy.commitment === seal;
    const again = attempt(() => drawAnew(plan, frame, seed));
    const units = (rows: readonly Drawn[]) => rows.map(({ unit, share }) => [unit, share]);
    return [
      ...checks,
      { name: "seed", agrees: seeded && digest(asValue(entropy)) === seals.entropy },
      { name: "sample", agrees: again !== null && same(units(again.drawn), units(result.drawn)) && same(again.reserves, result.reserves) },
      { name: "inspectors", agrees: again && same(again.drawn, result.drawn) && same(again.unserved, result.unserved) },
      { name: "result", agrees: result.entropy === seals.entropy && digest(asValue(result)) === seals.result },
    ];
  } catch {
    return CHECKS.map((name) => ({ name, agrees: name === "form" ? false : null }));
  }
}

/**
 * The sample of one stratum: the pivotal method on a risk-blind and a risk-weighted share (Deville and Tillé 1998;
 * Gandhi and others 2006), told step by step so that it can be watched. Pure.
 */

export interface Chance {
  unit: string;
  blind: number;
  risk: number;
}

/** One toss: between whom, with which parts of a whole before and after, and who is drawn by it. */
export interface Step {
  kind: "exchange" | "fight" | "path";
  share: "blind" | "risk" | null;
  units: readonly [string, string];
  before: readonly [number, number];
  after: readonly [number, number];
  drawn: string | null;
}

export type Toss = (part: number, of: number) => boolean;
type Held = readonly [unit: string, part: number];
type Share = "blind" | "risk";

export class NotWhole extends Error {}

const moved = (up: number, down: number, toss: Toss) => (toss(down, up + down) ? up : -down);

export function draw(
  chances: readonly Chance[],
  whole: number,
  toss: Toss,
  note: (step: Step) => void = () => undefined,
): Map<string, Share> {
  const sides: Record<Share, Held[]> = { blind: [], risk: [] };
  let mixed: Chance | null = null;
  for (const chance of chances) {
    const waiting: Chance[] = mixed === null ? [chance] : exchanged(mixed, chance, toss, note);
    mixed = null;
    for (const each of waiting) {
      if (each.blind && each.risk) mixed = each;
      else if (each.blind || each.risk) {
        sides[each.blind ? "blind" : "risk"].push([each.unit, each.blind + each.risk]);
      }
    }
  }
  const drawn = new Map<string, Share>();
  let left: Record<Share, readonly Held[]> = { blind: [], risk: [] };
  const fight = (held: Record<Share, readonly Held[]>) => {
    const still: Record<Share, readonly Held[]> = { blind: [], risk: [] };
    for (const share of ["blind", "risk"] as const) {
      const [chosen, standing] = fought(held[share], whole, toss, share, note);
      for (const unit of chosen) drawn.set(unit, share);
      still[share] = standing;
    }
    return still;
  };
  left = fight(sides);
  if (mixed !== null) left = fight(lastPath(left, mixed, toss, note));
  if (left.blind.length || left.risk.length) throw new NotWhole();
  return drawn;
}

function exchanged(one: Chance, other: Chance, toss: Toss, note: (step: Step) => void): Chance[] {
  if (!(other.blind && other.risk)) return [one, other];
  const by = moved(Math.min(one.risk, other.blind), Math.min(one.blind, other.risk), toss);
  note({
    kind: "exchange",
    share: null,
    units: [one.unit, other.unit],
    before: [one.blind, other.blind],
    after: [one.blind + by, other.blind - by],
    drawn: null,
  });
  return [
    { unit: one.unit, blind: one.blind + by, risk: one.risk - by },
    { unit: other.unit, blind: other.blind - by, risk: other.risk + by },
  ];
}

function fought(
  units: readonly Held[],
  whole: number,
  toss: Toss,
  share: Share,
  note: (step: Step) => void,
): [string[], Held[]] {
  const drawn: string[] = [];
  let standing: Held | null = null;
  for (const held of units) {
    if (held[1] === whole) {
      drawn.push(held[0]);
      continue;
    }
    if (standing === null) {
      standing = held;
      continue;
    }
    const one: string = standing[0];
    const a: number = standing[1];
    const [other, b] = held;
    let winner: string | null = null;
    let after: [number, number];
    if (a + b <= whole) {
      const first = toss(a, a + b);
      const stays: string = first ? one : other;
      after = first ? [a + b, 0] : [0, a + b];
      if (a + b === whole) winner = stays;
      standing = a + b < whole ? [stays, a + b] : null;
    } else {
      const first = toss(whole - b, 2 * whole - a - b);
      winner = first ? one : other;
      after = first ? [whole, a + b - whole] : [a + b - whole, whole];
      standing = [first ? other : one, a + b - whole];
    }
    if (winner !== null) drawn.push(winner);
    note({ kind: "fight", share, units: [one, other], before: [a, b], after, drawn: winner });
  }
  return [drawn, standing === null ? [] : [standing]];
}

function lastPath(
  left: Record<Share, readonly Held[]>,
  mixed: Chance,
  toss: Toss,
  note: (step: Step) => void,
): Record<Share, Held[]> {
  const [first] = left.blind;
  const [second] = left.risk;
  if (!first || !second) throw new NotWhole();
  const [one, a] = first;
  const [other, b] = second;
  const by = moved(Math.min(mixed.blind, b), Math.min(a, mixed.risk), toss);
  note({ kind: "path", share: null, units: [one, other], before: [a, b], after: [a + by, b - by], drawn: null });
  const some = (held: Held[]) => held.filter(([, part]) => part > 0);
  return {
    blind: some([
      [one, a + by],
      [mixed.unit, mixed.blind - by],
    ]),
    risk: some([
      [mixed.unit, mixed.risk + by],
      [other, b - by],
    ]),
  };
}

/** Two inspectors a unit: each unit's own random order, and the shortest chain of exchanges where all are full. Pure. */

import { Stream } from "./chance";

const TOGETHER = 2;

/** A unit's random order of those who may go there, drawn only as far as it is looked at. */
class Preference {
  private readonly drawn: string[] = [];
  private readonly left: string[];

  constructor(
    able: readonly string[],
    private readonly stream: Stream,
  ) {
    this.left = [...able];
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let at = 0; ; at += 1) {
      if (at === this.drawn.length) {
        if (this.left.length === 0) return;
        const place = this.stream.below(this.left.length);
        this.drawn.push(this.left[place] ?? "");
        this.left[place] = this.left[this.left.length - 1] ?? "";
        this.left.pop();
      }
      yield this.drawn[at] ?? "";
    }
  }
}

export function assign(
  units: readonly string[],
  able: (unit: string) => readonly string[],
  capacity: ReadonlyMap<string, number>,
  seed: string,
): { pairs: Map<string, string[]>; unserved: Map<string, number> } {
  const room = new Map(capacity);
  const of = new Map([...capacity.keys()].map((name) => [name, [] as string[]]));
  const at = new Map<string, string[]>();
  const preferences = new Map<string, Preference>();
  const roomOf = (name: string) => room.get(name) ?? 0;
  const atUnit = (unit: string) => at.get(unit) ?? [];
  const ofName = (name: string) => of.get(name) ?? [];
  const preferenceOf = (unit: string) => preferences.get(unit) ?? [];
  const without = (list: string[], entry: string) => list.splice(list.indexOf(entry), 1);
  const give = (unit: string, name: string) => {
    atUnit(unit).push(name);
    ofName(name).push(unit);
    room.set(name, roomOf(name) - 1);
  };

  const follow = (unit: string, last: string, reached: Map<string, string | null>, moves: Map<string, string>) => {
    let name = last;
    for (let giver = reached.get(name) ?? null; giver !== null; giver = reached.get(name) ?? null) {
      const moved = moves.get(name) ?? "";
      without(atUnit(moved), giver);
      without(ofName(giver), moved);
      room.set(giver, roomOf(giver) + 1);
      give(moved, name);
      name = giver;
    }
    give(unit, name);
  };

  const byExchange = (unit: string): boolean => {
    const reached = new Map<string, string | null>();
    for (const name of preferenceOf(unit)) if (!atUnit(unit).includes(name)) reached.set(name, null);
    const moves = new Map<string, string>();
    const waiting = [...reached.keys()];
    for (let full = waiting.shift(); full !== undefined; full = waiting.shift()) {
      for (const moved of ofName(full)) {
        for (const name of preferenceOf(moved)) {
          if (reached.has(name) || atUnit(moved).includes(name)) continue;
          reached.set(name, full);
          moves.set(name, moved);
          if (roomOf(name) > 0) {
            follow(unit, name, reached, moves);
            return true;
          }
          waiting.push(name);
        }
      }
    }
    return false;
  };

  const place = (unit: string): boolean => {
    for (const name of preferenceOf(unit)) {
      if (roomOf(name) > 0 && !atUnit(unit).includes(name)) {
        give(unit, name);
        return true;
      }
    }
    return byExchange(unit);
  };

  const unserved = new Map<string, number>();
  for (const unit of units) {
    const may = able(unit);
    at.set(unit, []);
    preferences.set(unit, new Preference(may, new Stream(seed, "inspectors", unit)));
    let served = true;
    for (let n = 0; n < TOGETHER && served; n += 1) served = place(unit);
    if (served) continue;
    for (const name of atUnit(unit)) {
      without(ofName(name), unit);
      room.set(name, roomOf(name) + 1);
    }
    at.delete(unit);
    unserved.set(unit, may.length);
  }
  return { pairs: new Map([...at].map(([unit, names]) => [unit, [...names].sort()])), unserved };
}

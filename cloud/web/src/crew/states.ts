/** What a crew tells, and where it leads, so that buttons go on without a line. Pure. */

/** The four big buttons, in the order of a run. */
export const BUTTONS = ["leave", "arrive", "return", "home"] as const;
export type Button = (typeof BUTTONS)[number];

const LEADS = { leave: "en-route", arrive: "on-scene", return: "returning", home: "in-station" } as const;
export type Led = (typeof LEADS)[Button];
const MAY: Record<string, readonly Button[]> = {
  ordered: ["leave", "arrive", "return"],
  "turned-out": ["leave", "arrive", "return"],
  "en-route": ["arrive", "return"],
  "on-scene": ["return"],
  returning: ["home"],
  "moving-up": ["home"],
};

export interface Believed {
  state: string;
  may: readonly string[];
  /** What was told here and is not yet what the centre says; null: nothing. */
  ahead: Led | null;
}

/** What is so once everything that waits has been told. */
export function believed(state: string, may: readonly string[], waiting: readonly string[]): Believed {
  let found: Believed = { state, may, ahead: null };
  for (const signal of waiting) {
    if (!BUTTONS.includes(signal as Button)) continue;
    const to = LEADS[signal as Button];
    found = { state: to, may: MAY[to] ?? [], ahead: to };
  }
  return found;
}

/** The step of a route that is being driven: the last whose beginning lies behind the unit. */
export function stepAt(steps: readonly { metres: number }[], whole: number, left: number): number {
  let begun = 0;
  let found = 0;
  const driven = whole - left;
  for (const [at, step] of steps.entries()) {
    if (begun <= driven + 1) found = at;
    begun += step.metres;
  }
  return found;
}

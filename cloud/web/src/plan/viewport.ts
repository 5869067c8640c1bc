/**
 * Which part of a plan is seen: a scale and where the plan's middle of view lies. Values in, values out.
 *
 * Plan coordinates are metres, y upwards; screen coordinates are pixels of the canvas, y downwards.
 */

export interface Size {
  width: number;
  height: number;
}

export interface View {
  /** The plan's metres in the middle of the canvas. */
  x: number;
  y: number;
  /** Pixels a metre. */
  scale: number;
}

/** Pixels left free around a plan that is shown whole: room for marks at its edges, and for the zoom's buttons. */
const MARGIN_PX = 26;
const TOOLS_PX = 56;
const NARROW_PX = 520;
/** How much closer than the whole plan one can go, and at the least this many pixels a metre. */
const CLOSEST = 24;
const CLOSE_PX = 60;
/** About what a word below a mark takes, across and down. */
const WORD_PX = 58;
const LINE_PX = 30;

/** The whole plan. */
export function fit(plan: Size, canvas: Size): View {
  const narrow = canvas.width < NARROW_PX;
  const across = Math.max(40, canvas.width - 2 * (narrow ? MARGIN_PX : TOOLS_PX)) / plan.width;
  const down = Math.max(40, canvas.height - 2 * (narrow ? TOOLS_PX : MARGIN_PX)) / plan.height;
  return { x: plan.width / 2, y: plan.height / 2, scale: Math.min(across, down) };
}

export const toScreen = (view: View, canvas: Size, x: number, y: number) => ({
  x: canvas.width / 2 + (x - view.x) * view.scale,
  y: canvas.height / 2 - (y - view.y) * view.scale,
});

export const toPlan = (view: View, canvas: Size, x: number, y: number) => ({
  x: view.x + (x - canvas.width / 2) / view.scale,
  y: view.y - (y - canvas.height / 2) / view.scale,
});

/** Never smaller than the whole, never so close that nothing is seen; the middle of the view stays on the plan. */
export function bounded(view: View, plan: Size, canvas: Size): View {
  const whole = fit(plan, canvas);
  const most = Math.max(whole.scale * CLOSEST, CLOSE_PX);
  const scale = Math.min(most, Math.max(whole.scale, view.scale));
  if (scale === whole.scale) return whole;
  const within = (at: number, length: number) => Math.min(length, Math.max(0, at));
  return { x: within(view.x, plan.width), y: within(view.y, plan.height), scale };
}

/** Closer or farther by a factor, with the spot under (`x`, `y`) staying where it is. */
export function zoomed(view: View, canvas: Size, factor: number, x: number, y: number): View {
  const held = toPlan(view, canvas, x, y);
  const scale = view.scale * factor;
  return {
    x: held.x - (x - canvas.width / 2) / scale,
    y: held.y + (y - canvas.height / 2) / scale,
    scale,
  };
}

/** The plan is dragged by so many pixels. */
export const dragged = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: view.x - dx / view.scale,
  y: view.y + dy / view.scale,
});

/**
 * Which marks have room for their word below them: the most urgent first, and none over another's.
 * `at` in pixels, `rank` low for urgent, null for what has no word.
 */
export function worded(marks: readonly { x: number; y: number; rank: number | null }[]): Set<number> {
  const order = marks.flatMap((mark, index) => (mark.rank === null ? [] : [index]));
  order.sort((a, b) => (marks[a]?.rank ?? 0) - (marks[b]?.rank ?? 0));
  const kept = new Set<number>();
  for (const index of order) {
    const mark = marks[index];
    const free = [...kept].every((other) => {
      const taken = marks[other];
      return !mark || !taken || Math.abs(mark.x - taken.x) > WORD_PX || Math.abs(mark.y - taken.y) > LINE_PX;
    });
    if (free) kept.add(index);
  }
  return kept;
}

export type Direction = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

const AHEAD: Record<Direction, [number, number]> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** The spot that lies next in a direction: near counts, and straight ahead counts more. Its index, or -1. */
export function next(spots: readonly (readonly [number, number])[], from: number, to: Direction): number {
  const start = spots[from];
  if (!start) return spots.length > 0 ? 0 : -1;
  const [ax, ay] = AHEAD[to];
  let best = -1;
  let least = Infinity;
  spots.forEach(([x, y], index) => {
    const ahead = (x - start[0]) * ax + (y - start[1]) * ay;
    const aside = Math.abs((x - start[0]) * ay) + Math.abs((y - start[1]) * ax);
    if (index === from || ahead <= 0.01 || aside > 2.5 * ahead) return;
    const cost = ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      best = index;
    }
  });
  return best;
}

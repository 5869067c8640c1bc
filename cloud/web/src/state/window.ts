/** Which rows of a long list of equal rows to draw, and how to keep the view still when the list changes. */

export interface Slice {
  from: number;
  to: number;
}

/** Lists up to this length are drawn whole. */
export const WHOLE = 60;
const OVERSCAN = 6;

export function visibleSlice(count: number, rowPx: number, scrollTop: number, viewPx: number): Slice {
  if (count <= WHOLE) return { from: 0, to: count };
  const from = Math.max(0, Math.floor(scrollTop / rowPx) - OVERSCAN);
  const to = Math.min(count, Math.ceil((scrollTop + viewPx) / rowPx) + OVERSCAN);
  return { from, to: Math.max(from, to) };
}

/**
 * The scroll position that keeps the row at the top of the view where it is, or null to leave it alone.
 * At the very top it is left alone: there the operator watches for what comes first.
 */
export function anchoredScroll(
  before: readonly number[],
  after: readonly number[],
  rowPx: number,
  scrollTop: number,
): number | null {
  if (scrollTop < rowPx / 2) return null;
  const index = Math.floor(scrollTop / rowPx);
  const places = new Map(after.map((id, place) => [id, place]));
  // The anchor itself may just have been closed: then the next one that is still there.
  for (let next = index; next < before.length; next += 1) {
    const id = before[next];
    const place = id === undefined ? undefined : places.get(id);
    if (place === undefined) continue;
    const moved = (place - next) * rowPx;
    return moved === 0 ? null : scrollTop + moved;
  }
  return null;
}

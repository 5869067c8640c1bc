/** The spans of time a curve can show. */
export const SPANS = { m15: 15 * 60_000, h1: 3_600_000, h24: 24 * 3_600_000 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[];

export const isSpan = (text: string | null): text is Span => text !== null && text in SPANS;

/** What smoke and fire do to a room: smoke obscuration and concentration, carbon monoxide, temperature, gas, CO₂. */
const OF_THE_ROOM = [128, 135, 129, 3, 6, 133];

/** Charge, voltage, radio signal and counts are figures about the device: shown small, and without a curve. */
const OF_THE_DEVICE = [131, 8, 132, 1];

export const isDrawn = (analogType: number) => !OF_THE_DEVICE.includes(analogType);

/** The order in which a part's quantities are shown: the room's, whatever else is measured, the device's own. */
export function quantityRank(analogType: number): number {
  const room = OF_THE_ROOM.indexOf(analogType);
  if (room >= 0) return room;
  const device = OF_THE_DEVICE.indexOf(analogType);
  return device >= 0 ? 2000 + device : 1000 + analogType;
}

/** The spans of time a curve can show. */
export const SPANS = { m15: 15 * 60_000, h1: 3_600_000, h24: 24 * 3_600_000 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[];

export const isSpan = (text: string | null): text is Span => text !== null && text in SPANS;

/** Battery charge and radio signal are figures about the device, not about the room: no curve of their own. */
const NOT_DRAWN = new Set([1, 131, 132]);
export const isDrawn = (analogType: number) => !NOT_DRAWN.has(analogType);

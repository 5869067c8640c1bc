/** Kinds that are told first, shown first, never set aside and never left out. In order of urgency. */
export const FIRE_CLASS: readonly string[] = ["fire", "early-warning", "pre-alarm"];

export const isFireClass = (kind: string): boolean => FIRE_CLASS.includes(kind);

/** What this computer remembers between visits. A browser that forbids storage only forgets. */

export type Preference = "language" | "theme" | "seat" | "sound" | "span" | "grouping" | "signer" | "told" | "duty-room" | "map-layers-off";

const key = (preference: Preference) => `steppewatch.${preference}`;

export function recall(preference: Preference): string | null {
  try {
    return window.localStorage.getItem(key(preference));
  } catch {
    return null;
  }
}

export function remember(preference: Preference, value: string): void {
  try {
    window.localStorage.setItem(key(preference), value);
  } catch {
    // Private windows and kiosks may forbid it; nothing on screen depends on it.
  }
}

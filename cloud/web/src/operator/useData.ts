import { get, type Query } from "../api/client";
import { useAsked, type Loaded } from "../hooks/useAsked";

export type { Loaded };

/** Rolled-up figures change once a minute; asking twice as often keeps a page at most half a minute behind. */
export const FIGURES_MS = 30_000;

/**
 * What an address of the API says, asked until it has answered, and anew every `everyMs` while the page is looked
 * at; `unseen`: also while it is not. `path` null: not yet. What was last said stays on screen while it is asked
 * again; a failure stands beside it.
 */
export function useData<T>(path: string | null, query: Query = {}, everyMs = 0, unseen = false): Loaded<T> {
  const key = path === null ? null : JSON.stringify([path, query]);
  return useAsked(key, (signal) => get<T>(path ?? "", query, signal), everyMs, unseen);
}

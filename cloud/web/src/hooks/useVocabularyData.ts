import { fetchVocabulary } from "../api/client";
import type { Vocabulary } from "../api/types";
import { useAsked, type Loaded } from "./useAsked";

let known: Vocabulary | null = null;

async function ask(): Promise<Vocabulary> {
  known = await fetchVocabulary();
  return known;
}

/** The centre's kinds, quantities and their names: asked once a page load, whoever needs them. */
export function useVocabularyData(): Loaded<Vocabulary> {
  const loaded = useAsked("vocabulary", ask);
  return { ...loaded, data: loaded.data ?? known };
}

import "../styles/exchange.css";
import "../styles/forces.css";

import { getOnce } from "../api/client";
import type { Label } from "../api/types";
import { useAsked } from "../hooks/useAsked";
import { languageOf } from "../i18n/languages";
import { useNamespace } from "../i18n/useNamespace";
import { formatNumber, formatTime } from "../time/format";
import type { Books } from "./api";
import { addForceWords } from "./words";

addForceWords();

const ask = () => getOnce<Books>("/incidents/vocabulary");

/** The codes of the brigade's books with their names; null until they are known. */
export const useBooks = (): Books | null => useAsked("incidents/vocabulary", ask).data;

/** The words of these pages, names in the reader's language, figures and moments. */
export function useForceWords() {
  const words = useNamespace("forces");
  const { language } = words;
  return {
    ...words,
    /** What is counted; of some things English says nothing. */
    unit: ({ zh, en }: Label) => (languageOf(language).chinese ? zh : en),
    figure: (value: number) => formatNumber(value, language, 2),
    /** A day with its year. */
    date: (ms: number) => formatTime(ms, "day", language),
  };
}

import "../styles/risk.css";

import { getOnce } from "../api/client";
import type { Label } from "../api/types";
import { useAsked } from "../hooks/useAsked";
import { useNamespace } from "../i18n/useNamespace";
import { rate } from "../operator/figures";
import { formatNumber } from "../time/format";
import type { RiskVocabulary } from "./api";
import { addRiskWords } from "./words";

addRiskWords();

/** The words of these pages, names in the reader's language, figures, moments and chances. */
export function useRiskWords() {
  const words = useNamespace("risk");
  const { language } = words;
  return {
    ...words,
    figure: (value: number, digits = 1) => formatNumber(value, language, digits),
    /** How many are expected: three digits that matter. */
    amount: (value: number) => rate(value, language),
    /** A probability in percent; nothing small is shown as nothing. */
    percent: (share: number) =>
      `${(share * 100).toLocaleString(language, { maximumSignificantDigits: 2 })}%`,
  };
}

const ask = () => getOnce<RiskVocabulary>("/risk/vocabulary");

/** The codes of fire risk with their names; null until they are known. */
export const useRiskVocabulary = (): RiskVocabulary | null => useAsked("risk/vocabulary", ask).data;

const askCategories = () => getOnce<{ items: { code: string; name: Label }[] }>("/organisations/categories");

/** The categories of organisations, by code. */
export function useCategories(): ReadonlyMap<string, Label> {
  const { data } = useAsked("organisations/categories", askCategories);
  return new Map(data?.items.map(({ code, name }) => [code, name]));
}

import { useNamespace } from "../../i18n/useNamespace";
import { formatNumber } from "../../time/format";
import { spanOf } from "../figures";

/** The operator's words, names in the reader's language, and lengths of time in words. */
export function useWords() {
  const words = useNamespace("operator");
  return {
    ...words,
    span: (ms: number) => {
      const { unit, value } = spanOf(ms);
      return words.t(`span.${unit}`, { value: formatNumber(value, words.language, 1) });
    },
  };
}

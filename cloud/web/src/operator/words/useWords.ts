import { useTranslation } from "react-i18next";

import { say } from "../../hooks/useDesk";
import type { Label } from "../../api/types";
import { spanOf } from "../figures";
import { formatNumber } from "../../time/format";

/** The operator's words, names in the reader's language, and lengths of time in words. */
export function useWords() {
  const { t, i18n } = useTranslation("operator");
  const { language } = i18n;
  return {
    t,
    language,
    speak: (label: Label) => say(label, language),
    span: (ms: number) => {
      const { unit, value } = spanOf(ms);
      return t(`span.${unit}`, { value: formatNumber(value, language, 1) });
    },
  };
}

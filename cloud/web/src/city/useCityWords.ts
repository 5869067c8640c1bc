import { useTranslation } from "react-i18next";

import { useWords } from "../operator/words/useWords";
import { count } from "../operator/figures";
import { formatTime } from "../time/format";

/** The words of the city's centre, names in the reader's language, figures, moments and spans. */
export function useCityWords() {
  const { t } = useTranslation("city");
  const { language, speak, span } = useWords();
  return {
    t,
    language,
    speak,
    span,
    number: (value: number) => count(value, language),
    clock: (ms: number) => formatTime(ms, "clock", language),
    cause: (name: string) => t(`cause.${name}` as "cause.fire"),
  };
}

export type CityWords = ReturnType<typeof useCityWords>;

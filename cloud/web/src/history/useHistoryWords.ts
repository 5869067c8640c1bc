import "../styles/history.css";

import { useTranslation } from "react-i18next";

import type { Label, Vocabulary } from "../api/types";
import { say } from "../hooks/useDesk";
import { spanOf } from "../operator/figures";
import { useData } from "../operator/useData";
import { formatNumber, formatTime } from "../time/format";
import { addHistoryWords } from "./words";

addHistoryWords();

/** The words of histories, names in the reader's language, figures, moments and lengths of time. */
export function useHistoryWords() {
  const { t, i18n } = useTranslation("history");
  const operator = useTranslation("operator");
  const { language } = i18n;
  return {
    t,
    language,
    speak: (label: Label) => say(label, language),
    number: (value: number) => formatNumber(value, language),
    moment: (ms: number) => formatTime(ms, "stamp", language),
    length: (ms: number) => {
      const { unit, value } = spanOf(ms);
      return operator.t(`span.${unit}`, { value: formatNumber(value, language, 1) });
    },
  };
}

/** Names of kinds, quantities and qualities; a code that nobody knows is shown as it came. */
export function useVocabulary() {
  const { speak } = useHistoryWords();
  const { data } = useData<Vocabulary>("/vocabulary");
  return {
    kind: (kind: string) => speak(data?.kinds.find((each) => each.kind === kind) ?? { zh: kind, en: kind }),
    quality: (name: string) =>
      speak(data?.qualities.find((each) => each.quality === name) ?? { zh: name, en: name }),
    state: (name: string) => speak(data?.states.find((each) => each.state === name) ?? { zh: name, en: name }),
    analog: (code: number) => {
      const found = data?.analog_types.find((each) => each.code === code);
      return { name: found ? speak(found) : `#${code}`, unit: found?.unit ?? "" };
    },
  };
}

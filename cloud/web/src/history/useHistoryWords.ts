import "../styles/history.css";

import { useVocabularyData } from "../hooks/useVocabularyData";
import { useNamespace } from "../i18n/useNamespace";
import { useWords } from "../operator/words/useWords";
import { formatNumber, formatTime } from "../time/format";
import { addHistoryWords } from "./words";

addHistoryWords();

/** The words of histories, names in the reader's language, figures, moments and lengths of time. */
export function useHistoryWords() {
  const { span } = useWords();
  const words = useNamespace("history");
  const { language } = words;
  return {
    ...words,
    number: (value: number) => formatNumber(value, language),
    moment: (ms: number) => formatTime(ms, "stamp", language),
    length: span,
  };
}

/** Names of kinds, quantities and qualities; a code that nobody knows is shown as it came. */
export function useVocabulary() {
  const { speak } = useHistoryWords();
  const { data } = useVocabularyData();
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

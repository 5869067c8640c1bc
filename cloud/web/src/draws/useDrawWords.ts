import { useNamespace } from "../i18n/useNamespace";
import { formatTime } from "../time/format";
import { addDrawWords } from "./words";

addDrawWords();

/** The words of the draw room, names in the reader's language, figures, moments and chances. */
export function useDrawWords() {
  const words = useNamespace("draws");
  return {
    ...words,
    stamp: (ms: number) => formatTime(ms, "stamp", words.language),
    /** A part of a whole in percent; nothing small is shown as nothing. */
    percent: (part: number, whole: number) =>
      `${((part / whole) * 100).toLocaleString(words.language, { maximumSignificantDigits: 3 })}%`,
  };
}

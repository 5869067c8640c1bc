import "../styles/inspections.css";

import { useNamespace } from "../i18n/useNamespace";
import { formatTime } from "../time/format";
import { addInspectionWords } from "./words";

addInspectionWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export function useInspectionWords() {
  const words = useNamespace("inspections");
  return { ...words, stamp: (ms: number) => formatTime(ms, "stamp", words.language) };
}

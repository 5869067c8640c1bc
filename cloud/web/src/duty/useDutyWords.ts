import "../styles/duty.css";
import "../styles/exchange.css";

import { useNamespace } from "../i18n/useNamespace";
import { addDutyWords } from "./words";

addDutyWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const useDutyWords = () => useNamespace("duty");

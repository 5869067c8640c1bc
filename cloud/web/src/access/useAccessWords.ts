import "../styles/access.css";
import "../styles/exchange.css";

import { useNamespace } from "../i18n/useNamespace";
import { addAccessWords } from "./words";

addAccessWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const useAccessWords = () => useNamespace("access");

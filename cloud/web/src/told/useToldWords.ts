import "../styles/told.css";

import { useNamespace } from "../i18n/useNamespace";
import { addToldWords } from "./words";

addToldWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const useToldWords = () => useNamespace("told");

import "../styles/exchange.css";

import { useNamespace } from "../i18n/useNamespace";
import { addExchangeWords } from "./words";

addExchangeWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const useExchangeWords = () => useNamespace("exchange");

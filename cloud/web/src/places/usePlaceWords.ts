import "../styles/exchange.css";
import "../styles/places.css";

import { useNamespace } from "../i18n/useNamespace";
import { addPlaceWords } from "./words";

addPlaceWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const usePlaceWords = () => useNamespace("places");

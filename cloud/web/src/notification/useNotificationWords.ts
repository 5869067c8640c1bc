import "../styles/notification.css";
import "../styles/exchange.css";

import { useNamespace } from "../i18n/useNamespace";
import { addNotificationWords } from "./words";

addNotificationWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const useNotificationWords = () => useNamespace("notification");

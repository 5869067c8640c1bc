import { useNamespace } from "../i18n/useNamespace";
import { useWords } from "../operator/words/useWords";

/** The words of the city's centre, names in the reader's language, figures, moments and spans. */
export function useCityWords() {
  const { span } = useWords();
  const words = useNamespace("city");
  const { t } = words;
  return {
    ...words,
    span,
    cause: (name: string) => t(`cause.${name}` as "cause.fire"),
  };
}

import { useNamespace } from "../i18n/useNamespace";
import { useWords } from "../operator/words/useWords";
import { formatTime } from "../time/format";

/** The words of the city's centre, names in the reader's language, figures, moments and spans. */
export function useCityWords() {
  const { span } = useWords();
  const words = useNamespace("city");
  const { t, language } = words;
  return {
    ...words,
    span,
    clock: (ms: number) => formatTime(ms, "clock", language),
    cause: (name: string) => t(`cause.${name}` as "cause.fire"),
  };
}

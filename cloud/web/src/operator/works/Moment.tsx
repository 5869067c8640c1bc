import { formatTime } from "../../time/format";
import { useNow } from "../../hooks/useNow";
import { NONE } from "../figures";
import { useWords } from "../words/useWords";

/** How long ago something was or in how long it will be, with the moment itself at hand. */
export function Moment({ at }: { at: number | null }) {
  const { t, language, span } = useWords();
  const now = useNow(0);
  if (at === null) return <span>{NONE}</span>;
  const away = now - at;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatTime(at, "full", language)}>
      {away >= 0 ? t("moment.ago", { span: span(away) }) : t("moment.in", { span: span(-away) })}
    </time>
  );
}

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { TimelineEntry } from "../api/types";
import { formatTime } from "../time/format";

const KNOWN = [
  "raise",
  "reactivate",
  "clear",
  "late-edge",
  "acknowledge",
  "verify",
  "dispatch",
  "close",
  "settle",
] as const;
type Known = (typeof KNOWN)[number];

const isKnown = (action: string): action is Known => KNOWN.some((known) => known === action);

/** An action the page has no word for is shown as it came. */
const nameOf = (action: string, t: TFunction) => (isKnown(action) ? t(`timeline.${action}`) : action);

interface Props {
  entries: readonly TimelineEntry[] | null;
  failed: boolean;
}

/** What happened to an alarm, by whom and when, oldest first. */
export function Timeline({ entries, failed }: Props) {
  const { t, i18n } = useTranslation();
  if (!entries) {
    return <p className="muted">{t(failed ? "detail.history_unknown" : "detail.history_loading")}</p>;
  }
  return (
    <ol className="timeline">
      {entries.map((entry, index) => (
        <li key={index}>
          <span className="num muted">{formatTime(entry.at, "daytime", i18n.language)}</span>
          <span>
            {nameOf(entry.action, t)}
            {entry.by && <span className="muted"> · {t("detail.by", { by: entry.by })}</span>}
            {entry.note && <span className="timeline-note">{entry.note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

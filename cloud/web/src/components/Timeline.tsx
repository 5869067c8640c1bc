import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { OUTCOMES, type Outcome, type TimelineEntry } from "../api/types";
import { useTerms } from "../hooks/useDesk";
import { noteOf, verdictNote } from "../state/notes";
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
  "time-out",
  "log",
  "resume",
  "escalate",
  "evidence",
  "dispatch-request",
  "dispatch-confirm",
  "dispatch-withdraw",
  "dispatch-stands",
  "verification-link",
  "chatter",
  "chatter-ended",
  "shelve",
  "unshelve",
  "consequence",
] as const;
type Known = (typeof KNOWN)[number];

const isKnown = (action: string): action is Known => KNOWN.some((known) => known === action);
const isOutcome = (text: unknown): text is Outcome => OUTCOMES.some((outcome) => outcome === text);

/** An action the page has no word for is shown as it came. */
const nameOf = (action: string, t: TFunction) => (isKnown(action) ? t(`timeline.${action}`) : action);

/** What a verdict said: the outcome, the cause, and what was noted. */
function Verified({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const terms = useTerms();
  const { outcome, cause } = entry.detail ?? {};
  const note = verdictNote(entry);
  return (
    <>
      {isOutcome(outcome) && <span>{`: ${t(`outcome_general.${outcome}`)}`}</span>}
      {typeof cause === "string" && <span> · {terms.cause(cause)}</span>}
      {entry.by && <span className="muted"> · {t("detail.by", { by: entry.by })}</span>}
      {note && <span className="timeline-note">{note}</span>}
    </>
  );
}

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
        <li key={index} data-action={entry.action}>
          <span className="num muted">{formatTime(entry.at, "daytime", i18n.language)}</span>
          <span>
            {nameOf(entry.action, t)}
            {entry.action === "verify" ? (
              <Verified entry={entry} />
            ) : (
              <>
                {entry.by && <span className="muted"> · {t("detail.by", { by: entry.by })}</span>}
                {entry.note && (
                  <span className="timeline-note">{noteOf(entry, i18n.language)}</span>
                )}
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

import type { Reason, Site } from "./api";
import { recordHref } from "./links";
import { useRiskWords } from "./useRiskWords";

/** By how much a reason moves the odds, in words: a number above one raises the risk. */
export function Times({ times }: { times: number }) {
  const { t, figure } = useRiskWords();
  const raises = times >= 1;
  return (
    <span className="risk-times num" data-bad={raises || undefined}>
      {t(raises ? "reason.raises" : "reason.lowers", { times: figure(times, 2) })}
    </span>
  );
}

/** Reasons as sentences, the strongest first, each with the record behind it. */
export function Reasons({ reasons, owner }: { reasons: readonly Reason[]; owner: Pick<Site, "organisation_id"> }) {
  const { t, speak } = useRiskWords();
  if (reasons.length === 0) return <p className="empty">{t("reason.none")}</p>;
  return (
    <ol className="risk-reasons">
      {reasons.map(({ subject, text, times, record }) => {
        const href = record && recordHref(record, owner);
        return (
          <li key={`${subject} ${text.en}`} data-raises={times >= 1 || undefined}>
            <span>{speak(text)}</span> <Times times={times} />{" "}
            {record && (
              <span className="risk-record muted">
                {href ? (
                  <a href={href}>
                    {t(`record.${record.kind}`)}
                    {record.id !== null && ` #${record.id}`}
                  </a>
                ) : (
                  t(`record.${record.kind}`)
                )}
                {record.day !== null && <span className="num"> {record.day}</span>}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

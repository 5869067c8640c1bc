import type { SiteDetail, Step } from "../api";
import { BandMark } from "../BandMark";
import { Change } from "../Change";
import { recordHref } from "../links";
import { useRiskWords } from "../useRiskWords";

interface Props {
  step: Step;
  owner: Pick<SiteDetail, "organisation_id">;
  /** To the step before and after it; null: there is none. */
  before: (() => void) | null;
  after: (() => void) | null;
}

/** What moved a score: the records that led to it, and the reasons that changed most. */
export function StepPanel({ step, owner, before, after }: Props) {
  const { t, speak, stamp, figure } = useRiskWords();
  const { band_before, index_before } = step;
  return (
    <section className="risk-step" aria-label={t("step.title")} aria-live="polite" data-testid="step">
      <header>
        <h3>
          <span className="num">{stamp(step.at)}</span> {t(`cause.${step.cause}`)}
        </h3>
        <span className="op-form-buttons">
          <button type="button" className="button quiet" disabled={!before} onClick={before ?? undefined}>
            {t("step.before")}
          </button>
          <button type="button" className="button quiet" disabled={!after} onClick={after ?? undefined}>
            {t("step.after")}
          </button>
        </span>
      </header>
      <p className="risk-from-to">
        {band_before && band_before !== step.band && (
          <>
            <BandMark band={band_before} /> <span aria-hidden="true">→</span>
            <span className="visually-hidden">{t("then")}</span>{" "}
          </>
        )}
        <BandMark band={step.band} />
        <span className="num">
          {index_before !== null && `${figure(index_before)} → `}
          {figure(step.index)}
        </span>
        <Change now={step.index} before={index_before} />
      </p>
      {step.moved_by.length > 0 && (
        <ul className="risk-moved">
          {step.moved_by.map(({ record, label, at }) => {
            const href = recordHref(record, owner);
            const text = `${speak(label)}${record.id === null ? "" : ` #${record.id}`}`;
            return (
              <li key={`${record.kind}/${record.id ?? 0}/${at}`}>
                <span className="num muted">{stamp(at)}</span> {href ? <a href={href}>{text}</a> : text}
              </li>
            );
          })}
        </ul>
      )}
      {step.reasons.length > 0 ? (
        <ul className="risk-moved">
          {step.reasons.map(({ subject, text, times_before, times_after }) => (
            <li key={subject}>
              {speak(text)}{" "}
              <span className="num" data-bad={times_after > times_before || undefined}>
                {t("step.times", { before: figure(times_before, 2), after: figure(times_after, 2) })}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted">{t("step.nothing")}</p>
      )}
    </section>
  );
}

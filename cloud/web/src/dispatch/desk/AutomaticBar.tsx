import { useNow } from "../../hooks/useNow";
import type { IncidentDetail } from "../api";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { ReasonForm } from "./ReasonForm";

/** How far the centre goes by itself here, when, why, and how it is stopped or taken back. */
export function AutomaticBar({ incident, onDone }: { incident: IncidentDetail; onDone: (told: IncidentDetail) => void }) {
  const { t, speak, watch, clock } = useDispatchWords();
  const { offset } = useDispatch();
  const now = useNow(offset);
  const reversible = incident.orders.filter(({ automatic, reverse_until }) => automatic && (reverse_until ?? 0) > now);
  const until = Math.max(0, ...reversible.map(({ reverse_until }) => reverse_until ?? 0));
  const waits = incident.due_at ?? incident.ask_until;
  const over = incident.state === "closed" || incident.state === "merged";
  if (over || (incident.reasons.length === 0 && waits === null && reversible.length === 0 && incident.stopped_by === null)) return null;
  return (
    <section className="dp-automatic" aria-label={t("automatic.title")} data-testid="automatic" data-waits={waits !== null || undefined}>
      <h2>{t("automatic.title")}</h2>
      <p>
        <strong>{t("automatic.tier", { tier: speak(incident.tier_name) })}</strong>
        {incident.probability !== null && ` · ${t("automatic.probability", { value: Math.round(incident.probability * 100) })}`}
      </p>
      {incident.ask_until !== null && (
        <p role="status" className="dp-count" data-testid="asks">
          {t("automatic.asks", { time: watch((incident.ask_until - now) / 1000) })}
        </p>
      )}
      {incident.ask_until === null && incident.due_at !== null && (
        <p className="dp-count" data-testid="due">
          {t("automatic.due", { time: watch((incident.due_at - now) / 1000) })}
        </p>
      )}
      {incident.stopped_by !== null && <p data-testid="stopped">{t("automatic.stopped", { name: incident.stopped_by })}</p>}
      {incident.reasons.length > 0 && (
        <ul className="dp-reasons">
          {incident.reasons.map((reason) => (
            <li key={reason.zh}>{speak(reason)}</li>
          ))}
        </ul>
      )}
      {incident.stopped_by === null && (
        <ReasonForm
          incident={incident.id}
          path="stop"
          word={t("automatic.stop")}
          testid="stop"
          reason={t("automatic.stop_reason")}
          onDone={onDone}
        />
      )}
      {reversible.length > 0 && (
        <>
          <p>{t("automatic.reversible", { count: reversible.length, time: clock(until) })}</p>
          <ReasonForm
            incident={incident.id}
            path="reverse"
            word={t("automatic.reverse")}
            testid="reverse"
            reason={t("automatic.reverse_reason")}
            onDone={onDone}
          />
        </>
      )}
    </section>
  );
}

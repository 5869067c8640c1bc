import { useNow } from "../../hooks/useNow";
import type { Incident } from "../api";
import { GradeMark } from "../IncidentMark";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";

/** What is open, in the order in which it wants somebody. */
export function IncidentList({
  incidents,
  selected,
  onSelect,
}: {
  incidents: readonly Incident[];
  selected: number | null;
  onSelect: (id: number) => void;
}) {
  const { t, speak, watch } = useDispatchWords();
  const { offset } = useDispatch();
  const now = useNow(offset);
  if (incidents.length === 0) {
    return (
      <p className="empty" data-testid="no-incidents">
        {t("list.none")}
      </p>
    );
  }
  return (
    <ul className="dp-list" aria-label={t("list.title")} data-testid="incidents">
      {incidents.map((incident) => {
        const arrived = incident.orders.filter(({ arrived_at }) => arrived_at !== null).length;
        return (
          <li key={incident.id}>
            <button
              type="button"
              data-incident={incident.id}
              data-group={incident.id}
              data-waits={incident.ask_until !== null || incident.state === "open" || undefined}
              aria-pressed={incident.id === selected}
              onClick={() => {
                onSelect(incident.id);
              }}
            >
              <GradeMark incident={incident} />
              <span className="num dp-elapsed">{watch((now - incident.opened_at) / 1000)}</span>
              <strong>{incident.place}</strong>
              <span className="dp-sub">
                {speak(incident.type_name)} · {speak(incident.state_name)}
                {incident.orders.length > 0 && ` · ${t("list.orders", { there: arrived, all: incident.orders.length })}`}
                {incident.reports > 1 && ` · ${t("list.reports", { count: incident.reports })}`}
              </span>
              {incident.ask_until !== null && (
                <span className="dp-asks">{t("list.asks", { time: watch((incident.ask_until - now) / 1000) })}</span>
              )}
              {incident.ask_until === null && incident.due_at !== null && (
                <span className="dp-asks">{t("list.due", { time: watch((incident.due_at - now) / 1000) })}</span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

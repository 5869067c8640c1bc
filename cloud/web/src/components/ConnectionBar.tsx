import { useTranslation } from "react-i18next";

import type { CloudHealth } from "../api/types";
import { useDesk } from "../hooks/useDesk";
import { formatTime } from "../time/format";
import { Age } from "./Age";
import { Icon } from "./Icon";

/**
 * The page's own link to the centre, full width and always there, so that nothing jumps when it turns into a warning.
 * It also says what else makes the picture incomplete: silent gateways, doubtful clocks, an impaired centre.
 */
export function ConnectionBar({ health }: { health: CloudHealth | null }) {
  const { t, i18n } = useTranslation();
  const { state } = useDesk();
  const { phase, since } = state.connection;
  const gateways = [...state.gateways.values()];
  const silent = gateways.filter((gateway) => gateway.link !== "online").length;
  const doubtful = gateways.filter((gateway) => gateway.clock_synced === false).length;
  const impaired =
    health?.components.filter((component) => !component.up).map((component) => component.name) ?? [];
  const cut = phase === "reconnecting" || phase === "lost";
  const notes = [
    silent > 0 && t("connection.gateways_silent", { count: silent }),
    doubtful > 0 && t("connection.clock_doubtful", { count: doubtful }),
    impaired.length > 0 && t("connection.centre_degraded", { names: impaired.join(", ") }),
  ].filter((note) => note !== false);
  return (
    <div
      className="connection"
      data-testid="connection"
      data-state={phase}
      data-doubt={notes.length > 0 || undefined}
      role="status"
    >
      <span className="connection-state">
        <Icon name={phase === "live" ? "check" : cut ? "cross" : "dashes"} />
        {t(`connection.${phase}`)}
      </span>
      {cut && since !== null && (
        <span className="num">
          {t("connection.since", { time: formatTime(since, "clock", i18n.language) })}
          <span aria-hidden="true">
            {" · "}
            <Age ts={since} />
          </span>
        </span>
      )}
      {cut && <strong>{t("connection.old_data")}</strong>}
      {!cut &&
        notes.map((note) => (
          <span key={note} className="connection-note">
            <Icon name="question" />
            {note}
          </span>
        ))}
    </div>
  );
}

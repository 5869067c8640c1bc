import { useTranslation } from "react-i18next";

import type { CloudHealth } from "../api/types";

/** What makes the board incomplete although it is told: parts of the centre are down. */
export function CentreNote({ health }: { health: CloudHealth | null }) {
  const { t: common } = useTranslation();
  const down = health?.components.filter(({ up }) => !up).map(({ name }) => name) ?? [];
  if (down.length === 0) return null;
  return (
    <div className="city-cut" role="status" data-testid="centre-note">
      {common("connection.centre_degraded", { names: down.join(", ") })}
    </div>
  );
}

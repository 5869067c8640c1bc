import { useState } from "react";

import { useData } from "../../operator/useData";
import { State } from "../../operator/works/State";
import { hrefOf } from "../../shell/route";
import type { BuildingDevices } from "../api";
import { PlanPanel } from "../desk/PlanPanel";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";

const EVERY_MS = 10_000;

/** How the devices of a building are, and its plan with every device as it is, folded away until it is wanted. */
export function BuildingPanel({ building }: { building: number }) {
  const { t, speak } = useDispatchWords();
  const { sites } = useDispatch();
  const loaded = useData<BuildingDevices>(`/map/buildings/${building}`, {}, EVERY_MS);
  const [open, setOpen] = useState(false);
  const { data } = loaded;
  if (!data) return <State loaded={loaded} />;
  const kinds = Object.entries(data.counts);
  return (
    <div className="dp-building" data-testid="building-devices">
      <h3>{t("building.title")}</h3>
      {data.gateways === 0 ? (
        <p className="muted">{t("building.none")}</p>
      ) : (
        <ul className="dp-lines">
          <li>{t("building.devices", { count: data.devices })}</li>
          {kinds.map(([kind, count]) => (
            <li key={kind}>
              <strong>{speak(sites?.kinds[kind] ?? { zh: kind, en: kind })}</strong> <span className="num">{count}</span>
            </li>
          ))}
          {data.unacknowledged > 0 && <li>{t("building.unseen", { count: data.unacknowledged })}</li>}
          <li data-silent={data.silent > 0 || undefined}>
            {data.silent > 0
              ? t("building.silent", { silent: data.silent, all: data.gateways })
              : t("building.heard", { all: data.gateways })}
          </li>
          {kinds.length === 0 && data.silent === 0 && <li>{t("building.well")}</li>}
        </ul>
      )}
      <div className="dp-row">
        <a className="button" href={hrefOf([], { organisation: data.organisation_id })}>
          {t("detail.room")}
        </a>
      </div>
      <details
        className="dp-fold"
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
        }}
      >
        <summary>{t("plan.title")}</summary>
        {open && <PlanPanel building={building} organisation={data.organisation_id} />}
      </details>
    </div>
  );
}

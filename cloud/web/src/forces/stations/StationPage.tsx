import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import type { Listed, Station, Unit } from "../api";
import { newHref } from "../links";
import { OnePage } from "../records/OnePage";
import { useSiteFacts } from "../records/useSite";
import { useUnitColumns } from "../units/useUnitColumns";
import { useForceWords } from "../useForceWords";
import { STATIONS } from "./noun";

const FRESH_MS = 10_000;

function UnitsHere({ station }: { station: Station }) {
  const { t } = useForceWords();
  const mayEdit = useMay("edit-registry");
  const mayGive = useMay("dispatch");
  const columns = useUnitColumns();
  const loaded = useData<Listed<Unit>>("/units", { station: station.id, limit: 200 }, FRESH_MS);
  const rows = loaded.data?.items ?? [];
  return (
    <Panel
      title={t("station.units")}
      tools={
        <span className="op-tools">
          {mayEdit && (
            <a className="button quiet" href={newHref("units", { station_id: station.id })}>
              {t("new.units")}
            </a>
          )}
          {mayGive && (
            <a className="button quiet" href={newHref("links", { station: station.id })}>
              {t("new.links")}
            </a>
          )}
        </span>
      }
    >
      {rows.length > 0 ? (
        <Table caption={t("station.units")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("station.no_units")} />
      )}
    </Panel>
  );
}

/** One station, and what stands by there now. */
export function StationPage({ id }: { id: number }) {
  const { t, figure } = useForceWords();
  const site = useSiteFacts();
  return (
    <OnePage<Station>
      noun={STATIONS}
      id={id}
      facts={(row) => [...site(row), { name: t("field.risk_s"), value: figure(row.risk_s) }]}
      more={(row) => <UnitsHere station={row} />}
    />
  );
}

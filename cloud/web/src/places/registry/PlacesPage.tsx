import { useState } from "react";

import { organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import { formatNumber } from "../../time/format";
import { usePlaceWords } from "../usePlaceWords";
import { DevicesPanel } from "./DevicesPanel";
import { GatewaysPanel } from "./GatewaysPanel";
import { PointsPanel } from "./PointsPanel";
import { RecordPanel } from "./RecordPanel";
import type { Registered } from "./records";
import { SilencePanel } from "./SilencePanel";

const chosen = (text: string | undefined) => {
  const id = Number(text);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
};

/** Where an organisation stands: its buildings, the floors of one, the rooms of one of those; its gateways and plan. */
export function PlacesPage({ organisation }: { organisation: number }) {
  const { t, language } = usePlaceWords();
  const route = useRoute();
  const building = chosen(route.query.building);
  const floor = chosen(route.query.floor);
  // The points' choices are asked for anew when a place has changed.
  const [turn, setTurn] = useState(0);
  const moved = () => {
    setTurn((before) => before + 1);
  };
  const organisationName = useData<{ name: string }>(`/organisations/${organisation}`).data?.name;
  const opened = useData<{ name: string }>(building === undefined ? null : `/buildings/${building}`).data;
  const openedFloor = useData<{ level: number; name: string }>(floor === undefined ? null : `/floors/${floor}`).data;
  const measure = (value: unknown, unit: string) =>
    typeof value === "number" ? `${formatNumber(value, language, 1)} ${unit}` : "–";
  const levelOf = (level: unknown, name: unknown) =>
    t("floor.level", { level: String(level as number), name: String(name) }).trim();
  const opening = (row: Registered, current: number | undefined, name: string, change: Record<string, number | null>) => (
    <a href={hrefWith(route, change)} aria-current={row.id === current ? "true" : undefined}>
      {name}
    </a>
  );
  return (
    <Page
      title={organisationName ? t("places.of", { name: organisationName }) : t("places.title")}
      tools={
        <a className="button quiet" href={organisationHref(organisation)}>
          {t("form.back_to_organisation")}
        </a>
      }
    >
      <RecordPanel
        kind="building"
        title={t("building.title")}
        parent={organisation}
        onChange={moved}
        nameOf={(row) => String(row.name)}
        options={{ datum: [{ value: "wgs84", text: "WGS-84" }, { value: "gcj02", text: "GCJ-02" }] }}
        columns={[
          {
            key: "name",
            head: t("field.name"),
            cell: (row) => opening(row, building, String(row.name), { building: row.id, floor: null }),
          },
          { key: "use", head: t("field.use"), cell: (row) => String(row.use) || "–" },
          { key: "storeys", head: t("field.storeys"), number: true, cell: (row) => measure(row.storeys, "") },
          { key: "height", head: t("field.height_m"), number: true, extra: true, cell: (row) => measure(row.height_m, "m") },
          { key: "address", head: t("field.address"), extra: true, cell: (row) => String(row.address) || "–" },
        ]}
      />
      {building !== undefined && (
        <RecordPanel
          key={`floors ${building}`}
          kind="floor"
          title={t("floor.of", { building: opened?.name ?? `#${building}` })}
          parent={building}
          paged={false}
          onChange={moved}
          nameOf={(row) => levelOf(row.level, row.name)}
          columns={[
            {
              key: "level",
              head: t("field.level"),
              cell: (row) => opening(row, floor, levelOf(row.level, row.name), { floor: row.id }),
            },
            { key: "height", head: t("field.height_m"), number: true, cell: (row) => measure(row.height_m, "m") },
            {
              key: "plan",
              head: t("floor.plan"),
              number: true,
              cell: (row) => `${measure(row.plan_width_m, "m")} × ${measure(row.plan_depth_m, "m")}`,
            },
          ]}
        />
      )}
      {floor !== undefined && (
        <RecordPanel
          key={`rooms ${floor}`}
          kind="room"
          title={t("room.of", { floor: openedFloor ? levelOf(openedFloor.level, openedFloor.name) : `#${floor}` })}
          parent={floor}
          onChange={moved}
          nameOf={(row) => String(row.name)}
          columns={[
            { key: "name", head: t("field.name"), cell: (row) => String(row.name) },
            { key: "use", head: t("field.use"), cell: (row) => String(row.use) || "–" },
            { key: "area", head: t("field.area_m2"), number: true, cell: (row) => measure(row.area_m2, "m²") },
            {
              key: "at",
              head: t("room.at"),
              number: true,
              extra: true,
              cell: (row) => `${measure(row.x_m, "m")}, ${measure(row.y_m, "m")}`,
            },
          ]}
        />
      )}
      <GatewaysPanel organisation={organisation} onChange={moved} />
      <DevicesPanel key={`devices ${String(turn)}`} organisation={organisation} building={building} floor={floor} />
      <PointsPanel key={`points ${String(turn)}`} organisation={organisation} building={building} floor={floor} />
      <SilencePanel organisation={organisation} />
    </Page>
  );
}

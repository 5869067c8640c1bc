import { Moment } from "../../operator/works/Moment";
import type { Column } from "../../operator/works/Table";
import type { Unit } from "../api";
import { oneHref } from "../links";
import { useForceWords } from "../useForceWords";
import { UnitHeard, UnitState } from "./UnitMarks";

/** The columns of every list of units. */
export function useUnitColumns(): Column<Unit>[] {
  const { t, number, figure } = useForceWords();
  const water = (row: Unit) => (row.gives.water_l ? figure(row.gives.water_l) : "–");
  return [
    { key: "name", head: t("field.call_sign"), cell: (row) => <a href={oneHref("units", row.id)}>{row.name}</a> },
    { key: "state", head: t("state.state"), cell: (row) => <UnitState unit={row} /> },
    { key: "since", head: t("unit.since"), number: true, cell: (row) => <Moment at={row.since} /> },
    {
      key: "station",
      head: t("field.station_id"),
      cell: (row) => <a href={oneHref("stations", row.station_id)}>{row.station_name}</a>,
    },
    { key: "plate", head: t("field.plate"), extra: true, cell: (row) => row.plate },
    { key: "crew", head: t("field.crew"), number: true, cell: (row) => number(row.crew) },
    { key: "water", head: t("unit.water"), number: true, extra: true, cell: water },
    { key: "heard", head: t("unit.heard"), number: true, extra: true, cell: (row) => <UnitHeard unit={row} /> },
  ];
}

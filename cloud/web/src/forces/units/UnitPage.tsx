import { useData } from "../../operator/useData";
import type { Fact } from "../../operator/works/Facts";
import { gatewayHref } from "../../operator/links";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { incidentHref } from "../../dispatch/links";
import type { Carried, Listed, Step, Terminal, UnitDetail } from "../api";
import { useCarriedColumns } from "../carried/useCarriedColumns";
import { newHref, oneHref } from "../links";
import { OnePage } from "../records/OnePage";
import { useForceWords } from "../useForceWords";
import { UNITS } from "./noun";
import { SignalPanel } from "./SignalPanel";
import { Gives, UnitHeard, UnitState } from "./UnitMarks";

function TerminalName({ id }: { id: number }) {
  const { data } = useData<Terminal>(`/vehicle-terminals/${id}`);
  return <a href={oneHref("terminals", id)}>{data ? `${data.name} · ${data.phone}` : `#${id}`}</a>;
}

function useFacts() {
  const { t, number, figure } = useForceWords();
  return (row: UnitDetail): Fact[] => [
    { name: t("state.state"), value: <UnitState unit={row} />, bad: !row.ready && !row.retired },
    { name: t("unit.since"), value: <Moment at={row.since} /> },
    ...(row.incident_id === null
      ? []
      : [{ name: t("unit.incident"), value: <a href={incidentHref(row.incident_id)}>#{row.incident_id}</a> }]),
    ...(row.rest_until === null ? [] : [{ name: t("unit.rest_until"), value: <Moment at={row.rest_until} /> }]),
    { name: t("unit.heard"), value: <UnitHeard unit={row} /> },
    { name: t("field.station_id"), value: <a href={oneHref("stations", row.station_id)}>{row.station_name}</a> },
    { name: t("field.plate"), value: row.plate || "–" },
    { name: t("field.crew"), value: t("unit.crew", { crew: number(row.crew), least: number(row.crew_least) }) },
    { name: t("field.fuel_percent"), value: row.fuel_percent === null ? "–" : figure(row.fuel_percent) },
    ...(row.terminal_id === null ? [] : [{ name: t("field.terminal_id"), value: <TerminalName id={row.terminal_id} /> }]),
    ...(row.gateway === null
      ? []
      : [{ name: t("field.gateway"), value: <a href={gatewayHref(row.gateway)}>{row.gateway}</a> }]),
  ];
}

function CarriedHere({ unit }: { unit: number }) {
  const { t } = useForceWords();
  const mayEdit = useMay("edit-registry");
  const mayGive = useMay("dispatch");
  const columns = useCarriedColumns().filter(({ key }) => key !== "unit");
  const loaded = useData<Listed<Carried>>("/carried-devices", { unit, limit: 100 });
  const rows = loaded.data?.items ?? [];
  return (
    <Panel
      title={t("nav.carried")}
      tools={
        <span className="op-tools">
          {mayEdit && (
            <a className="button quiet" href={newHref("carried", { unit_id: unit })}>
              {t("new.carried")}
            </a>
          )}
          {mayGive && (
            <a className="button quiet" href={newHref("links", { unit })}>
              {t("new.links")}
            </a>
          )}
        </span>
      }
    >
      {rows.length > 0 ? (
        <Table caption={t("nav.carried")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("list.none_carried")} />
      )}
    </Panel>
  );
}

function Steps({ steps }: { steps: readonly Step[] }) {
  const { t, speak, moment } = useForceWords();
  const columns: Column<Step>[] = [
    { key: "at", head: t("step.at"), cell: (row) => moment(row.at) },
    { key: "words", head: t("step.words"), cell: (row) => speak(row.words) },
    { key: "by", head: t("step.by"), cell: (row) => row.by ?? "–" },
    { key: "note", head: t("field.note"), cell: (row) => row.note },
  ];
  return (
    <Panel title={t("step.title")}>
      {steps.length > 0 ? (
        <Table caption={t("step.title")} columns={columns} rows={steps} rowKey={({ at, words }) => `${at} ${words.zh}`} />
      ) : (
        <p className="empty">{t("step.none")}</p>
      )}
    </Panel>
  );
}

/** One unit: what it does, what it gives and carries, and what moved it. */
export function UnitPage({ id }: { id: number }) {
  const { t } = useForceWords();
  const mayTell = useMay("dispatch");
  const facts = useFacts();
  return (
    <OnePage<UnitDetail>
      noun={UNITS}
      id={id}
      facts={facts}
      more={(row, { again }) => (
        <>
          <Panel title={t("field.gives")}>
            <p className="fo-section">
              <Gives gives={row.gives} />
            </p>
          </Panel>
          {mayTell && !row.retired && <SignalPanel id={id} onDone={again} />}
          <CarriedHere unit={id} />
          <Steps steps={row.steps} />
        </>
      )}
    />
  );
}

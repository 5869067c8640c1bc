import { useState } from "react";

import { CommandsPanel } from "../../access/commands/CommandsPanel";
import { AdmissionPanel, useAdmission } from "../../access/revocation/AdmissionPanel";
import type { Gateway, Part, StreamCount } from "../../api/types";
import { BusList } from "../../components/BusList";
import { StreamBooks } from "../../components/StreamBooks";
import { deviceHistoryHref } from "../../history/links";
import { useRoute } from "../../shell/useRoute";
import { formatBytes, formatNumber } from "../../time/format";
import type { FleetGateway, QualityStep } from "../api";
import { NONE, count } from "../figures";
import { areaHref, gatewaysHref, lettersHref, organisationHref, roomHref } from "../links";
import { FIGURES_MS, useData } from "../useData";
import { Facts, type Fact } from "../works/Facts";
import { LinkMark } from "../works/LinkMark";
import { Moment } from "../works/Moment";
import { Page, Panel } from "../works/Page";
import { State } from "../works/State";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";
import { CertificatesPanel } from "./CertificatesPanel";
import { EventsPanel } from "./EventsPanel";
import { QualityPanel } from "./QualityPanel";

interface GatewayDetail {
  line: FleetGateway;
  told: (Gateway & { counts: StreamCount[] }) | null;
  hours: QualityStep[];
  days: QualityStep[];
}

function useFacts(detail: GatewayDetail): Fact[] {
  const { t, language, speak } = useWords();
  const { line, told } = detail;
  const number = (value: number) => count(value, language);
  const vitals = told?.vitals;
  const restarts = Object.values(vitals?.restarts ?? {}).reduce((sum, each) => sum + each, 0);
  const evicted = told?.counts.reduce((sum, each) => sum + each.evicted, 0) ?? 0;
  const facts: Fact[] = [
    { name: t("column.link"), value: <LinkMark link={line.link} />, bad: line.link !== "online" },
    { name: t("column.last_seen"), value: <Moment at={line.last_seen} /> },
    {
      name: t("column.organisation"),
      value:
        line.organisation_id === null ? (
          t("state.unbound")
        ) : (
          <a href={organisationHref(line.organisation_id)}>{line.organisation ?? line.organisation_id}</a>
        ),
    },
    { name: t("gateway.building"), value: speak(line.building) || NONE },
    { name: t("area.area"), value: <a href={areaHref(line.area)}>{line.area}</a> },
    {
      name: t("column.version"),
      value: line.version ? <a href={gatewaysHref({ version: line.version })}>{line.version}</a> : NONE,
    },
    { name: t("gateway.started"), value: <Moment at={told?.started_at ?? null} /> },
    {
      name: t("column.clock"),
      value: line.clock_fault ? t(`clock.${line.clock_fault}`) : t("clock.good"),
      bad: line.clock_fault !== "",
    },
    {
      name: t("gateway.clock_offset"),
      value:
        line.clock_offset_ms === null ? NONE : `${formatNumber(line.clock_offset_ms, language, 1)} ms`,
    },
    {
      name: t("column.spool"),
      value: t("gateway.spool_of", {
        used: formatBytes(line.spool_bytes, language),
        limit: told?.spool_limit_bytes == null ? NONE : formatBytes(told.spool_limit_bytes, language),
      }),
    },
    { name: t("gateway.evicted"), value: number(evicted), bad: evicted > 0 },
    {
      name: t("figure.quarantined"),
      value: <a href={lettersHref({ gateway: line.gateway })}>{number(line.quarantined)}</a>,
      bad: line.quarantined > 0,
    },
    { name: t("figure.shed"), value: number(line.shed), bad: line.shed > 0 },
    { name: t("measure.errors"), value: number(line.errors_per_h), bad: line.errors_per_h > 0 },
    { name: t("measure.timeouts"), value: number(line.timeouts_per_h), bad: line.timeouts_per_h > 0 },
  ];
  if (vitals) {
    facts.push(
      { name: t("gateway.broker"), value: vitals.broker ? t(`broker.${vitals.broker}`) : NONE },
      { name: t("gateway.restarts"), value: number(restarts), bad: restarts > 0 },
    );
    if (vitals.stuck.length > 0) {
      facts.push({ name: t("gateway.stuck"), value: vitals.stuck.join(", "), bad: true });
    }
    if (vitals.config_fault) {
      facts.push({ name: t("gateway.config_fault"), value: vitals.config_fault, bad: true });
    }
  }
  facts.push({ name: t("gateway.scanned"), value: <Moment at={line.scanned_at} /> });
  return facts;
}

function Parts({ gateway }: { gateway: string }) {
  const { t, speak } = useWords();
  const { query } = useRoute();
  const stale = query.part === "stale";
  const loaded = useData<{ items: Part[] }>("/parts", { gateway }, FIGURES_MS);
  const rows = (loaded.data?.items ?? []).filter(
    ({ quality }) => !stale || quality === "stale" || quality === "unknown",
  );
  if (rows.length === 0) {
    return <State loaded={loaded} empty what={t(stale ? "parts.none_stale" : "parts.none")} />;
  }
  const columns: Column<Part>[] = [
    {
      key: "part",
      head: t("column.part"),
      cell: (row) => (
        <a className="code" href={deviceHistoryHref(row.gateway, row.part)}>
          {row.part}
        </a>
      ),
    },
    { key: "place", head: t("column.place"), cell: (row) => speak(row.place) || NONE },
    { key: "device", head: t("parts.device"), cell: (row) => speak(row.device) || NONE, extra: true },
    { key: "type", head: t("points.type"), cell: (row) => speak(row.component_type), extra: true },
    {
      key: "quality",
      head: t("parts.quality"),
      cell: (row) => <span data-bad={row.quality !== "good" || undefined}>{t(`part.${row.quality}`)}</span>,
    },
    { key: "heard", head: t("column.last_seen"), number: true, cell: (row) => <Moment at={row.last_heard} /> },
  ];
  return <Table caption={t("parts.title")} columns={columns} rows={rows} rowKey={({ part }) => part} />;
}

function Detail({ detail }: { detail: GatewayDetail }) {
  const { t } = useWords();
  // Its certificates are asked for anew when it has been shut out.
  const [turn, setTurn] = useState(0);
  const admission = useAdmission(detail.line.gateway);
  const facts = useFacts(detail);
  const { line, told } = detail;
  const admissionPanel = (
    <AdmissionPanel
      gateway={line.gateway}
      area={line.area}
      organisation={line.organisation_id}
      admission={admission}
      onChange={() => {
        setTurn((before) => before + 1);
      }}
    />
  );
  return (
    <>
      {admission.shut && admissionPanel}
      <Facts facts={facts} />
      {told && told.buses.length > 0 && (
        <Panel title={t("gateway.buses")}>
          <BusList buses={told.buses} believable={line.link === "online"} />
        </Panel>
      )}
      {told && (
        <Panel title={t("gateway.books")} className="op-books">
          {/* A region that scrolls must be reached by the keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="op-scroll" role="region" aria-label={t("gateway.books")} tabIndex={0}>
            <StreamBooks counts={told.counts} />
          </div>
        </Panel>
      )}
      <Panel title={t("nav.quality")}>
        <QualityPanel steps={detail.hours} />
      </Panel>
      <Panel title={t("gateway.certificates")}>
        <CertificatesPanel key={turn} gateway={line.gateway} />
      </Panel>
      {!admission.shut && admissionPanel}
      <CommandsPanel gateway={line.gateway} />
      <Panel title={t("parts.title")}>
        <Parts gateway={line.gateway} />
      </Panel>
      <Panel title={t("events.title")}>
        <EventsPanel gateway={line.gateway} />
      </Panel>
    </>
  );
}

/** One gateway with everything about it. */
export function GatewayPage() {
  const { t } = useWords();
  const { steps } = useRoute();
  const gateway = steps[1] ?? "";
  const loaded = useData<GatewayDetail>(
    gateway ? `/fleet/gateways/${encodeURIComponent(gateway)}` : null,
    {},
    FIGURES_MS,
  );
  return (
    <Page
      title={gateway}
      tools={
        <a className="button" href={roomHref({ gateway })}>
          {t("organisation.room")}
        </a>
      }
    >
      {loaded.data ? <Detail detail={loaded.data} /> : <State loaded={loaded} />}
    </Page>
  );
}

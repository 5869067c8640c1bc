import { formatBytes } from "../../time/format";
import type { FleetGateway } from "../api";
import { count, NONE } from "../figures";
import { gatewayHref, gatewaysHref, lettersHref, organisationHref } from "../links";
import { LinkMark } from "../works/LinkMark";
import { Moment } from "../works/Moment";
import { Table, type Column } from "../works/Table";
import { useWords } from "../words/useWords";

/** Gateways, one a row; each figure leads to its records. */
export function GatewayTable({ rows, whose = true }: { rows: readonly FleetGateway[]; whose?: boolean }) {
  const { t, language, speak } = useWords();
  const number = (value: number) => count(value, language);
  const columns: Column<FleetGateway>[] = [
    {
      key: "gateway",
      head: t("column.gateway"),
      cell: (row) => (
        <a href={gatewayHref(row.gateway)} className="code">
          {row.gateway}
        </a>
      ),
    },
    { key: "link", head: t("column.link"), cell: (row) => <LinkMark link={row.link} /> },
    ...(whose
      ? [
          {
            key: "organisation",
            head: t("column.organisation"),
            cell: (row: FleetGateway) =>
              row.organisation_id === null ? (
                <span className="muted">{speak(row.building) || t("state.unbound")}</span>
              ) : (
                <a href={organisationHref(row.organisation_id)}>{row.organisation ?? row.organisation_id}</a>
              ),
          },
        ]
      : []),
    { key: "seen", head: t("column.last_seen"), number: true, cell: (row) => <Moment at={row.last_seen} /> },
    {
      key: "version",
      head: t("column.version"),
      extra: true,
      cell: (row) =>
        row.version ? (
          <a className="code" href={gatewaysHref({ version: row.version })}>
            {row.version}
          </a>
        ) : (
          NONE
        ),
    },
    {
      key: "clock",
      head: t("column.clock"),
      cell: (row) =>
        row.clock_fault ? (
          <span data-bad>{t(`clock.${row.clock_fault}`)}</span>
        ) : (
          t(row.link === "never" ? "clock.unknown" : "clock.good")
        ),
    },
    {
      key: "certificate",
      head: t("column.certificate"),
      extra: true,
      cell: (row) => <Moment at={row.certificate_ends} />,
    },
    {
      key: "stale",
      head: t("column.stale"),
      number: true,
      cell: (row) => (
        <a href={`${gatewayHref(row.gateway)}?part=stale`}>
          {number(row.stale_parts)} / {number(row.parts)}
        </a>
      ),
    },
    {
      key: "quarantined",
      head: t("figure.quarantined"),
      number: true,
      cell: (row) => <a href={lettersHref({ gateway: row.gateway })}>{number(row.quarantined)}</a>,
    },
    { key: "shed", head: t("figure.shed"), number: true, extra: true, cell: (row) => number(row.shed) },
    {
      key: "spool",
      head: t("column.spool"),
      number: true,
      extra: true,
      cell: (row) => formatBytes(row.spool_bytes, language),
    },
  ];
  return (
    <Table caption={t("nav.gateways")} columns={columns} rows={rows} rowKey={({ gateway }) => gateway} />
  );
}

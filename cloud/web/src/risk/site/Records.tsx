import { Panel } from "../../operator/works/Page";
import { Table, type Column } from "../../operator/works/Table";
import type { Happened, SiteDetail } from "../api";
import { recordHref } from "../links";
import { useRiskWords } from "../useRiskWords";

const PARTS = ["hazards", "alarms", "inspections", "patrols", "fires"] as const;

const STATES = [
  "active", "cleared", "raised", "acknowledged", "verified", "dispatched", "closed", "real", "false", "test", "unknown",
  "open", "under-way", "merged",
] as const;

/** How far a record has come: hazards and inspections say it themselves, patrols by what was out of order. */
function StateCell({ record, state, label, overdue }: Happened) {
  const { t, speak } = useRiskWords();
  if (record.kind === "patrol") {
    return <span data-bad={Number(state) > 0 || undefined}>{t("record.abnormal", { number: state })}</span>;
  }
  const known = STATES.find((each) => each === state);
  const said = record.kind === "hazard" || record.kind === "inspection" ? speak(label) : known ? t(`state.${known}`) : state;
  return (
    <span data-bad={overdue === true || undefined}>
      {said || "–"}
      {overdue && ` · ${t("record.overdue")}`}
    </span>
  );
}

function RecordTable({ caption, rows, owner }: { caption: string; rows: readonly Happened[]; owner: SiteDetail }) {
  const { t, speak, day } = useRiskWords();
  const columns: Column<Happened>[] = [
    {
      key: "what",
      head: t("record.what"),
      cell: ({ record, label, text }) => {
        const href = recordHref(record, owner);
        const told = text || `${t(`record.${record.kind}`)} #${record.id ?? ""}`;
        return (
          <>
            {href ? <a href={href}>{told}</a> : told}
            {(record.kind === "alarm" || record.kind === "incident") && (
              <span className="risk-under muted">{speak(label)}</span>
            )}
          </>
        );
      },
    },
    { key: "state", head: t("record.state"), cell: (row) => <StateCell {...row} /> },
    { key: "at", head: t("record.at"), number: true, cell: ({ at }) => day(at) },
  ];
  return <Table caption={caption} columns={columns} rows={rows} rowKey={({ record, at }) => `${record.kind}/${record.id ?? ""}/${at}`} />;
}

/** Everything on record of a site, part by part; a part of which there is nothing says so. */
export function Records({ site }: { site: SiteDetail }) {
  const { t, number } = useRiskWords();
  return (
    <div className="risk-records">
      {PARTS.map((part) => (
        <Panel key={part} title={t(`part.${part}`)} tools={<span className="num muted">{number(site[part].length)}</span>}>
          {site[part].length > 0 ? (
            <RecordTable caption={t(`part.${part}`)} rows={site[part]} owner={site} />
          ) : (
            <p className="empty">{t("part.none")}</p>
          )}
        </Panel>
      ))}
    </div>
  );
}

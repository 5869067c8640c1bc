import { Panel } from "../../operator/works/Page";
import { Table, type Column } from "../../operator/works/Table";
import type { Happened, SiteDetail } from "../api";
import { recordHref } from "../links";
import { useRiskWords } from "../useRiskWords";

const PARTS = ["hazards", "alarms", "inspections", "patrols", "fires"] as const;

function RecordTable({ caption, rows, owner }: { caption: string; rows: readonly Happened[]; owner: SiteDetail }) {
  const { t, speak, minuteOf } = useRecordWords();
  const columns: Column<Happened>[] = [
    {
      key: "what",
      head: t("record.what"),
      cell: ({ record, label, text }) => {
        const href = recordHref(record, owner);
        const told = text || speak(label);
        return (
          <>
            {href ? <a href={href}>{told}</a> : told}
            {text && <span className="risk-under muted">{speak(label)}</span>}
          </>
        );
      },
    },
    {
      key: "state",
      head: t("record.state"),
      cell: ({ state, overdue }) => (
        <span data-bad={overdue ?? undefined}>
          {stateWord(state, t)}
          {overdue && ` · ${t("record.overdue")}`}
        </span>
      ),
    },
    { key: "at", head: t("record.at"), number: true, cell: ({ at }) => minuteOf(at) },
  ];
  return <Table caption={caption} columns={columns} rows={rows} rowKey={({ record, at }) => `${record.id ?? ""}/${at}`} />;
}

function useRecordWords() {
  const words = useRiskWords();
  return { ...words, minuteOf: words.day };
}

const STATES = [
  "found", "ordered", "reported", "closed", "withdrawn", "planned", "assigned", "started", "submitted", "active",
  "cleared", "raised", "acknowledged", "verified", "dispatched", "done", "late", "missed", "due",
] as const;

/** A state by its word; one that is not known is shown as it is. */
function stateWord(state: string, t: ReturnType<typeof useRiskWords>["t"]): string {
  const known = STATES.find((each) => each === state);
  return known ? t(`state.${known}`) : state || "–";
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

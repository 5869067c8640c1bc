import { useData } from "../../operator/useData";
import { FilterBar, FilterSelect } from "../../operator/works/Filters";
import { Page, Panel } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import type { Check } from "../../told/api";
import { useDutyNews } from "../../told/useFeed";
import { fileHref } from "../links";
import { useDutyWords } from "../useDutyWords";
import { useRooms } from "../useRooms";
import { CheckMark } from "./CheckMark";
import { SendForm } from "./SendForm";
import { Statistics } from "./Statistics";

const LIMIT = 50;
const LOOK_MS = 30_000;
const STATES = ["waiting", "answered", "unanswered"] as const;

/** Who answered, how and when; a late answer stands beside. */
function Answer({ check }: { check: Check }) {
  const { t, moment } = useDutyWords();
  const { answered_at, answered_by, answered_via, late_at, late_by } = check;
  if (answered_at !== null) {
    return (
      <span className="ex-reason">
        {answered_by} <span className="num">{moment(answered_at)}</span>{" "}
        {answered_via && <span className="muted">{t(`check.via_${answered_via}`)}</span>}
      </span>
    );
  }
  if (late_at !== null) {
    return (
      <span className="ex-reason" data-bad>
        {t("check.late", { who: late_by, at: moment(late_at) })}
      </span>
    );
  }
  return <>–</>;
}

/** Duty checks: sent, and what came of them. */
export function ChecksPage() {
  const { t, moment } = useDutyWords();
  const { query } = useRoute();
  const commands = useMay("command-devices");
  const { loaded: known, rooms } = useRooms();
  const chosen = Number(query.room) || null;
  const loaded = useData<{ items: Check[]; next: number | null }>(
    "/duty/checks",
    { room: query.room, state: query.state, before: query.cursor, limit: LIMIT },
    LOOK_MS,
  );
  useDutyNews(loaded.again);
  const rows = loaded.data?.items ?? [];
  const columns: Column<Check>[] = [
    { key: "at", head: t("check.sent_at"), cell: (row) => <span className="num">{moment(row.sent_at)}</span> },
    { key: "room", head: t("room.room"), cell: (row) => row.room },
    { key: "state", head: t("check.state"), cell: (row) => <CheckMark check={row} /> },
    { key: "answer", head: t("check.answer"), cell: (row) => <Answer check={row} /> },
    { key: "on", head: t("check.on_duty"), cell: (row) => row.on_duty.join("、") || t("now.no_shift") },
    { key: "by", head: t("check.sent_by"), cell: (row) => (row.automatic ? t("check.automatic") : row.sent_by) },
    { key: "note", head: t("check.note"), extra: true, cell: (row) => <span className="ex-reason">{row.note || "–"}</span> },
  ];
  return (
    <Page
      title={t("check.title")}
      tools={
        chosen !== null && (
          <a className="button" href={fileHref(`/rooms/${chosen}/checks.csv`)} download>
            {t("form.csv")}
          </a>
        )
      }
    >
      {commands && known.data && (
        <Panel title={t("check.send_title")}>
          <SendForm key={chosen} rooms={rooms} begin={chosen} onSent={loaded.again} />
        </Panel>
      )}
      <FilterBar>
        <FilterSelect
          name="room"
          label={t("room.room")}
          options={[{ value: "", text: t("room.all") }, ...rooms.map(({ id, name }) => ({ value: String(id), text: name }))]}
        />
        <FilterSelect
          name="state"
          label={t("check.state")}
          options={[{ value: "", text: t("form.all") }, ...STATES.map((value) => ({ value, text: t(`check.${value}`) }))]}
        />
      </FilterBar>
      {rows.length > 0 ? (
        <Table caption={t("check.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t(query.state || query.room ? "check.none_such" : "check.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      <Paging next={loaded.data?.next ?? null} />
      {chosen === null && <p className="muted">{t("check.csv_hint")}</p>}
      <Statistics />
    </Page>
  );
}

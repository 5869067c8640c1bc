import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { useDutyNews } from "../../told/useFeed";
import type { Handover, Room } from "../api";
import { fileHref, handoverHref } from "../links";
import { RoomPage } from "../RoomPage";
import { useDutyWords } from "../useDutyWords";
import { HandoverDetailPage } from "./HandoverDetailPage";
import { OfferForm } from "./OfferForm";

function Handovers({ room }: { room: Room }) {
  const { t, moment } = useDutyWords();
  const { query } = useRoute();
  const handles = useMay("handle-alarms");
  const loaded = useData<{ items: Handover[]; next: number | null }>(`/duty/rooms/${room.id}/handovers`, {
    before: query.cursor,
    limit: 30,
  });
  useDutyNews(loaded.again);
  const rows = loaded.data?.items ?? [];
  const offered = rows.filter(({ state }) => state === "offered");
  const columns: Column<Handover>[] = [
    {
      key: "left",
      head: t("handover.left_at"),
      cell: (row) => (
        <a className="num" href={handoverHref(row.id, room.id)}>
          {moment(row.left_at)}
        </a>
      ),
    },
    { key: "by", head: t("handover.leaves"), cell: (row) => row.left_by },
    {
      key: "state",
      head: t("handover.state"),
      cell: (row) => <span data-bad={row.state === "offered" || undefined}>{t(`handover.${row.state}`)}</span>,
    },
    { key: "comes", head: t("handover.comes"), cell: (row) => row.confirmed_by || "–" },
    { key: "at", head: t("handover.confirmed_at"), cell: (row) => (row.confirmed_at === null ? "–" : <span className="num">{moment(row.confirmed_at)}</span>) },
    { key: "remark", head: t("handover.remark"), extra: true, cell: (row) => <span className="ex-reason">{row.remark || "–"}</span> },
  ];
  return (
    <>
      {offered.map((each) => (
        <p key={each.id} className="duty-warning" data-testid="offered">
          {t("handover.waits", { who: each.left_by, at: moment(each.left_at), until: moment(each.due_at) })}{" "}
          <a href={handoverHref(each.id, room.id)}>{t("handover.read")}</a>
        </p>
      ))}
      {handles && <OfferForm room={room} />}
      <Panel title={t("handover.list")}>
        {rows.length > 0 ? (
          <Table caption={t("handover.list")} columns={columns} rows={rows} rowKey={({ id }) => id} />
        ) : (
          <State loaded={loaded} empty what={t("handover.none")} />
        )}
      </Panel>
      <Paging next={loaded.data?.next ?? null} />
    </>
  );
}

/** One shift hands over to the next. */
export function HandoverPage() {
  const { t } = useDutyWords();
  const { steps } = useRoute();
  const id = Number(steps[2]);
  if (Number.isSafeInteger(id) && id > 0) return <HandoverDetailPage key={id} id={id} />;
  return (
    <RoomPage
      title={t("handover.title")}
      tools={(room) => (
        <a className="button" href={fileHref(`/rooms/${room.id}/handovers.csv`)} download>
          {t("form.csv")}
        </a>
      )}
    >
      {(room) => <Handovers key={room.id} room={room} />}
    </RoomPage>
  );
}

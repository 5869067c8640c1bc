import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { FaultNote } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { LOST, type Message } from "../api";
import { messageHref } from "../links";
import { MessageMark } from "../Marks";
import { useNotificationWords } from "../useNotificationWords";

/** Who was told of what, and what came of it. */
export function MessageTable({ rows, again }: { rows: readonly Message[]; again: () => void }) {
  const { t, number, moment } = useNotificationWords();
  const operates = useMay("operate");
  const { busy, fault, run } = useChange();
  const columns: Column<Message>[] = [
    {
      key: "at",
      head: t("message.at"),
      cell: (row) => (
        <a className="num" href={messageHref(row.id)}>
          {moment(row.created_at)}
        </a>
      ),
    },
    { key: "state", head: t("form.state"), cell: (row) => <MessageMark message={row} /> },
    {
      key: "text",
      head: t("message.text"),
      cell: (row) => (
        <span className="ex-reason">
          {row.text || t(`moment.${row.moment}`)} {row.alarms > 1 && <span className="muted">×{number(row.alarms)}</span>}
        </span>
      ),
    },
    { key: "receiver", head: t("message.receiver"), cell: (row) => row.receiver },
    { key: "channel", head: t("message.channel"), extra: true, cell: (row) => row.channel },
    { key: "tries", head: t("message.tries"), number: true, extra: true, cell: (row) => number(row.tries) },
    { key: "answer", head: t("message.answer"), cell: (row) => <span className="ex-reason code">{row.answer || "–"}</span> },
    {
      key: "again",
      head: <span className="visually-hidden">{t("message.again")}</span>,
      cell: (row) =>
        operates &&
        LOST.includes(row.state) && (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            aria-label={`${t("message.again")}: ${row.message_id}`}
            onClick={() => {
              run(() => send("POST", `/notification/messages/${row.id}/again`), again);
            }}
          >
            {t("message.again")}
          </button>
        ),
    },
  ];
  return (
    <>
      {fault && <FaultNote fault={fault} />}
      <Table caption={t("message.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
    </>
  );
}

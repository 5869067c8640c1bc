import { useState } from "react";

import { send } from "../../api/client";
import { Dialog } from "../../components/Dialog";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useDutyNews } from "../../told/useFeed";
import type { Escalation } from "../api";
import { dutyHref, handoverHref, type DutyPage } from "../links";
import { useDutyWords } from "../useDutyWords";

const LOOK_MS = 30_000;
const QUIET = { text: "", urgent: false };
const PAGE_OF: Record<string, DutyPage> = {
  "check-unanswered": "checks",
  "handover-missing": "handover",
  "not-covered": "rota",
};

/** Where one sees what it is about. */
function whereOf({ kind, subject, room_id }: Escalation): string {
  if (kind === "handover-unconfirmed") return handoverHref(Number(subject.split("/")[1]), room_id);
  return dutyHref(PAGE_OF[kind] ?? "now", { room: room_id });
}

function TakeDialog({ escalation, onClose, onTaken }: { escalation: Escalation; onClose: () => void; onTaken: () => void }) {
  const { t, speak } = useDutyWords();
  const [note, setNote] = useState("");
  const { busy, fault, run } = useChange();
  return (
    <Dialog
      title={t("escalation.take_one", { what: speak(escalation.label), room: escalation.room })}
      announcement={QUIET}
      onClose={onClose}
    >
      <Form
        fault={fault}
        onSubmit={() => {
          run(() => send("POST", `/duty/escalations/${escalation.id}/take`, { note }), onTaken);
        }}
        buttons={
          <>
            <button type="submit" className="button strong" disabled={busy}>
              {t("escalation.take")}
            </button>
            <button type="button" className="button quiet" onClick={onClose}>
              {t("form.cancel")}
            </button>
          </>
        }
      >
        <LongField label={t("escalation.note")} value={note} maxLength={500} onChange={setNote} />
      </Form>
    </Dialog>
  );
}

/** What nobody has seen to, and who is asked by now. */
export function Escalations() {
  const { t, speak } = useDutyWords();
  const handles = useMay("handle-alarms");
  const loaded = useData<{ items: Escalation[] }>("/duty/escalations", { open: true, limit: 100 }, LOOK_MS);
  useDutyNews(loaded.again);
  const [taking, setTaking] = useState<Escalation | null>(null);
  const rows = loaded.data?.items.filter(({ taken_at }) => taken_at === null) ?? [];
  const columns: Column<Escalation>[] = [
    { key: "what", head: t("escalation.what"), cell: (row) => <a href={whereOf(row)}>{speak(row.label)}</a> },
    { key: "room", head: t("room.room"), cell: (row) => row.room },
    { key: "since", head: t("escalation.since"), cell: (row) => <Moment at={row.raised_at} /> },
    {
      key: "level",
      extra: true,
      head: t("escalation.level"),
      cell: (row) => t("escalation.at_level", { level: row.level, who: speak(row.level_label) }),
    },
    {
      key: "take",
      head: <span className="visually-hidden">{t("escalation.take")}</span>,
      cell: (row) =>
        handles && (
          <button
            type="button"
            className="button"
            aria-label={`${t("escalation.take")}: ${speak(row.label)} ${row.room}`}
            onClick={() => {
              setTaking(row);
            }}
          >
            {t("escalation.take")}
          </button>
        ),
    },
  ];
  return (
    <Panel title={t("escalation.title", { number: rows.length })} className={rows.length > 0 ? "duty-loud" : ""}>
      {rows.length > 0 ? (
        <Table caption={t("escalation.caption")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("escalation.none")} />
      )}
      {taking && (
        <TakeDialog
          escalation={taking}
          onClose={() => {
            setTaking(null);
          }}
          onTaken={() => {
            setTaking(null);
            loaded.again();
          }}
        />
      )}
    </Panel>
  );
}

import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { SelectField } from "../../forms/SelectField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { useMay, useMe } from "../../shell/useMe";
import { useDutyNews } from "../../told/useFeed";
import type { HandoverDetail, Points } from "../api";
import { dutyHref } from "../links";
import { useDutyWords } from "../useDutyWords";
import { PointList } from "./PointList";

/** The one who comes reads it and signs. */
function ConfirmForm({ handover, again }: { handover: HandoverDetail; again: () => void }) {
  const { t } = useDutyWords();
  const me = useMe();
  const named = (me?.account_id ?? null) === null;
  const people = handover.content.next?.people ?? [];
  const [person, setPerson] = useState(String(people[0]?.account_id ?? ""));
  const [remark, setRemark] = useState("");
  const { busy, fault, run } = useChange();
  return (
    <Panel title={t("handover.confirm_title")} className="duty-loud">
      <Form
        fault={fault}
        onSubmit={() => {
          run(
            () =>
              send("POST", `/duty/handovers/${handover.id}/confirm`, {
                digest: handover.digest,
                remark,
                person: named ? Number(person) || null : null,
              }),
            again,
          );
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy || (named && person === "")}>
            {t("handover.confirm")}
          </button>
        }
      >
        <p className="wide muted">{t("handover.confirm_note")}</p>
        <TextField label={t("handover.remark")} value={remark} maxLength={500} onChange={setRemark} />
        {named && (
          <SelectField label={t("handover.comes")} value={person} onChange={setPerson}>
            {people.map(({ account_id, name }) => (
              <option key={account_id} value={account_id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
      </Form>
    </Panel>
  );
}

function Detail({ handover, again }: { handover: HandoverDetail; again: () => void }) {
  const { t, stamp, day, minute } = useDutyWords();
  const handles = useMay("handle-alarms");
  const current = useData<{ items: Points[] }>(`/duty/rooms/${handover.room_id}/open-points`);
  const { content } = handover;
  const span = (shift: HandoverDetail["content"]["shift"] | null) =>
    shift
      ? `${shift.name} ${day(shift.start_at)} ${minute(shift.start_at)}–${minute(shift.end_at)} (${shift.people.map(({ name }) => name).join("、") || "–"})`
      : "–";
  const facts: Fact[] = [
    { name: t("handover.state"), value: t(`handover.${handover.state}`), bad: handover.state === "offered" },
    { name: t("handover.shift"), value: span(content.shift) },
    { name: t("handover.next"), value: span(content.next) },
    { name: t("handover.left"), value: `${handover.left_by} ${stamp(handover.left_at)}` },
    {
      name: t("handover.confirmed_by"),
      value: handover.confirmed_at === null ? t("handover.until", { at: stamp(handover.due_at) }) : `${handover.confirmed_by} ${stamp(handover.confirmed_at)}`,
    },
    { name: t("handover.remark"), value: handover.remark || "–" },
    { name: "SHA-256", value: <span className="code">{handover.digest}</span> },
    { name: t("handover.intact"), value: t(handover.intact ? "handover.is_intact" : "handover.not_intact"), bad: !handover.intact },
  ];
  // The record has the points by name; what they are called is said by the room's.
  const points = Object.entries(content.points).map(([name, held]) => ({
    name,
    label: current.data?.items.find((each) => each.name === name)?.label ?? { zh: name, en: name },
    ...held,
  }));
  return (
    <>
      <Facts facts={facts} />
      <Panel title={t("handover.handed")}>
        <div className="ex-text">
          {content.notes.length > 0 && (
            <ul className="duty-lines" aria-label={t("handover.notes")}>
              {content.notes.map((note, at) => (
                <li key={at}>{note}</li>
              ))}
            </ul>
          )}
          <PointList points={points} />
        </div>
      </Panel>
      {handover.state === "offered" && handles && <ConfirmForm handover={handover} again={again} />}
    </>
  );
}

/** One hand-over as it was signed; to be confirmed while it is not. */
export function HandoverDetailPage({ id }: { id: number }) {
  const { t } = useDutyWords();
  const loaded = useData<HandoverDetail>(`/duty/handovers/${id}`);
  useDutyNews(loaded.again);
  return (
    <Page
      title={t("handover.one", { room: loaded.data?.room ?? "", id })}
      tools={
        <a className="button quiet" href={dutyHref("handover", { room: loaded.data?.room_id })}>
          {t("handover.back")}
        </a>
      }
    >
      {loaded.data ? <Detail handover={loaded.data} again={loaded.again} /> : <State loaded={loaded} />}
    </Page>
  );
}

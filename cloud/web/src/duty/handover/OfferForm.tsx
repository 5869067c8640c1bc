import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import { SignerField } from "../../told/SignerField";
import { useSigners } from "../../told/useSigners";
import type { HandoverDetail, Points, Room } from "../api";
import { handoverHref } from "../links";
import { useDutyWords } from "../useDutyWords";
import { PointList } from "./PointList";

const LOOK_MS = 30_000;

/** What is open now, what the one who leaves has to say, and their signature. */
export function OfferForm({ room }: { room: Room }) {
  const { t } = useDutyWords();
  const loaded = useData<{ items: Points[] }>(`/duty/rooms/${room.id}/open-points`, {}, LOOK_MS);
  const signing = useSigners(room.id);
  const [notes, setNotes] = useState("");
  const { busy, fault, run } = useChange();
  return (
    <Panel title={t("handover.offer_title")}>
      <div className="ex-text">
        <p className="muted">{t("handover.offer_note")}</p>
        {loaded.data ? <PointList points={loaded.data.items} /> : <State loaded={loaded} />}
      </div>
      <Form
        fault={fault}
        onSubmit={() => {
          const lines = notes.split("\n").flatMap((line) => (line.trim() ? [line.trim()] : []));
          run(
            () => send<HandoverDetail>("POST", `/duty/rooms/${room.id}/handovers`, { notes: lines, person: signing.person }),
            (made) => {
              goTo(handoverHref(made.id, room.id));
            },
          );
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy || (signing.needed && signing.person === null)}>
            {t("handover.offer")}
          </button>
        }
      >
        <LongField label={t("handover.notes")} value={notes} maxLength={5000} placeholder={t("handover.notes_hint")} onChange={setNotes} />
        <SignerField signing={signing} label={t("handover.leaves")} nobody={t("form.nobody_signs")} />
      </Form>
    </Panel>
  );
}

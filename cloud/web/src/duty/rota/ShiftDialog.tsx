import { useState } from "react";

import { send } from "../../api/client";
import { Dialog } from "../../components/Dialog";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useNow } from "../../hooks/useNow";
import { useData } from "../../operator/useData";
import { FaultNote } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import type { Person, Room, Shift } from "../api";
import { OnDutyList } from "../now/OnDutyList";
import { useDutyWords } from "../useDutyWords";

const QUIET = { text: "", urgent: false };

interface Props {
  shift: Shift;
  room: Room;
  onClose: () => void;
  onChanged: () => void;
}

/** Somebody in another's place, or one more, or one less. */
function Changes({ shift, room, onChanged, onClose }: Props) {
  const { t } = useDutyWords();
  const people = useData<{ items: Person[] }>(`/duty/rooms/${room.id}/people`);
  const { busy, fault, run } = useChange();
  const [leaves, setLeaves] = useState("");
  const [comes, setComes] = useState("");
  const [reason, setReason] = useState("");
  const free = people.data?.items.filter(
    ({ account_id }) => !shift.people.some((one) => one.account_id === account_id),
  );
  const path = `/duty/shifts/${shift.id}`;
  const changed = () => {
    setLeaves("");
    setComes("");
    setReason("");
    onChanged();
  };
  const begun = shift.start_at <= useNow(0);
  return (
    <>
      <Form
        fault={fault}
        onSubmit={() => {
          if (leaves === "") run(() => send("POST", `${path}/people`, { account_id: Number(comes) }), changed);
          else if (comes === "") run(() => send("DELETE", `${path}/people/${leaves}`), changed);
          else {
            run(
              () => send("POST", `${path}/substitutions`, { leaves: Number(leaves), comes: Number(comes), reason }),
              changed,
            );
          }
        }}
        buttons={
          <>
            <button
              type="submit"
              className="button strong"
              disabled={busy || (leaves === "" && comes === "") || (leaves !== "" && comes !== "" && reason.trim() === "")}
            >
              {t(leaves === "" ? "shift.add_person" : comes === "" ? "shift.remove_person" : "shift.substitute")}
            </button>
            {!begun && (
              <button
                type="button"
                className="button quiet"
                disabled={busy}
                onClick={() => {
                  run(
                    () => send("DELETE", path),
                    () => {
                      onChanged();
                      onClose();
                    },
                  );
                }}
              >
                {t("shift.remove")}
              </button>
            )}
          </>
        }
      >
        <SelectField label={t("shift.leaves")} value={leaves} onChange={setLeaves}>
          <option value="">{t("shift.nobody_leaves")}</option>
          {shift.people.map(({ account_id, name }) => (
            <option key={account_id} value={account_id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label={t("shift.comes")} value={comes} onChange={setComes}>
          <option value="">{t("shift.nobody_comes")}</option>
          {free?.map(({ account_id, name, certificate }) => (
            <option key={account_id} value={account_id}>
              {certificate?.valid ? name : t("shift.without", { name })}
            </option>
          ))}
        </SelectField>
        {leaves !== "" && comes !== "" && (
          <TextField label={t("shift.reason")} required maxLength={200} value={reason} onChange={setReason} />
        )}
      </Form>
      {people.fault && <FaultNote fault={people.fault} again={people.again} />}
    </>
  );
}

/** One shift: when, who, and what may be changed of it. */
export function ShiftDialog(props: Props) {
  const { t, day, minute } = useDutyWords();
  const { shift, room, onClose } = props;
  const mayPlan = useMay("edit-registry");
  const over = shift.end_at <= useNow(0);
  return (
    <Dialog
      title={t("shift.title", { name: shift.name, day: day(shift.start_at) })}
      className="duty-shift"
      announcement={QUIET}
      onClose={onClose}
    >
      <p className="muted num">
        {minute(shift.start_at)}–{minute(shift.end_at)} {shift.team} ·{" "}
        {t(shift.by_pattern ? "shift.by_pattern" : "shift.by_hand")}
      </p>
      <OnDutyList people={shift.people} room={room} />
      {mayPlan && !over && <Changes {...props} />}
      {over && <p className="muted">{t("shift.over")}</p>}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          {t("form.close")}
        </button>
      </div>
    </Dialog>
  );
}

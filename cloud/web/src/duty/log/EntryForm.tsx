import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { useChange } from "../../forms/useChange";
import { SignerField } from "../../told/SignerField";
import { useSigners } from "../../told/useSigners";
import { PANEL_ITEMS, type PanelItem, type Room } from "../api";
import { useDutyWords } from "../useDutyWords";

type Found = Partial<Record<PanelItem, "normal" | "fault">>;

function PanelItems({ found, onChange }: { found: Found; onChange: (found: Found) => void }) {
  const { t } = useDutyWords();
  return (
    <fieldset className="op-field wide">
      <legend>{t("entry.items")}</legend>
      <ul className="duty-items">
        {PANEL_ITEMS.map((item) => (
          <li key={item}>
            <span id={`item-${item}`}>{t(`item.${item}`)}</span>
            <span className="choice" role="group" aria-labelledby={`item-${item}`}>
              {(["normal", "fault"] as const).map((state) => (
                <button
                  key={state}
                  type="button"
                  aria-pressed={found[item] === state}
                  onClick={() => {
                    onChange({ ...found, [item]: state });
                  }}
                >
                  {t(`entry.${state}`)}
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** A line of the log: a note, or the controller's daily check. */
export function EntryForm({ room, onWritten }: { room: Room; onWritten: () => void }) {
  const { t } = useDutyWords();
  const signing = useSigners(room.id);
  const [kind, setKind] = useState<"note" | "panel-check">("note");
  const [text, setText] = useState("");
  const [items, setItems] = useState<Found>({});
  const [written, setWritten] = useState(false);
  const { busy, fault, run } = useChange();
  const missing = kind === "panel-check" ? PANEL_ITEMS.some((item) => !items[item]) : text.trim() === "";
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        setWritten(false);
        run(
          () =>
            send("POST", `/duty/rooms/${room.id}/entries`, {
              kind,
              text: text.trim(),
              items: kind === "panel-check" ? items : {},
              person: signing.person,
            }),
          () => {
            setText("");
            setItems({});
            setWritten(true);
            onWritten();
          },
        );
      }}
      buttons={
        <>
          <button
            type="submit"
            className="button strong"
            disabled={busy || missing || (signing.needed && signing.person === null)}
          >
            {t("entry.write")}
          </button>
          <span role="status" className="muted">
            {written && t("entry.written")}
          </span>
        </>
      }
    >
      <span className="choice wide duty-kinds" role="group" aria-label={t("entry.kind")}>
        {(["note", "panel-check"] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={kind === each}
            onClick={() => {
              setKind(each);
            }}
          >
            {t(each === "note" ? "entry.note" : "entry.panel_check")}
          </button>
        ))}
      </span>
      {kind === "panel-check" && <PanelItems found={items} onChange={setItems} />}
      <LongField label={t("entry.text")} value={text} maxLength={1000} placeholder={t("entry.hint")} onChange={setText} />
      <SignerField signing={signing} label={t("entry.signer")} nobody={t("form.nobody_signs")} />
    </Form>
  );
}

import { useMemo, useState } from "react";

import { declareWorks } from "../../api/client";
import type { Part, Works } from "../../api/types";
import { Dialog } from "../../components/Dialog";
import { useAnnounced } from "../../hooks/useAnnouncement";
import { useDesk } from "../../hooks/useDesk";
import { ChoiceChips } from "../ChoiceChips";
import { durationOf, WORKS_MINUTES } from "../durations";
import { RoomField, RoomForm } from "../RoomForm";
import { matching } from "../tree/tree";
import { useRoomWords } from "../useRoomWords";
import { placesOf } from "./places";

const OFFERED = 60;
const MODES = ["maintenance", "walk-test"] as const;

/** Parts to choose from, searched; none chosen means all of the gateway. */
function PartChoice({
  parts,
  chosen,
  onChoose,
}: {
  parts: readonly Part[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  const { t, speak } = useRoomWords();
  const [text, setText] = useState("");
  const found = useMemo(() => matching(parts, text).slice(0, OFFERED), [parts, text]);
  return (
    <fieldset className="part-choice">
      <legend>
        {chosen.size === 0 ? t("works.all_parts") : t("works.parts", { count: chosen.size })}
      </legend>
      <input
        type="search"
        value={text}
        aria-label={t("works.find")}
        placeholder={t("works.find")}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <ul>
        {found.map((part) => (
          <li key={part.part}>
            <label>
              <input
                type="checkbox"
                checked={chosen.has(part.part)}
                onChange={(event) => {
                  const next = new Set(chosen);
                  if (event.target.checked) next.add(part.part);
                  else next.delete(part.part);
                  onChoose(next);
                }}
              />
              <span>{speak(part.place) || part.part}</span>
              <span className="muted code">{part.part}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Declares maintenance or a walk test: what begins to ring there is logged, and it ends by itself. */
export function WorksDialog({ onClose, onDeclared }: { onClose: () => void; onDeclared: () => void }) {
  const { t, speak } = useRoomWords();
  const { state } = useDesk();
  const announcement = useAnnounced();
  const places = useMemo(() => placesOf([...state.gateways.values()]), [state.gateways]);
  const [mode, setMode] = useState<Works["mode"]>("maintenance");
  const [key, setKey] = useState<string | null>(null);
  const place = places.find((each) => each.key === key) ?? places.find((each) => each.gateway !== null);
  const gateway = place?.gateway ?? null;
  const [parts, setParts] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState<number>(60);
  const own = useMemo(
    () => [...state.parts.values()].filter((part) => part.gateway === gateway),
    [state.parts, gateway],
  );
  return (
    <Dialog title={t("works.title")} className="works-dialog" announcement={announcement} onClose={onClose}>
      <RoomForm
        needed={reason}
        minutes={minutes}
        duration={{
          label: t("works.duration"),
          options: WORKS_MINUTES.map((value) => ({ value, text: durationOf(value, t) })),
          onChoose: setMinutes,
        }}
        act={t("works.declare")}
        ready={place !== undefined}
        onSend={async (given, by) => {
          if (!place) return;
          const where = { gateway: place.gateway, building_id: place.building_id, parts: [...parts] };
          await declareWorks({ mode, ...where, reason: given, minutes, by });
          onDeclared();
          onClose();
        }}
        onClose={onClose}
      >
        <p className="works-warning">{t("works.body")}</p>
        <ChoiceChips
          label={t("works.mode")}
          value={mode}
          onChoose={setMode}
          options={MODES.map((value) => ({
            value,
            text: t(`works.${value === "walk-test" ? "walk_test" : "maintenance"}`),
          }))}
        />
        <label className="note">
          <span>{t("works.where")}</span>
          <select
            value={place?.key}
            data-testid="works-place"
            onChange={(event) => {
              setKey(event.target.value);
              setParts(new Set());
            }}
          >
            {places.map((each) => (
              <option key={each.key} value={each.key}>
                {`${speak(each.building)} ${each.gateway ?? `· ${t("works.building")}`}`}
              </option>
            ))}
          </select>
        </label>
        {gateway !== null && <PartChoice parts={own} chosen={parts} onChoose={setParts} />}
        <RoomField label={t("reason")} longest={512} value={reason} testId="works-reason" onChange={setReason} />
      </RoomForm>
    </Dialog>
  );
}

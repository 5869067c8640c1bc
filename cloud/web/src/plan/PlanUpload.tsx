import { useState } from "react";

import { ApiError, get } from "../api/client";
import { Form } from "../forms/Form";
import { TextField } from "../forms/TextField";
import { useAsked } from "../hooks/useAsked";
import { useKept } from "../hooks/useKept";
import { FaultOf } from "../operator/works/State";
import { takeDown, uploadPlan, type BuildingPlan, type Floor, type PlanVersion } from "./api";
import { usePlanWords } from "./usePlanWords";

interface Props {
  plan: BuildingPlan;
  floor: Floor;
  again: () => void;
}

function Versions({ floor, turn, onDown }: { floor: Floor; turn: number; onDown: (plan: PlanVersion) => void }) {
  const { t, moment } = usePlanWords();
  const path = `/floors/${floor.id}/plans`;
  const asked = useAsked(`${path} ${turn}`, (signal) => get<{ items: PlanVersion[] }>(path, {}, signal));
  const items = useKept(path, asked.data)?.items ?? [];
  if (asked.fault) return <FaultOf loaded={asked} />;
  if (items.length === 0) return <p className="muted">{t("upload.none")}</p>;
  return (
    <ul className="plan-versions">
      {items.map((version, index) => (
        <li key={version.id}>
          <span>
            {version.file_name}{" "}
            <span className="muted num">
              {moment(version.at)} · {version.by}
            </span>
          </span>
          {index === 0 && <strong className="plan-in-use">{t("upload.in_use")}</strong>}
          <button
            type="button"
            className="button quiet"
            aria-label={t("upload.down_of", { name: version.file_name })}
            onClick={() => {
              onDown(version);
            }}
          >
            {t("upload.down")}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A new drawing for the floor, and the ones it had. */
export function PlanUpload({ plan, floor, again }: Props) {
  const { t } = usePlanWords();
  const [file, setFile] = useState<File | null>(null);
  const [width, setWidth] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [made, setMade] = useState<PlanVersion | null>(null);
  const [turn, setTurn] = useState(0);
  const large = file !== null && file.size > plan.max_bytes;
  const attempt = async (work: () => Promise<PlanVersion | null>) => {
    setBusy(true);
    setFault(null);
    try {
      setMade(await work());
      setFile(null);
      setTurn((before) => before + 1);
      again();
    } catch (told) {
      setMade(null);
      setFault(told instanceof ApiError ? told : new ApiError(null, null, told));
    } finally {
      setBusy(false);
    }
  };
  const left = Object.keys(made?.left_out ?? {});
  return (
    <div className="plan-upload">
      <h3>{t("upload.title")}</h3>
      <Form
        key={turn}
        fault={fault}
        onSubmit={() => {
          const given = width === "" ? undefined : Number(width);
          if (file && !large) void attempt(() => uploadPlan(floor.id, file, given));
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy || file === null || large}>
            {busy ? t("upload.busy") : t("upload.send")}
          </button>
        }
      >
        <label className="op-field">
          <span>{t("upload.file")}</span>
          <input
            type="file"
            accept=".svg,.png,.dxf,image/svg+xml,image/png"
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null);
              setFault(null);
            }}
          />
        </label>
        <TextField
          label={t("upload.width")}
          type="number"
          step="0.01"
          min={0.5}
          max={10_000}
          value={width}
          onChange={setWidth}
          placeholder={floor.plan ? String(floor.width_m) : ""}
        />
        {large && (
          <p role="alert" className="plan-large">
            {t("upload.large", { limit: Math.floor(plan.max_bytes / 1_000_000) })}
          </p>
        )}
      </Form>
      <p role="status">
        {made && t("upload.done", { name: made.file_name })}
        {left.length > 0 && <> {t("upload.left_out", { names: left.join(", ") })}</>}
      </p>
      <Versions
        floor={floor}
        turn={turn}
        onDown={(version) => {
          void attempt(() => takeDown(version).then(() => null));
        }}
      />
    </div>
  );
}

import { useState } from "react";

import { ApiError, send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { sendPhoto } from "../../inspect/api";
import { dayAfter, newKey, RECTIFY_DAYS } from "../../inspect/draft";
import { smaller } from "../../inspect/photo";
import { Origins } from "../../operator/lineage/Origins";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { INSPECTOR_ACTIONS, ORGANISATION_ACTIONS, photoHref, type HazardAction, type HazardDetail } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { taskHref } from "../links";
import { HazardMark } from "../Marks";
import { Happenings } from "../../operator/works/Happenings";
import { useNews } from "../../hooks/useNews";
import { useInspectionWords } from "../useInspectionWords";

/** Actions that come with a day. */
const WITH_DAY: readonly HazardAction[] = ["order", "recheck-fail", "reopen", "ask-extension"];
/** Actions that come with words. */
const WITH_WORDS: readonly HazardAction[] = ["report", "self-close", "withdraw", "reopen"];

interface ActProps {
  hazard: HazardDetail;
  actions: readonly HazardAction[];
  address: "actions" | "answers";
  onDone: () => void;
}

function ActForm({ hazard, actions, address, onDone }: ActProps) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [action, setAction] = useState<HazardAction>(actions[0] ?? "report");
  const [day, setDay] = useState(() => dayAfter(Date.now(), RECTIFY_DAYS));
  const [note, setNote] = useState("");
  const [by, setBy] = useState(rememberedBy);
  const [key] = useState(newKey);
  const withDay = WITH_DAY.includes(action);
  return (
    <Form
      data-testid={`act-${address}`}
      fault={fault}
      onSubmit={() => {
        const told = { action, note, by, key, version: hazard.version, deadline: withDay ? day : null };
        run(() => send("POST", `/hazards/${hazard.id}/${address}`, told), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("hazard.send")}
        </button>
      }
    >
      <SelectField
        label={t("hazard.act")}
        value={action}
        onChange={(value) => {
          setAction(value as HazardAction);
        }}
      >
        {actions.map((each) => (
          <option key={each} value={each}>
            {t(`hazard.do_${each}`)}
          </option>
        ))}
      </SelectField>
      {withDay && <TextField label={t("hazard.until")} type="date" required value={day} onChange={setDay} />}
      <LongField
        label={t("note")}
        required={WITH_WORDS.includes(action)}
        maxLength={2000}
        value={note}
        onChange={setNote}
      />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

function Photos({ hazard, stage, onDone }: { hazard: HazardDetail; stage: "rectified" | "recheck" | null; onDone: () => void }) {
  const { t, stamp } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [by, setBy] = useState(rememberedBy);
  const add = (file: File) => {
    run(async () => {
      const { blob } = await smaller(file);
      const query = new URLSearchParams({ hazard_id: String(hazard.id), stage: stage ?? "", key: newKey(), by });
      const answer = await sendPhoto(`/photos?${query.toString()}`, blob);
      if (answer.kind === "refused") {
        throw new ApiError(answer.status, answer.fault && { ...answer.fault, where: null });
      }
      if (answer.kind === "no-answer") throw new ApiError(null, null);
    }, onDone);
  };
  return (
    <Panel title={t("hazard.photos")}>
      {hazard.photo_list.length === 0 && <p className="empty">{t("hazard.no_photos")}</p>}
      <ul className="in-photos">
        {hazard.photo_list.map(({ id, stage: when, by: who, at }) => (
          <li key={id}>
            <a href={photoHref(hazard.id, id)} target="_blank" rel="noreferrer">
              <img
                src={photoHref(hazard.id, id)}
                loading="lazy"
                alt={t("hazard.photo_of", { stage: t(`hazard.stage_${when}`), by: who, at: stamp(at) })}
              />
            </a>
            <span className="muted">{t(`hazard.stage_${when}`)}</span>
          </li>
        ))}
      </ul>
      {stage !== null && (
        <>
          <ByField value={by} onChange={setBy} />
          <label className="op-field">
            <span>
              {t("hazard.add_photo")} · {t(`hazard.stage_${stage}`)}
            </span>
            <input
              type="file"
              accept="image/*"
              disabled={busy}
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                if (file) add(file);
                event.target.value = "";
              }}
            />
          </label>
        </>
      )}
      {fault && <FaultNote fault={fault} />}
    </Panel>
  );
}

/** One hazard: what and where, what one may do about it, its photos and what happened. */
export function HazardPage() {
  const { t, speak, stamp } = useInspectionWords();
  const { steps } = useRoute();
  const inspects = useMay("inspect");
  const rectifies = useMay("rectify");
  const loaded = useData<HazardDetail>(`/hazards/${steps[2] ?? ""}`);
  useNews("inspection", loaded.again);
  const hazard = loaded.data;
  if (hazard === null) {
    return (
      <Page title={t("hazard.one")}>
        <State loaded={loaded} />
      </Page>
    );
  }
  const inspectors = INSPECTOR_ACTIONS.filter((action) => inspects && hazard.possible.includes(action));
  const owners = ORGANISATION_ACTIONS.filter((action) => rectifies && hazard.possible.includes(action));
  const stage = owners.length > 0 ? "rectified" : inspectors.length > 0 ? "recheck" : null;
  return (
    <Page title={hazard.text}>
      <Facts
        facts={[
          {
            name: t("task.organisation"),
            value: [hazard.organisation, hazard.building, hazard.place].filter(Boolean).join(" · "),
          },
          {
            name: t("hazard.state"),
            value: (
              <span data-testid="hazard-state" data-state={hazard.state}>
                <HazardMark hazard={hazard} />
              </span>
            ),
          },
          { name: t("hazard.grade"), value: t(`hazard.grade_${hazard.grade}`) },
          {
            name: t("hazard.deadline"),
            value: `${hazard.deadline ?? "–"} ${hazard.asked_until ? t("hazard.asked", { day: hazard.asked_until }) : ""}`,
          },
          { name: t("hazard.clause"), value: speak(hazard.clause) || "–" },
          {
            name: t("hazard.found"),
            value: [
              t(`hazard.source_${hazard.source}`),
              `${hazard.found_by} ${stamp(hazard.found_at)}`,
              hazard.failed_rechecks > 0 ? t("hazard.failed", { count: hazard.failed_rechecks }) : "",
            ]
              .filter(Boolean)
              .join(" · "),
          },
          ...(hazard.inspection_id === null
            ? []
            : [{ name: t("hazard.task"), value: <a href={taskHref(hazard.inspection_id)}>{`#${hazard.inspection_id}`}</a> }]),
        ]}
      />
      {owners.length > 0 && (
        <Panel title={t("hazard.your_turn")}>
          <ActForm key={`o${hazard.version}`} hazard={hazard} actions={owners} address="answers" onDone={loaded.again} />
        </Panel>
      )}
      {inspectors.length > 0 && (
        <Panel title={t("hazard.act")}>
          <ActForm key={`i${hazard.version}`} hazard={hazard} actions={inspectors} address="actions" onDone={loaded.again} />
        </Panel>
      )}
      {owners.length + inspectors.length === 0 && <p className="empty">{t("hazard.nothing")}</p>}
      <Photos hazard={hazard} stage={stage} onDone={loaded.again} />
      <Origins kind="hazards" id={hazard.id} quiet />
      <Happenings
        steps={hazard.timeline.map((entry) => ({
          ...entry,
          more: typeof entry.detail.deadline === "string" ? entry.detail.deadline : "",
        }))}
      />
    </Page>
  );
}

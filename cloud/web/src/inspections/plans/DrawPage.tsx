import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { dayAfter } from "../../inspect/draft";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { hrefOf } from "../../shell/route";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import type { DrawDetail } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { drawHref, pageHref } from "../links";
import { Happenings } from "../../operator/works/Happenings";
import { useInspectionWords } from "../useInspectionWords";
import { COMPUTES_MS, DraftForm } from "./DraftForm";

const DUE_DAYS = 30;
const STEPS = ["draft", "change", "freeze", "enter", "differ", "draw", "assign", "withdraw"] as const;

interface StepProps {
  draw: DrawDetail;
  onDone: () => void;
}

function FreezeForm({ draw, onDone }: StepProps) {
  const { t, stamp } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [by, setBy] = useState(rememberedBy);
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        run(() => send("POST", `/draws/${draw.id}/freeze`, { by, version: draw.version }, COMPUTES_MS), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("draw.freeze")}
        </button>
      }
    >
      <p>{t("draw.freeze_hint", { time: stamp(draw.not_before) })}</p>
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

function EnterForm({ draw, onDone }: StepProps) {
  const { t, speak } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [told, setTold] = useState<Record<string, string>>({});
  const [by, setBy] = useState(rememberedBy);
  const values = () =>
    Object.fromEntries(draw.plan.entropy.sources.map(({ id }) => [id, (told[id] ?? "").split(/\D+/).filter(Boolean).map(Number)]));
  return (
    <Form
      data-testid="enter"
      fault={fault}
      onSubmit={() => {
        run(() => send("POST", `/draws/${draw.id}/entropy`, { values: values(), by }, COMPUTES_MS), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("draw.enter_send")}
        </button>
      }
    >
      <p>{t("draw.enter_hint")}</p>
      {draw.entered_by !== null && <p role="status">{t("draw.entered", { who: draw.entered_by })}</p>}
      {draw.plan.entropy.sources.map((source) => (
        <TextField
          key={source.id}
          label={t("draw.numbers_of", { name: speak(source), count: source.numbers, least: source.least, most: source.most })}
          field="wide"
          required
          inputMode="numeric"
          name={source.id}
          autoComplete="off"
          value={told[source.id] ?? ""}
          onChange={(text) => {
            setTold({ ...told, [source.id]: text });
          }}
        />
      ))}
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

function AssignForm({ draw, onDone }: StepProps) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [due, setDue] = useState(() => dayAfter(Date.now(), DUE_DAYS));
  const [by, setBy] = useState(rememberedBy);
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        run(() => send("POST", `/draws/${draw.id}/assign`, { due_on: due, by }, COMPUTES_MS), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("draw.assign_send")}
        </button>
      }
    >
      <TextField label={t("draw.assign_due")} type="date" required value={due} onChange={setDue} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

function WithdrawForm({ draw, onDone }: StepProps) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [note, setNote] = useState("");
  const [by, setBy] = useState(rememberedBy);
  return (
    <details>
      <summary>{t("draw.withdraw")}</summary>
      <Form
        fault={fault}
        onSubmit={() => {
          run(() => send("POST", `/draws/${draw.id}/withdraw`, { note, by, version: draw.version }), onDone);
        }}
        buttons={
          <button type="submit" className="button" disabled={busy || note.trim() === ""}>
            {t("draw.withdraw")}
          </button>
        }
      >
        <TextField label={t("draw.withdraw_why")} field="wide" required maxLength={500} value={note} onChange={setNote} />
        <ByField value={by} onChange={setBy} />
      </Form>
    </details>
  );
}

function OneDraw({ number }: { number: string }) {
  const { t, speak } = useInspectionWords();
  const plans = useMay("plan-inspections");
  const loaded = useData<DrawDetail>(`/draws/${number}`, {}, 15_000);
  const draw = loaded.data;
  if (draw === null) {
    return (
      <Page title={t("draw.title")}>
        <State loaded={loaded} />
      </Page>
    );
  }
  const step = STEPS.find((action) => action === draw.timeline.at(-1)?.action);
  const named = (action: string) => {
    const known = STEPS.find((each) => each === action);
    const word = known ? t(`draw.do_${known}`) : action;
    return { zh: word, en: word };
  };
  const props = { draw, onDone: loaded.again };
  return (
    <Page
      title={speak({ zh: draw.title_zh, en: draw.title_en })}
      tools={
        draw.frozen_at !== null && (
          <a className="button" href={hrefOf(["draws", draw.number])}>
            {t("draw.public")}
          </a>
        )
      }
    >
      <Facts
        facts={[
          { name: t("draw.number"), value: draw.number },
          {
            name: t("draw.state"),
            value: (
              <span data-testid="draw-state" data-state={draw.state} data-step={step}>
                {t(`draw.state_${draw.state}`)}
              </span>
            ),
          },
          { name: t("draw.drawn"), value: draw.drawn },
          {
            name: t("draw.tasks"),
            value: draw.tasks ? <a href={pageHref("tasks", { draw: draw.id })}>{draw.tasks}</a> : "–",
          },
        ]}
      />
      {draw.commitment !== null && (
        <p>
          {t("draw.commitment")} <code className="in-hash">{draw.commitment}</code>
        </p>
      )}
      {plans && draw.state === "drafted" && (
        <>
          <Panel title={t("draw.new")}>
            <DraftForm key={draw.version} draw={draw} onKept={loaded.again} />
          </Panel>
          <Panel title={t("draw.freeze")}>
            <FreezeForm {...props} />
          </Panel>
        </>
      )}
      {plans && draw.state === "frozen" && (
        <Panel title={t("draw.enter")}>
          <EnterForm key={draw.version} {...props} />
        </Panel>
      )}
      {plans && (draw.state === "drawn" || draw.state === "assigned") && (
        <Panel title={t("draw.assign")}>
          <AssignForm {...props} />
        </Panel>
      )}
      <Happenings steps={draw.timeline.map((entry) => ({ ...entry, label: named(entry.action) }))} />
      {plans && (draw.state === "drafted" || draw.state === "frozen") && <WithdrawForm {...props} />}
    </Page>
  );
}

/** One draw from its plan to its tasks, step by step; `new`: a plan to be drawn up. */
export function DrawPage() {
  const { t } = useInspectionWords();
  const { steps } = useRoute();
  const number = steps[2] ?? "new";
  if (number !== "new") return <OneDraw number={number} />;
  return (
    <Page title={t("draw.new")}>
      <DraftForm
        draw={null}
        onKept={({ id }) => {
          goTo(drawHref(id));
        }}
      />
    </Page>
  );
}

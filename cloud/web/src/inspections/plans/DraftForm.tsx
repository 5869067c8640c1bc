import { useState } from "react";

import { get, send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { dayAfter } from "../../inspect/draft";
import { Table, type Column } from "../../operator/works/Table";
import type { DrawDetail, PlanCheck, PlanTold } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { useInspectionWords } from "../useInspectionWords";

/** A province's list takes the centre its time: 100,000 units some fifteen seconds. */
export const COMPUTES_MS = 120_000;

const written = (plan: PlanTold) => JSON.stringify(plan, null, 2);

function read(text: string): PlanTold | null {
  try {
    return JSON.parse(text) as PlanTold;
  } catch {
    return null;
  }
}

function Figures({ check }: { check: PlanCheck }) {
  const { t, number } = useInspectionWords();
  const columns: Column<PlanCheck["strata"][number]>[] = [
    { key: "stratum", head: t("draw.stratum"), cell: (row) => row.stratum },
    ...(["base", "quota", "certain", "draw", "blind", "excluded"] as const).map((key) => ({
      key,
      head: t(`draw.${key}`),
      number: true,
      cell: (row: PlanCheck["strata"][number]) => number(row[key]),
    })),
  ];
  return (
    <>
      <p role="status" data-testid="plan-check">
        {t("draw.checked", { ...check, strata: undefined })}
      </p>
      <Table caption={t("draw.check")} columns={columns} rows={check.strata} rowKey={({ stratum }) => stratum} />
    </>
  );
}

/** A plan written from the template and tried against the lists before it is kept. */
export function DraftForm({ draw, onKept }: { draw: DrawDetail | null; onKept: (kept: DrawDetail) => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [area, setArea] = useState(draw?.area ?? "15");
  const [day, setDay] = useState(() => draw?.plan.date ?? dayAfter(Date.now(), 0));
  const [text, setText] = useState(draw ? written(draw.plan) : "");
  const [check, setCheck] = useState<PlanCheck | null>(null);
  const [by, setBy] = useState(rememberedBy);
  const plan = read(text);
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        run(
          () =>
            draw
              ? send<DrawDetail>("PUT", `/draws/${draw.id}`, { plan, by, version: draw.version })
              : send<DrawDetail>("POST", "/draws", { plan, by }),
          onKept,
        );
      }}
      buttons={
        <>
          <button
            type="button"
            className="button"
            disabled={busy || plan === null}
            onClick={() => {
              run(() => send<PlanCheck>("POST", "/draws/check", { plan }, COMPUTES_MS), setCheck);
            }}
          >
            {t("draw.check")}
          </button>
          <button type="submit" className="button strong" disabled={busy || plan === null}>
            {t("draw.save")}
          </button>
        </>
      }
    >
      {draw === null && (
        <>
          <TextField label={`${t("draw.area")} · ${t("draw.area_hint")}`} required pattern="15([0-9]{2}){0,2}" value={area} onChange={setArea} />
          <TextField label={t("draw.day")} type="date" required value={day} onChange={setDay} />
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => {
              run(
                () => get<PlanTold>("/draws/template", { area, day }),
                (found) => {
                  setText(written(found));
                },
              );
            }}
          >
            {t("draw.template")}
          </button>
        </>
      )}
      <p className="muted">{t("draw.plan_hint")}</p>
      <LongField
        label={t("draw.plan")}
        className="in-plan"
        rows={18}
        spellCheck={false}
        required
        value={text}
        onChange={(next) => {
          setText(next);
          setCheck(null);
        }}
      />
      {text.trim() !== "" && plan === null && <p role="alert">{t("draw.broken")}</p>}
      {check && <Figures check={check} />}
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

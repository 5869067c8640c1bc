import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import type { Plan } from "../api";
import { oneHref } from "../links";
import { useForceWords } from "../useForceWords";

const LONGEST = 8_000;
const LEAST_ROWS = 4;

function Fields({ plan }: { plan: Plan }) {
  const { t, speak } = useForceWords();
  const { busy, fault, run } = useChange();
  const [title, setTitle] = useState(plan.title);
  const [note, setNote] = useState(plan.note);
  const [months, setMonths] = useState("");
  const [texts, setTexts] = useState(() => Object.fromEntries(plan.sections.map(({ section, text }) => [section, text])));
  return (
    <Form
      className="fo-plan-form"
      fault={fault}
      data-testid="plan-form"
      onSubmit={() => {
        const body = {
          made_at: plan.made_at,
          title: title.trim(),
          sections: texts,
          review_months: months === "" ? null : Number(months),
          note,
        };
        run(
          () => send<Plan>("PUT", `/preplans/${plan.id}`, body),
          () => {
            goTo(oneHref("preplans", plan.id));
          },
        );
      }}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {t(busy ? "form.saving" : "form.save")}
          </button>
          <a className="button quiet" href={oneHref("preplans", plan.id)}>
            {t("form.cancel")}
          </a>
        </>
      }
    >
      <TextField label={t("field.title")} at="title" field="wide" required maxLength={256} value={title} onChange={setTitle} />
      {plan.sections.map(({ section, name }) => {
        const text = texts[section] ?? "";
        return (
          <LongField
            key={section}
            label={speak(name)}
            at={`sections.${section}`}
            maxLength={LONGEST}
            rows={Math.max(LEAST_ROWS, text.split("\n").length + 1)}
            value={text}
            onChange={(told) => {
              setTexts((held) => ({ ...held, [section]: told }));
            }}
          />
        );
      })}
      <TextField
        label={t("plan.review_anew")}
        at="review_months"
        type="number"
        min={1}
        max={60}
        placeholder={t("plan.review_stays")}
        value={months}
        onChange={setMonths}
      />
      <LongField label={t("field.note")} at="note" maxLength={2_000} value={note} onChange={setNote} />
    </Form>
  );
}

/** Goes on with a version that is not in force yet. */
export function EditPlan({ id }: { id: number }) {
  const { t } = useForceWords();
  const loaded = useData<Plan>(`/preplans/${id}`);
  const plan = loaded.data;
  return (
    <Page title={plan ? t("form.edit_one", { name: plan.title }) : t("form.edit")}>
      {plan?.valid_from === null && <p className="op-note">{t("plan.fill_in")}</p>}
      {plan ? (
        plan.valid_from === null ? (
          <Fields key={plan.id} plan={plan} />
        ) : (
          <p className="op-note">
            {t("plan.fixed")} <a href={oneHref("preplans", id)}>{plan.title}</a>
          </p>
        )
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}

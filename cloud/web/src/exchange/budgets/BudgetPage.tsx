import { useState, type SyntheticEvent } from "react";

import { send } from "../../api/client";
import { organisationHref } from "../../operator/links";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { LIMITS, type Budget } from "../api";
import { budgetsHref } from "../links";
import { useExchangeWords } from "../useExchangeWords";
import { limitsOf, writtenLimits } from "./limits";
import { UseTable } from "./UseTable";

function Form({ budget, onDone }: { budget: Budget; onDone: (what: "saved" | "forgotten") => void }) {
  const { t, number } = useExchangeWords();
  const [written, setWritten] = useState(() => writtenLimits(budget));
  const [note, setNote] = useState(budget.note);
  const { busy, fault, run } = useChange();
  const path = `/budgets/${budget.organisation_id}`;
  const limits = limitsOf(written);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!limits) return;
    const told = { ...limits, note: note.trim(), version: budget.version };
    run(
      () => send("PUT", path, told),
      () => {
        onDone("saved");
      },
    );
  };
  return (
    <form className="op-form" onSubmit={submit}>
      {LIMITS.map((limit) => (
        <label key={limit} className="op-field">
          <span>{t(`budget.${limit}`)}</span>
          <input
            inputMode="numeric"
            pattern="[0-9]{0,10}"
            value={written[limit]}
            placeholder={
              budget.inherited.includes(limit)
                ? t("budget.inherited", { number: number(budget[limit]) })
                : t("budget.as_settings")
            }
            onChange={(event) => {
              setWritten({ ...written, [limit]: event.target.value });
            }}
          />
        </label>
      ))}
      <label className="op-field wide">
        <span>{t("budget.note")}</span>
        <input
          value={note}
          maxLength={512}
          onChange={(event) => {
            setNote(event.target.value);
          }}
        />
      </label>
      <p className="muted wide">{t("budget.how")}</p>
      {fault && <FaultNote fault={fault} />}
      <div className="op-form-buttons">
        <button type="submit" className="button strong" disabled={busy || !limits}>
          {t("form.save")}
        </button>
        {budget.own && (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            onClick={() => {
              run(
                () => send("DELETE", path),
                () => {
                  onDone("forgotten");
                },
              );
            }}
          >
            {t("budget.forget")}
          </button>
        )}
      </div>
    </form>
  );
}

/** The budget of one organisation, and what it used in a month. */
export function BudgetPage({ id }: { id: number }) {
  const { t } = useExchangeWords();
  const loaded = useData<Budget>(`/budgets/${id}`);
  const organisation = useData<{ name: string }>(`/organisations/${id}`);
  const [done, setDone] = useState<"saved" | "forgotten" | null>(null);
  const budget = loaded.data;
  return (
    <Page
      title={t("budget.one", { name: organisation.data?.name ?? `#${id}` })}
      tools={
        <>
          <a className="button quiet" href={organisationHref(id)}>
            {t("letters.its_organisation")}
          </a>
          <a className="button quiet" href={budgetsHref()}>
            {t("budget.back")}
          </a>
        </>
      }
    >
      <p role="status" className={done ? "ex-done" : "visually-hidden"}>
        {done && t(`done.${done}`)}
      </p>
      {budget ? (
        <Form
          key={`${budget.own ? "own" : "settings"} ${budget.version ?? 0}`}
          budget={budget}
          onDone={(what) => {
            setDone(what);
            loaded.again();
          }}
        />
      ) : (
        <State loaded={loaded} />
      )}
      {budget && (
        <Panel title={t("budget.month")}>
          <UseTable days={30} organisation={id} />
        </Panel>
      )}
    </Page>
  );
}

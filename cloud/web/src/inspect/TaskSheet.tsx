import { Fragment, useState } from "react";

import { LongField } from "../forms/LongField";
import { useNamespace } from "../i18n/useNamespace";
import type { Item, Task } from "./api";
import { answered, changed, missing, newFinding, newKey, submission, type Draft } from "./draft";
import { FindingForm } from "./FindingForm";
import { ItemCard } from "./ItemCard";
import { MOST, type Parcel } from "./outbox";
import { Rechecks } from "./Rechecks";
import { useDraft } from "./useDraft";
import type { Outgoing } from "./useParcels";

const HINDRANCES = ["closed-down", "refused"] as const;

/** The parcels that a draft becomes: the submission, then every photo of its findings. */
function parcelsOf(task: Task, draft: Draft, by: string, hindered?: string): Parcel[] {
  const key = newKey();
  const common = { inspection: task.id, attempt: 0, fault: null };
  const told = { key, by, at: Date.now(), done: true, ...(hindered === undefined ? {} : { hindered }) };
  return [
    {
      ...common,
      id: key,
      kind: "submission",
      title: task.organisation,
      body: submission(draft, told),
      findings: draft.findings.map((finding) => finding.key),
    },
    ...draft.findings.flatMap((finding) =>
      finding.photos.map((photo): Parcel => ({
        ...common,
        id: photo.key,
        kind: "photo",
        title: finding.text,
        photo: photo.blob,
        key: photo.key,
        stage: "found",
        hazard: finding.key,
        by,
      })),
    ),
  ];
}

interface Props {
  task: Task;
  by: string;
  outgoing: Outgoing;
}

/** One task: its checklist group by group, findings with photos, re-checks, and the way to send it all. */
export function TaskSheet({ task, by, outgoing }: Props) {
  const { t, speak } = useNamespace("inspect");
  const { draft, change, clear } = useDraft(task);
  const [sent, setSent] = useState(false);
  const waits = outgoing.parcels.some(({ kind, inspection }) => kind === "submission" && inspection === task.id);
  if (draft === null) return <p className="site-note">{t("loading")}</p>;
  if (sent || waits) {
    return (
      <p className="site-note" role="status" data-testid="task-sent">
        {t(waits ? "kept" : "sent")}
      </p>
    );
  }
  const { items, groups } = task.checklist;
  const lacks = missing(task, draft);
  const done = items.length - lacks.items.length;
  const put = (parcels: readonly Parcel[]) => void outgoing.put(parcels);
  const full = outgoing.parcels.length >= MOST;
  const send = (hindered?: string) => {
    const parcels = parcelsOf(task, draft, by, hindered);
    void outgoing.put(parcels).then(async () => {
      setSent(true);
      await clear();
    });
  };
  const goTo = (id: string) => {
    const place = document.getElementById(id);
    place?.scrollIntoView({ block: "center" });
    place?.focus({ preventScroll: true });
  };
  const form = (finding: Draft["findings"][number], title: string, removable = false) => (
    <FindingForm
      key={finding.key}
      finding={finding}
      title={title}
      onChange={(change_) => {
        change(changed(draft, finding.key, change_));
      }}
      onRemove={
        removable
          ? () => {
              change({ ...draft, findings: draft.findings.filter(({ key }) => key !== finding.key) });
            }
          : undefined
      }
    />
  );
  const named = (item: Item) => `${t("finding")} · ${speak(item.label)}`;
  return (
    <>
      <h1>{task.organisation}</h1>
      <p>
        {task.address} · <span className="num">{t("due", { day: task.due_on })}</span>
      </p>
      <p className="num" role="status" data-testid="progress">
        {t("answered", { done, all: items.length })}
      </p>
      <Rechecks hazards={task.to_recheck} inspection={task.id} by={by} onPut={put} />
      {groups.map((group) => (
        <section key={group.code} aria-labelledby={`group-${group.code}`}>
          <h2 id={`group-${group.code}`}>{speak(group.label)}</h2>
          {items
            .filter((item) => item.group === group.code)
            .map((item) => (
              <Fragment key={item.code}>
                <ItemCard
                  item={item}
                  answer={draft.answers[item.code]}
                  onAnswer={(answer) => {
                    change(answered(draft, item, answer, Date.now()));
                  }}
                />
                {draft.findings
                  .filter((finding) => finding.item === item.code)
                  .map((finding) => form(finding, named(item)))}
              </Fragment>
            ))}
        </section>
      ))}
      <section aria-label={t("other_title")}>
        <h2>{t("other_title")}</h2>
        {draft.findings.filter(({ item }) => item === "").map((finding) => form(finding, t("finding"), true))}
        <button
          type="button"
          className="site-button quiet"
          onClick={() => {
            change({ ...draft, findings: [...draft.findings, newFinding(null, Date.now())] });
          }}
        >
          {t("other")}
        </button>
      </section>
      <LongField
        label={t("note")}
        maxLength={2000}
        value={draft.note}
        onChange={(note) => {
          change({ ...draft, note });
        }}
      />
      {lacks.items.length > 0 && (
        <button
          type="button"
          className="site-button quiet"
          onClick={() => {
            goTo(`item-${lacks.items[0] ?? ""}`);
          }}
        >
          {t("missing_items", { count: lacks.items.length })}
        </button>
      )}
      {lacks.findings.length > 0 && <p role="status">{t("missing_findings", { count: lacks.findings.length })}</p>}
      {full && <p role="alert">{t("full")}</p>}
      <button
        type="button"
        className="site-button inspect-submit"
        data-testid="submit"
        disabled={lacks.items.length + lacks.findings.length > 0 || by.trim() === "" || full}
        onClick={() => {
          send();
        }}
      >
        {t("submit")}
      </button>
      <details>
        <summary>{t("hindered")}</summary>
        <div className="inspect-list">
          {HINDRANCES.map((hindered) => (
            <button
              key={hindered}
              type="button"
              className="site-button quiet"
              disabled={by.trim() === "" || full || lacks.findings.length > 0}
              onClick={() => {
                send(hindered);
              }}
            >
              {t(hindered)}
            </button>
          ))}
        </div>
      </details>
    </>
  );
}

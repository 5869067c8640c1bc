import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Origins } from "../../operator/lineage/Origins";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import type { InspectionDetail, Item } from "../api";
import { ByField, rememberedBy } from "../../forms/ByField";
import { useHazardColumns } from "../hazards/HazardsPage";
import { TaskMark } from "../Marks";
import { Happenings } from "../../operator/works/Happenings";
import { useNews } from "../../hooks/useNews";
import { useInspectionWords } from "../useInspectionWords";
import { PeopleField } from "./PeopleField";

function AssignForm({ task, onDone }: { task: InspectionDetail; onDone: () => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [people, setPeople] = useState(() => task.inspectors.map(({ id }) => id));
  const [by, setBy] = useState(rememberedBy);
  const word = task.state === "planned" ? "task.assign" : "task.reassign";
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        const told = { inspectors: people, version: task.version, by };
        run(() => send("POST", `/inspections/${task.id}/assign`, told), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy || people.length < 2}>
          {t(word)}
        </button>
      }
    >
      <PeopleField chosen={people} onChange={setPeople} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

function WithdrawForm({ task, onDone }: { task: InspectionDetail; onDone: () => void }) {
  const { t } = useInspectionWords();
  const { busy, fault, run } = useChange();
  const [note, setNote] = useState("");
  const [by, setBy] = useState(rememberedBy);
  return (
    <details>
      <summary>{t("task.withdraw")}</summary>
      <Form
        fault={fault}
        onSubmit={() => {
          run(() => send("POST", `/inspections/${task.id}/withdraw`, { note, version: task.version, by }), onDone);
        }}
        buttons={
          <button type="submit" className="button" disabled={busy || note.trim() === ""}>
            {t("task.withdraw")}
          </button>
        }
      >
        <TextField label={t("task.withdraw_why")} field="wide" required maxLength={500} value={note} onChange={setNote} />
        <ByField value={by} onChange={setBy} />
      </Form>
    </details>
  );
}

function Answers({ task }: { task: InspectionDetail }) {
  const { t, speak } = useInspectionWords();
  const held = new Map(task.answers.map((row) => [row.item, row]));
  const columns: Column<Item>[] = [
    { key: "item", head: t("task.answers"), cell: (row) => speak(row.label) },
    {
      key: "answer",
      head: t("task.answer"),
      cell: (row) => {
        const answer = held.get(row.code)?.answer;
        return <span data-bad={answer === "nonconform" || undefined}>{answer ? t(`task.answer_${answer}`) : t("task.unanswered")}</span>;
      },
    },
    { key: "clause", head: t("hazard.clause"), extra: true, cell: (row) => speak(row.clause) },
  ];
  return (
    <Panel title={t("task.answers")}>
      <Table caption={t("task.answers")} columns={columns} rows={task.checklist.items} rowKey={({ code }) => code} />
    </Panel>
  );
}

/** One task: who goes, what was answered and found, and what happened. */
export function TaskPage() {
  const { t } = useInspectionWords();
  const { steps } = useRoute();
  const plans = useMay("plan-inspections");
  const loaded = useData<InspectionDetail>(`/inspections/${steps[2] ?? ""}`);
  useNews("inspection", loaded.again);
  const columns = useHazardColumns(false);
  const task = loaded.data;
  if (task === null) {
    return (
      <Page title={t("task.title")}>
        <State loaded={loaded} />
      </Page>
    );
  }
  const open = ["planned", "assigned", "started"].includes(task.state);
  return (
    <Page title={task.organisation}>
      <Facts
        facts={[
          {
            name: t("task.state"),
            value: (
              <span data-testid="task-state" data-state={task.state}>
                <TaskMark task={task} />
              </span>
            ),
          },
          { name: t("task.due"), value: task.due_on },
          { name: t("task.origin"), value: t(`task.origin_${task.origin}`) },
          { name: t("task.who"), value: task.inspectors.map(({ name, number }) => `${name} (${number})`).join("、") || "–" },
          ...(task.result ? [{ name: t("task.result"), value: t(`task.result_${task.result}`) }] : []),
        ]}
      />
      {plans && (task.state === "planned" || task.state === "assigned") && (
        <Panel title={t(task.state === "planned" ? "task.assign" : "task.reassign")}>
          <AssignForm key={task.version} task={task} onDone={loaded.again} />
        </Panel>
      )}
      <Panel title={t("task.findings")}>
        {task.findings.length > 0 ? (
          <Table caption={t("task.findings")} columns={columns} rows={task.findings} rowKey={({ id }) => id} />
        ) : (
          <p className="empty">{t("task.no_findings")}</p>
        )}
      </Panel>
      <Answers task={task} />
      <Origins kind="inspections" id={task.id} quiet />
      <Happenings steps={task.timeline} />
      {plans && open && <WithdrawForm task={task} onDone={loaded.again} />}
    </Page>
  );
}

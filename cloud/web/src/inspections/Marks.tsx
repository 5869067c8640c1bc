import { Icon, type IconName } from "../components/Icon";
import type { Hazard, Inspection } from "./api";
import { useInspectionWords } from "./useInspectionWords";

const TASK_ICONS: Record<Inspection["state"], IconName> = {
  planned: "dashes",
  assigned: "person",
  started: "clock",
  submitted: "wrench",
  closed: "check",
  withdrawn: "cross",
};
const HAZARD_ICONS: Record<Hazard["state"], IconName> = {
  found: "question",
  ordered: "clock",
  reported: "letter",
  closed: "check",
  withdrawn: "cross",
};

/** How far a task has come, by shape and word; late ones say so. */
export function TaskMark({ task }: { task: Inspection }) {
  const { t } = useInspectionWords();
  return (
    <span className="in-mark" data-bad={task.late || undefined}>
      <Icon name={TASK_ICONS[task.state]} /> {t(`task.state_${task.state}`)}
      {task.late && ` · ${t("task.late")}`}
    </span>
  );
}

/** How far a hazard has come, by shape and word; overdue ones say so. */
export function HazardMark({ hazard }: { hazard: Hazard }) {
  const { t } = useInspectionWords();
  return (
    <span className="in-mark" data-bad={hazard.overdue || undefined}>
      <Icon name={HAZARD_ICONS[hazard.state]} /> {t(`hazard.state_${hazard.state}`)}
      {hazard.overdue && ` · ${t("hazard.overdue")}`}
    </span>
  );
}

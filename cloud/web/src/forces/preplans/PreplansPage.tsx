import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { EditPlan } from "./EditPlan";
import { NewPlan } from "./NewPlan";
import { PlanList } from "./PlanList";
import { PlanPage } from "./PlanPage";

/** Plans of buildings 预案: all of them, one, one to be gone on with, or a new one. */
export function PreplansPage() {
  const { steps } = useRoute();
  const mayEdit = useMay("edit-registry");
  const [, , which, what] = steps;
  if (which === "new" && mayEdit) return <NewPlan />;
  const id = Number(which);
  if (!Number.isSafeInteger(id) || id < 1) return <PlanList />;
  return what === "edit" && mayEdit ? <EditPlan key={id} id={id} /> : <PlanPage key={id} id={id} />;
}

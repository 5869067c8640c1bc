import { useRoute } from "../../shell/useRoute";
import { IntegrationList } from "./IntegrationList";
import { IntegrationPage } from "./IntegrationPage";
import { EditIntegration, NewIntegration } from "./IntegrationForms";

/** Platforms that push: all of them, one, one to be changed, or a new one. */
export function PushPage() {
  const { steps } = useRoute();
  const [, , which, what] = steps;
  if (which === "new") return <NewIntegration />;
  const id = Number(which);
  if (!Number.isSafeInteger(id) || id < 1) return <IntegrationList />;
  return what === "edit" ? <EditIntegration key={id} id={id} /> : <IntegrationPage key={id} id={id} />;
}

import { useRoute } from "../../shell/useRoute";
import { EditWebhook, NewWebhook } from "./WebhookForms";
import { WebhookList } from "./WebhookList";
import { WebhookPage } from "./WebhookPage";

/** Whom else we tell: all of them, one, one to be changed, or a new one. */
export function WebhooksPage() {
  const { steps } = useRoute();
  const [, , which, what] = steps;
  if (which === "new") return <NewWebhook />;
  const id = Number(which);
  if (!Number.isSafeInteger(id) || id < 1) return <WebhookList />;
  return what === "edit" ? <EditWebhook key={id} id={id} /> : <WebhookPage key={id} id={id} />;
}

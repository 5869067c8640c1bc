import { useState } from "react";

import { send } from "../../api/client";
import { SecretDialog } from "../../components/SecretDialog";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import type { Webhook, WebhookIn } from "../api";
import { webhookHref, webhooksHref } from "../links";
import { useExchangeWords } from "../useExchangeWords";
import { WebhookForm } from "./WebhookForm";

const BLANK: WebhookIn = {
  name: "",
  url: "",
  kinds: ["alarm"],
  event_kinds: [],
  areas: [],
  organisations: [],
  enabled: true,
};

/** Writes a new webhook down, and shows its secret, once. */
export function NewWebhook() {
  const { t } = useExchangeWords();
  const { busy, fault, run } = useChange();
  const [made, setMade] = useState<Webhook | null>(null);
  return (
    <Page title={t("webhook.new")}>
      <WebhookForm
        begin={BLANK}
        busy={busy || made !== null}
        fault={fault}
        back={webhooksHref()}
        onSave={(told) => {
          run(() => send<Webhook>("POST", "/webhooks", told), setMade);
        }}
      />
      {made?.secret && (
        <SecretDialog
          title={t("secret.title")}
          what={t("secret.what")}
          secret={made.secret}
          onClose={() => {
            goTo(webhookHref(made.id));
          }}
        />
      )}
    </Page>
  );
}

/** Changes a webhook; a change by somebody else in between is told and not overwritten. */
export function EditWebhook({ id }: { id: number }) {
  const { t } = useExchangeWords();
  const loaded = useData<Webhook>(`/webhooks/${id}`);
  const { busy, fault, run } = useChange();
  const webhook = loaded.data;
  return (
    <Page title={t("webhook.edit_one", { name: webhook?.name ?? "" })}>
      {webhook ? (
        <WebhookForm
          begin={webhook}
          busy={busy}
          fault={fault}
          back={webhookHref(id)}
          onSave={(told) => {
            run(
              () => send<Webhook>("PUT", `/webhooks/${id}`, { ...told, version: webhook.version }),
              () => {
                goTo(webhookHref(id));
              },
            );
          }}
        />
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}

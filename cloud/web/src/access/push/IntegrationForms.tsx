import { useState } from "react";

import { send } from "../../api/client";
import { SecretDialog } from "../../components/SecretDialog";
import { useChange } from "../../forms/useChange";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import { pushHref, pushesHref } from "../links";
import { useOwner } from "../parts/useOwner";
import { useAccessWords } from "../useAccessWords";
import { changeBody, newBody, type Created, type Integration } from "./api";
import { BLANK, IntegrationForm } from "./IntegrationForm";
import { useIntegration } from "./useIntegration";

/** Sets a platform up, and shows its secret, once. */
export function NewIntegration() {
  const { t } = useAccessWords();
  const { busy, fault, run } = useChange();
  const [made, setMade] = useState<Created | null>(null);
  return (
    <Page title={t("push.new")}>
      <p className="op-note">{t("push.what")}</p>
      <IntegrationForm
        begin={BLANK}
        owner={null}
        isNew
        busy={busy || made !== null}
        fault={fault}
        action={t("push.make")}
        back={pushesHref()}
        onSave={(draft) => {
          run(() => send<Created>("POST", "/push-integrations", newBody(draft)), setMade);
        }}
      />
      {made && (
        <SecretDialog
          title={t("push.secret_of", { name: made.integration.name })}
          what={t("push.secret_what")}
          secret={made.secret}
          onClose={() => {
            goTo(pushHref(made.integration.id));
          }}
        />
      )}
    </Page>
  );
}

/** Changes a platform; its name and kind stay. */
export function EditIntegration({ id }: { id: number }) {
  const { t } = useAccessWords();
  const { busy, fault, run } = useChange();
  const { loaded, integration } = useIntegration(id);
  const owner = useOwner(integration?.organisation_id);
  return (
    <Page title={t("push.edit_one", { name: integration?.name ?? "" })}>
      {integration && owner !== undefined ? (
        <IntegrationForm
          begin={{
            ...BLANK,
            name: integration.name,
            kind: integration.kind,
            area: integration.area,
            profile: integration.default_profile,
            host: integration.broker?.host ?? "",
            port: String(integration.broker?.port ?? 8883),
            username: integration.broker?.username ?? "",
            tlsCa: integration.broker?.tls_ca ?? "",
            enabled: integration.enabled,
          }}
          owner={owner}
          busy={busy}
          fault={fault}
          action={t("form.save")}
          back={pushHref(id)}
          onSave={(draft) => {
            run(
              () => send<Integration>("PUT", `/push-integrations/${id}`, changeBody(draft)),
              () => {
                goTo(pushHref(id));
              },
            );
          }}
        />
      ) : (
        <State loaded={loaded} empty={integration === null} what={t("push.none_such")} />
      )}
    </Page>
  );
}

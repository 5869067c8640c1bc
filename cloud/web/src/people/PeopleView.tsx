import "../styles/operator.css";

import type { ComponentType } from "react";

import { LinkRow } from "../components/LinkRow";
import { PageTools } from "../components/PageTools";
import { addWords } from "../operator/words";
import { hrefOf } from "../shell/route";
import { may, useMe } from "../shell/useMe";
import { useRoute } from "../shell/useRoute";
import { AuditPage } from "./AuditPage";
import { MinePage } from "./MinePage";
import { PeoplePage } from "./PeoplePage";
import { usePeopleWords } from "./usePeopleWords";

addWords();

const PAGES = [
  { step: "people", permission: "edit-people", view: PeoplePage },
  { step: "audit", permission: "read-audit", view: AuditPage },
  { step: "me", permission: null, view: MinePage },
] as const;

const TITLE = { people: "page.people", audit: "page.audit", me: "page.mine" } as const;

/** People, the audit log and one's own account, beside each other as far as one may see them. */
export function PeopleView() {
  const { t } = usePeopleWords();
  const me = useMe();
  const { steps } = useRoute();
  const seen = PAGES.filter(({ permission }) => permission === null || may(me, permission));
  const entry = seen.find(({ step }) => step === steps[0]) ?? seen.at(-1);
  const View: ComponentType = entry?.view ?? MinePage;
  return (
    <div className="operator">
      <div className="op-bar">
        <LinkRow
          label={t("page.nav")}
          links={seen.map(({ step }) => ({
            key: step,
            href: hrefOf([step]),
            text: t(TITLE[step]),
            current: step === entry?.step ? "page" : undefined,
          }))}
        />
        <PageTools />
      </div>
      <View key={entry?.step} />
    </div>
  );
}

import type { CertificateList } from "../../access/revocation/api";
import { CertificateTable } from "../../access/revocation/CertificateTable";
import { useData } from "../useData";
import { State } from "../works/State";
import { useWords } from "../words/useWords";

/** The certificates that a gateway was given, newest first. */
export function CertificatesPanel({ gateway }: { gateway: string }) {
  const { t } = useWords();
  const loaded = useData<CertificateList>("/certificates", { gateway, limit: 100 });
  const rows = loaded.data?.items ?? [];
  if (rows.length === 0) return <State loaded={loaded} empty what={t("certificates.none")} />;
  return <CertificateTable rows={rows} caption={t("column.certificate")} ofOne onChange={loaded.again} />;
}

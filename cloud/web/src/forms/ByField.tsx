import { useTranslation } from "react-i18next";

import { recall, remember } from "../preferences/storage";
import { useMe } from "../shell/useMe";
import { TextField } from "./TextField";

/** Who decides, where nobody logs in; with an account nobody is asked. */
export function ByField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  if (me?.account_id) return null;
  return (
    <TextField
      label={t("form.by")}
      required
      maxLength={64}
      value={value}
      onChange={(text) => {
        remember("signer", text);
        onChange(text);
      }}
    />
  );
}

export const rememberedBy = () => recall("signer") ?? "";

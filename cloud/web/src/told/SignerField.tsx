import { SelectField } from "../forms/SelectField";
import type { Signing } from "./useSigners";

/** Who signs, where nobody has logged in. */
export function SignerField({ signing, label, nobody }: { signing: Signing; label: string; nobody: string }) {
  if (!signing.needed) return null;
  if (signing.people.length === 0) return signing.known ? <p className="muted wide">{nobody}</p> : null;
  return (
    <SelectField
      label={label}
      value={String(signing.person ?? "")}
      onChange={(told) => {
        signing.choose(Number(told));
      }}
    >
      {signing.people.map(({ account_id, name }) => (
        <option key={account_id} value={account_id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

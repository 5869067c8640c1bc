import { Chips } from "./Chips";
import { OrganisationSearch, type Found } from "./OrganisationSearch";

interface Props {
  label: string;
  chosen: Found | null;
  onChange: (chosen: Found | null) => void;
}

/** One organisation or none: looked for, shown once it is chosen, and taken out again. */
export function OrganisationField({ label, chosen, onChange }: Props) {
  if (chosen === null) return <OrganisationSearch label={label} onChoose={onChange} />;
  return (
    <div className="op-field">
      <span>{label}</span>
      <Chips
        label={label}
        items={[{ key: chosen.id, text: chosen.name, shown: chosen.name }]}
        onRemove={() => {
          onChange(null);
        }}
      />
    </div>
  );
}

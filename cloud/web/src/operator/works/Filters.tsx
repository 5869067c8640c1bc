import type { ReactNode } from "react";

import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";

/** A choice of one filter: what is chosen stands in the address, so that a list can be sent on. */
export function FilterSelect({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly { value: string; text: string }[];
}) {
  const route = useRoute();
  return (
    <label className="op-filter">
      <span>{label}</span>
      <select
        value={route.query[name] ?? ""}
        onChange={(event) => {
          goTo(hrefWith(route, { [name]: event.target.value || null }));
        }}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A filter of free text; it counts once it is sent. */
export function FilterText({ name, label, placeholder }: { name: string; label: string; placeholder?: string }) {
  const route = useRoute();
  const value = route.query[name] ?? "";
  return (
    <form
      className="op-filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get(name);
        goTo(hrefWith(route, { [name]: typeof typed === "string" && typed.trim() ? typed.trim() : null }));
      }}
    >
      <label>
        <span>{label}</span>
        <input key={value} name={name} defaultValue={value} placeholder={placeholder} maxLength={128} />
      </label>
    </form>
  );
}

export function FilterBar({ children }: { children: ReactNode }) {
  return <div className="op-filters">{children}</div>;
}

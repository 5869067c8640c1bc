import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { momentOf, writtenOf } from "./moments";

/** A moment as a filter, in the region's time; it counts once the field is left, or with Enter. */
export function FilterTime({ name, label }: { name: string; label: string }) {
  const route = useRoute();
  const value = writtenOf(route.query[name]);
  const take = (written: string) => {
    if (written !== value) goTo(hrefWith(route, { [name]: momentOf(written) }));
  };
  return (
    <form
      className="op-filter"
      onSubmit={(event) => {
        event.preventDefault();
        const written = new FormData(event.currentTarget).get(name);
        take(typeof written === "string" ? written : "");
      }}
    >
      <label>
        <span>{label}</span>
        <input
          key={value}
          type="datetime-local"
          name={name}
          defaultValue={value}
          onBlur={(event) => {
            take(event.target.value);
          }}
        />
      </label>
    </form>
  );
}

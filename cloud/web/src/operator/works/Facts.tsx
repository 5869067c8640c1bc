import type { ReactNode } from "react";

export interface Fact {
  name: string;
  value: ReactNode;
  bad?: boolean;
}

/** Facts with their names; `bad` says that someone should look. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="op-facts">
      {facts.map(({ name, value, bad }) => (
        <div key={name} data-bad={bad ? true : undefined}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

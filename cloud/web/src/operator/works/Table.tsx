import type { ReactNode } from "react";

export interface Column<T> {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  /** Figures stand to the right. */
  number?: boolean;
  /** Left out where room is short. */
  extra?: boolean;
}

interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string | number;
}

/** A table whose first cell names its row. It scrolls within itself where room is short. */
export function Table<T>({ caption, columns, rows, rowKey }: Props<T>) {
  const mark = (column: Column<T>) =>
    [column.number ? "num" : "", column.extra ? "extra" : ""].filter(Boolean).join(" ") || undefined;
  return (
    // A region that scrolls must be reached by the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="op-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table className="op-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={mark(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.key} scope="row" className={mark(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={mark(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

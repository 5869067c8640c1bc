/** What a phone keeps while there is no line: tasks, drafts and parcels, in its own database. */

const NAME = "steppewatch-inspect";
const STORES = ["kept", "drafts", "parcels"] as const;
type Store = (typeof STORES)[number];

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error ?? new Error(NAME));
    };
  });
  return opened;
}

/** One transaction; resolved once it is durable. */
async function within<T>(store: Store, mode: IDBTransactionMode, work: (held: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const held = await database();
  return new Promise((resolve, reject) => {
    const transaction = held.transaction(store, mode, { durability: "strict" });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => {
      resolve(request.result);
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error(store));
    };
  });
}

export const read = <T>(store: Store, key: string) =>
  within<T | undefined>(store, "readonly", (held) => held.get(key) as IDBRequest<T | undefined>);
export const all = <T>(store: Store) => within<T[]>(store, "readonly", (held) => held.getAll() as IDBRequest<T[]>);
export const write = (store: Store, key: string, value: unknown) =>
  within(store, "readwrite", (held) => held.put(value, key));
export const remove = (store: Store, key: string) => within(store, "readwrite", (held) => held.delete(key));

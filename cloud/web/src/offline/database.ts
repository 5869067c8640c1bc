/** What a page keeps on its device while there is no line, in a database of its own. */

export interface KeptDatabase<Store extends string> {
  read: <T>(store: Store, key: string) => Promise<T | undefined>;
  all: <T>(store: Store) => Promise<T[]>;
  write: (store: Store, key: string, value: unknown) => Promise<IDBValidKey>;
  remove: (store: Store, key: string) => Promise<undefined>;
}

export function keptDatabase<Store extends string>(name: string, stores: readonly Store[]): KeptDatabase<Store> {
  let opened: Promise<IDBDatabase> | null = null;

  function database(): Promise<IDBDatabase> {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const store of stores) request.result.createObjectStore(store);
      };
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        opened = null;
        reject(request.error ?? new Error(name));
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

  return {
    read: <T>(store: Store, key: string) =>
      within(store, "readonly", (held) => held.get(key) as IDBRequest<T | undefined>),
    all: <T>(store: Store) => within(store, "readonly", (held) => held.getAll() as IDBRequest<T[]>),
    write: (store: Store, key: string, value: unknown) => within(store, "readwrite", (held) => held.put(value, key)),
    remove: (store: Store, key: string) => within(store, "readwrite", (held) => held.delete(key)),
  };
}

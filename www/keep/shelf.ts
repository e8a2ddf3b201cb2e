// Where saved runs lie: in the origin's private file system, or in IndexedDB where a browser has none (no worker access, plain http).
// Both are of this origin alone, and a browser may clear them when the disk is full.

// The smallest kept layer over IndexedDB (1 kB, Apache-2.0, by one of its specification's editors).
import { createStore, del, get, keys, set } from 'idb-keyval';

/** In a worker; TypeScript's types for pages lack it. */
interface AccessHandle {
  truncate(size: number): void;
  write(bytes: BufferSource, options: { at: number }): number;
  flush(): void;
  close(): void;
}

/** Files by name. Every method rejects with the browser's own DOMException. */
export interface Shelf {
  names(): Promise<string[]>;
  /** Rejects with a QuotaExceededError if there is no room, and then leaves nothing behind. */
  write(name: string, parts: Uint8Array[]): Promise<void>;
  /** Null if it is gone. */
  read(name: string): Promise<Blob | null>;
  remove(name: string): Promise<void>;
}

export const isFull = (error: unknown) => (error as { name?: unknown } | null)?.name === 'QuotaExceededError';

/** The shelf of this name. */
export async function openShelf(name: string): Promise<Shelf> {
  try {
    return await fileShelf(name);
  } catch {
    return databaseShelf(name);
  }
}

async function fileShelf(shelf: string): Promise<Shelf> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(shelf, { create: true });
  // Of this file only a worker can have a handle, and only where the browser has them.
  if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype)) throw new Error('no access handles');
  return {
    async names() {
      const names = [];
      for await (const name of folder.keys()) names.push(name);
      return names;
    },
    async write(name, parts) {
      const file = await folder.getFileHandle(name, { create: true });
      const access = await (
        file as unknown as { createSyncAccessHandle(): Promise<AccessHandle> }
      ).createSyncAccessHandle();
      try {
        access.truncate(0);
        let at = 0;
        for (const part of parts) {
          const written = access.write(part as BufferSource, { at });
          if (written < part.length) throw new DOMException('no room', 'QuotaExceededError');
          at += written;
        }
        access.flush();
        access.close();
      } catch (error) {
        access.close();
        await folder.removeEntry(name).catch(() => {});
        throw error;
      }
    },
    async read(name) {
      try {
        return await (await folder.getFileHandle(name)).getFile();
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw error;
      }
    },
    remove: (name) => folder.removeEntry(name),
  };
}

async function databaseShelf(name: string): Promise<Shelf> {
  const store = createStore(name, 'files');
  const shelf: Shelf = {
    names: async () => (await keys<string>(store)).map(String),
    async write(name, parts) {
      const file = new Blob(parts as BlobPart[]);
      // A blob is listed without being read. Private windows of WebKit store none, but its bytes.
      await set(name, file, store).catch(async (error: unknown) => {
        if (isFull(error)) throw error;
        await set(name, await file.arrayBuffer(), store);
      });
    },
    async read(name) {
      const kept = await get<Blob | ArrayBuffer>(name, store);
      return kept instanceof ArrayBuffer ? new Blob([kept]) : (kept ?? null);
    },
    remove: (name) => del(name, store),
  };
  // Where storage is blocked, this is refused.
  await shelf.names();
  return shelf;
}

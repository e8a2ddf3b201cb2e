// The files of a folder, of a selection or of what was dropped, with the folders they lie in. What is in them is read when it is asked for.

import type { ChosenFile } from './types';

/** A file whole, unless it has more bytes than what reads it takes: then nothing of it is read. */
export async function bytesOf({ name, blob }: ChosenFile, most: number): Promise<Uint8Array> {
  if (blob.size > most) throw new Error(`${name}: ${blob.size} bytes, expected at most ${most}`);
  return new Uint8Array(await blob.arrayBuffer());
}

/** From an `<input type="file">`, of files or of a folder. */
export function chosen(list: FileList | null): ChosenFile[] {
  return [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, blob: file }));
}

/** From a drop: folders are walked through. To be called in the event itself, which alone may look at what was dropped. */
export async function dropped(transfer: DataTransfer | null): Promise<ChosenFile[]> {
  const items = [...(transfer?.items ?? [])].filter((item) => item.kind === 'file');
  const found = items.map((item) => {
    const entry = item.webkitGetAsEntry();
    // A file that lies on no disk (made by a script, dragged out of another page) has no entry.
    const file = entry ? null : item.getAsFile();
    return entry ? walk(entry) : file ? [{ name: file.name, blob: file }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Folders in folders deeper than this hold something else than a model. */
const DEEPEST = 4;

async function walk(entry: FileSystemEntry, depth = 0): Promise<ChosenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), blob: file }];
  }
  if (depth >= DEEPEST) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: ChosenFile[] = [];
  // A reader gives some entries at a time, and none when it is done.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map((inner) => walk(inner, depth + 1)))).flat());
  }
}

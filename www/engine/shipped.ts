// Trained models that come with the page: static files, fetched when asked for and held against their hash.

import { keepOffline } from './copy';
import { fetchFile } from './host';
import type { ChosenFile } from './types';

/** An entry of `models/manifest.json`. */
export interface ShippedModel {
  id: string;
  /** Beside the manifest. */
  file: string;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
}

const folder = () => new URL('models/', document.baseURI);

/** The models that this copy of the page has. */
export async function shippedModels(): Promise<ShippedModel[]> {
  const response = await fetch(new URL('manifest.json', folder()), { cache: 'no-cache' });
  return response.ok ? ((await response.json()) as ShippedModel[]) : [];
}

/** Fetches a model. Rejects if what came is not what was published. */
export async function fetchModel(model: ShippedModel): Promise<ChosenFile[]> {
  const url = new URL(model.file, folder()).href;
  const response = await fetchFile(url);
  const blob = await response.blob();
  if (blob.size !== model.bytes)
    throw new Error(`${model.file}: found ${blob.size} bytes, expected ${model.bytes}; reload the page to try again`);
  const found = await sha256(blob);
  if (found !== null && found !== model.sha256)
    throw new Error(`${model.file}: found hash ${found}, expected ${model.sha256}; reload the page to try again`);
  keepOffline(url);
  return [{ name: model.file, blob }];
}

/** In hexadecimal. Null over plain http, as in a classroom's network, where browsers offer no hashes. */
async function sha256(blob: Blob): Promise<string | null> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

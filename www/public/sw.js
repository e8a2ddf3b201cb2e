// The service worker: the page without a network, always in one version.
//
// `cargo xtask build` writes a list of the folder's files in front of this script (xtask/src/site/offline.mjs), as
//   const SITE = { version, files: { PATH: { integrity, core } } };
// so that each build has a worker of its own, with a cache of its own. A worker is installed when every core file is in its cache
// with the hash of the list, and answers from that cache alone. The files that few need (other engines, trained models, the documentation) join it
// when the page says that it uses them. A new version waits until no tab has the old one.
//
// Without a list (`cargo xtask serve`) it takes itself away, with all that an earlier build has left at this address.

/** @type {{ version: string, files: Record<string, { integrity: string, core: boolean }> } | null} */
const site = typeof SITE === 'undefined' ? null : SITE;
const scope = self.registration.scope;
/** Several copies of the page may share one origin. */
const ours = `cloze ${scope} `;
const cacheName = ours + site?.version;

self.addEventListener('install', (event) => event.waitUntil(site ? install() : self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const path = site && listed(event.request);
  if (path) event.respondWith(answer(path, event.request));
});
self.addEventListener('message', (event) => {
  const { type, urls } = event.data;
  if (type === 'keep') event.waitUntil(keepUsed(urls));
  if (type === 'take over') event.waitUntil(takeOver(event.ports[0]));
});

async function install() {
  const used = await kindsInCaches();
  const wanted = Object.entries(site.files).filter(([path, { core }]) => core || used.has(kindOf(path)));
  await Promise.all(wanted.map(([path]) => keep(path)));
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(ours) && name !== cacheName) await caches.delete(name);
  }
  if (!site) await self.registration.unregister();
}

/** The path in the list of what is asked for, if it is there. The query is the page's own business. */
function listed({ method, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || !(origin + pathname).startsWith(scope)) return null;
  const path = (origin + pathname).slice(scope.length).replace(/(^|\/)$/, '$1index.html');
  return Object.hasOwn(site.files, path) ? path : null;
}

async function answer(path, request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(keyOf(path))) ?? fetch(request);
}

/** Entries are named by content, so that a version takes from the one before what has not changed. */
const keyOf = (path) => `${scope}${path}?${encodeURIComponent(site.files[path].integrity)}`;

async function keep(path) {
  const cache = await caches.open(cacheName);
  if (await cache.match(keyOf(path))) return;
  await cache.put(keyOf(path), (await caches.match(keyOf(path))) ?? (await download(path)));
}

async function download(path) {
  const { integrity } = site.files[path];
  // Many hosts redirect index.html to its folder.
  const url = new URL(path.replace(/(^|\/)index\.html$/, '$1'), scope);
  const response = await fetch(url, { integrity, cache: 'no-cache' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  // A page that was redirected can't be answered with.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

async function keepUsed(urls) {
  const paths = urls.map((url) => site && listed({ method: 'GET', url })).filter(Boolean);
  await Promise.all(paths.map(keep));
}

/** `engines/webgpu-0123456789abcdef/cloze.js` is of the kind `engines/webgpu`. */
const kindOf = (path) => path.replace(/-[0-9a-f]{8,}.*/, '');

/** What earlier versions have kept. */
async function kindsInCaches() {
  const names = (await caches.keys()).filter((name) => name.startsWith(ours));
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return new Set(requests.flat().map(({ url }) => kindOf(url.slice(scope.length))));
}

/** The page asks for this version now. Tabs of the old one would lose their files, so it must be the only one. */
async function takeOver(port) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const alone = pages.filter(({ url }) => url.startsWith(scope)).length <= 1;
  port.postMessage({ alone });
  if (alone) await self.skipWaiting();
}

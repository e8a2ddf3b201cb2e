// Where a link of a document leads in the site. The same link works on the code host, where documents lead to files.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';

const [, REPOSITORY] = readFileSync('Cargo.toml', 'utf8').match(/^repository = "(.+)"$/m);

/** An address as seen from a page of the site. */
export function relative(from, to) {
  const [path, fragment] = to.split('#');
  const found = posix.relative(posix.dirname(from), path) || posix.basename(path);
  return fragment === undefined ? found : `${found}#${fragment}`;
}

/** The file of the repository, on the code host. */
export function onHost(path) {
  return `${REPOSITORY}/${statSync(path).isDirectory() ? 'tree' : 'blob'}/main/${path}`;
}

/**
 * For the links of one page. `addresses` has the address of each document in the site; what is asked of `picture` is a file that the
 * site has to have too, and its address.
 */
export function follower(page, addresses, picture) {
  return (target) => {
    if (/^[a-z]+:/.test(target) || target.startsWith('#')) return target;
    const [path, fragment] = target.split('#');
    const file = posix.normalize(posix.join(posix.dirname(page.source), path)).replace(/\/$/, '');
    if (!existsSync(file)) throw new Error(`${page.source}: a link to ${target}, which is not there`);
    // A folder of documents: its first page.
    const address = addresses.get(file) ?? [...addresses].find(([source]) => source.startsWith(`${file}/`))?.[1];
    if (address !== undefined) {
      return relative(page.address, fragment === undefined ? address : `${address}#${fragment}`);
    }
    if (/\.(png|svg)$/.test(file)) return relative(page.address, picture(file));
    return onHost(file) + (fragment === undefined ? '' : `#${fragment}`);
  };
}

// The page in a frame of another page: it tells the height of its content whenever that changes.

import { HEIGHT_MESSAGE } from './snippet';

/** Returns a function that ends it. */
export function tellHeight(content: Element): () => void {
  const watch = new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    // To any host: the height is all that it learns.
    window.parent.postMessage({ type: HEIGHT_MESSAGE, height }, '*');
  });
  watch.observe(content);
  return () => watch.disconnect();
}

// Copying. It can fail: in a frame whose host does not allow it, or on a page without https.

/** Whether the text is on the clipboard now. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** In a frame it is the host that has to allow it, by an attribute. */
export const inFrame = () => window.parent !== window;

// The HTML that shows one panel in another page, and the messages between the two.

export interface Frame {
  /** The link to the run. */
  link: string;
  panel: string;
  /** Null: as the reader's browser or last visit has it. */
  language: string | null;
  theme: string | null;
  title: string;
}

/** The type of the message by which a frame tells its height. */
export const HEIGHT_MESSAGE = 'cloze:height';

/** Height without the script, in pixels. */
const HEIGHT = 640;

export function sourceOf({ link, panel, language, theme }: Frame): string {
  const url = new URL(link);
  url.searchParams.set('embed', panel);
  if (language) url.searchParams.set('lang', language);
  if (theme) url.searchParams.set('theme', theme);
  return url.href;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Any page can send a message, so the script takes heights only from the window of one of its own frames. */
export const snippetOf = (frame: Frame) => `<iframe
  class="cloze"
  src="${escaped(sourceOf(frame))}"
  title="${escaped(frame.title)}"
  width="100%"
  height="${HEIGHT}"
  style="border: 0"
  loading="lazy"
  allow="clipboard-write"
></iframe>
<script>
  addEventListener('message', ({ source, data }) => {
    if (data?.type !== '${HEIGHT_MESSAGE}') return;
    for (const frame of document.querySelectorAll('iframe.cloze')) {
      if (frame.contentWindow === source) frame.height = Math.min(Number(data.height) || ${HEIGHT}, 10000);
    }
  });
</script>`;

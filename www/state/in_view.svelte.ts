// Whether anybody can see an element: it is on the screen, and the tab is not hidden. Below the fold nothing needs to be asked
// for and nothing drawn.

export class InView {
  #onScreen = $state(false);
  #visible = $state(!document.hidden);

  get seen(): boolean {
    return this.#onScreen && this.#visible;
  }

  /** Watches the element until it is gone, for `{@attach}`; `margin`: how near it has to come, as CSS says it. */
  watch(margin = '0px') {
    return (element: Element) => {
      const observer = new IntersectionObserver(([entry]) => (this.#onScreen = entry?.isIntersecting ?? false), {
        rootMargin: margin,
      });
      const changed = () => (this.#visible = !document.hidden);
      observer.observe(element);
      document.addEventListener('visibilitychange', changed);
      return () => {
        observer.disconnect();
        document.removeEventListener('visibilitychange', changed);
      };
    };
  }
}

/** Runs one task at a time, in order of the calls. A task that fails does not block the next. */
export class Mutex {
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = false;

  run<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => this.#settle(task, resolve, reject));
      void this.#next();
    });
  }

  /** The task is next, before those that wait already. */
  first<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.unshift(() => this.#settle(task, resolve, reject));
      void this.#next();
    });
  }

  async #settle<T>(task: () => Promise<T>, resolve: (value: T) => void, reject: (error: unknown) => void) {
    try {
      resolve(await task());
    } catch (error) {
      reject(error);
    }
  }

  async #next() {
    if (this.#busy) return;
    this.#busy = true;
    for (let task = this.#waiting.shift(); task; task = this.#waiting.shift()) await task();
    this.#busy = false;
  }
}

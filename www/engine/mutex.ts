interface Waiting {
  task: () => Promise<void>;
  shared: boolean;
}

/** Runs tasks in order of the calls, one at a time, but for those that are shared. A task that fails does not block the next. */
export class Mutex {
  readonly #waiting: Waiting[] = [];
  #running = 0;
  /** Whether those that run are shared. */
  #shared = false;

  run<T>(task: () => Promise<T>): Promise<T> {
    return this.#add(task, (waiting) => this.#waiting.push(waiting));
  }

  /** The task begins in its turn too, but does not wait for shared ones before it. */
  share<T>(task: () => Promise<T>): Promise<T> {
    return this.#add(task, (waiting) => this.#waiting.push({ ...waiting, shared: true }));
  }

  /** The task is next, before those that wait already. */
  first<T>(task: () => Promise<T>): Promise<T> {
    return this.#add(task, (waiting) => this.#waiting.unshift(waiting));
  }

  #add<T>(task: () => Promise<T>, put: (waiting: Waiting) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      put({ task: () => this.#settle(task, resolve, reject), shared: false });
      this.#next();
    });
  }

  async #settle<T>(task: () => Promise<T>, resolve: (value: T) => void, reject: (error: unknown) => void) {
    try {
      resolve(await task());
    } catch (error) {
      reject(error);
    }
  }

  #next() {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#running > 0 && !(this.#shared && next.shared)) return;
      this.#waiting.shift();
      this.#running++;
      this.#shared = next.shared;
      void next.task().then(() => {
        this.#running--;
        this.#next();
      });
    }
  }
}

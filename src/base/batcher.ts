/**
 * Makes callers that come together share one piece of work: while one flush runs, what arrives waits and goes with the next. Nobody waits for a
 * timer. `add` resolves when the flush that took its items is done, and rejects with it.
 */
export type Batcher<Item> = { add(items: readonly Item[]): Promise<void>; readonly waiting: number };

type Entry<Item> = { items: readonly Item[]; resolve: () => void; reject: (reason: unknown) => void };

/** `flush` gets the items of whole calls, in the order of the calls, about `maxItems` at most. */
export function createBatcher<Item>(flush: (items: Item[]) => Promise<void>, maxItems: number): Batcher<Item> {
  let entries: Entry<Item>[] = [];
  let waiting = 0;
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (entries.length > 0) {
      const taken = take();
      try {
        await flush(taken.flatMap((entry) => entry.items));
        for (const entry of taken) entry.resolve();
      } catch (error) {
        for (const entry of taken) entry.reject(error);
      }
    }
    running = false;
  }

  function take(): Entry<Item>[] {
    let count = 0;
    let size = 0;
    while (count < entries.length && (count === 0 || size + entries[count]!.items.length <= maxItems))
      size += entries[count++]!.items.length;
    const taken = entries.slice(0, count);
    entries = entries.slice(count);
    waiting -= size;
    return taken;
  }

  return {
    add(items) {
      return new Promise((resolve, reject) => {
        entries.push({ items, resolve, reject });
        waiting += items.length;
        // After this turn of the loop, so that requests read in the same turn go together.
        if (!running) {
          running = true;
          setImmediate(() => void run());
        }
      });
    },
    get waiting() {
      return waiting;
    },
  };
}

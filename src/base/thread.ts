import { Worker } from "node:worker_threads";
import { limits } from "./limits.ts";

type Call = { module: string; name: string; input: unknown; resolve: (output: never) => void; reject: (error: Error) => void };

type Thread = { worker: Worker; call: Call | undefined };

const waiting: Call[] = [];
const threads: Thread[] = [];

/**
 * Runs an exported function of a module on a thread of its own, so that the server goes on answering while it computes. `module` as an import
 * would name it (`#insights/draw-forecast.ts`); input and output are copied, typed arrays too. A few at a time, the others wait.
 */
export function onThread<Input, Output>(module: string, name: string, input: Input): Promise<Output> {
  return new Promise<Output>((resolve, reject) => {
    waiting.push({ module, name, input, resolve, reject });
    next();
  });
}

function next(): void {
  const free = threads.find(({ call }) => !call) ?? (threads.length < limits.threads ? open() : undefined);
  const call = free && waiting.shift();
  if (!call) return;
  free.call = call;
  free.worker.ref();
  free.worker.postMessage({ module: call.module, name: call.name, input: call.input });
}

function open(): Thread {
  const thread: Thread = { worker: new Worker(new URL("./thread-worker.ts", import.meta.url), { execArgv: [] }), call: undefined };
  threads.push(thread);
  thread.worker.on("message", ({ output, error }: { output: never; error?: Error }) => {
    const { call } = thread;
    thread.call = undefined;
    thread.worker.unref(); // an idle thread keeps no process alive
    if (error) call?.reject(error);
    else call?.resolve(output);
    next();
  });
  thread.worker.on("error", (error) => {
    threads.splice(threads.indexOf(thread), 1);
    thread.call?.reject(error as Error);
    next();
  });
  return thread;
}

import { parentPort } from "node:worker_threads";

type Call = { module: string; name: string; input: unknown };

/** The thread's side of `onThread`. */
parentPort!.on("message", async ({ module, name, input }: Call) => {
  try {
    const functions = (await import(module)) as Record<string, (input: unknown) => unknown>;
    parentPort!.postMessage({ output: await functions[name]!(input) });
  } catch (error) {
    parentPort!.postMessage({ error: error instanceof Error ? error : new Error(String(error)) });
  }
});

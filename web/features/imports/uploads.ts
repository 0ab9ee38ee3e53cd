import { useSyncExternalStore } from "react";
import type { ImportDetail } from "#imports/contract.ts";
import { api, ApiError } from "#web/lib/api.ts";
import { queryClient } from "#web/lib/query.ts";
import { importKey } from "./api.ts";

export type Upload = { key: number; importId: string; name: string; bytes: number; sent: number; error?: unknown };

/** Two at a time fill a line; more only make each of them slower. */
const atOnce = 2;

// Kept beside the pages: files go on arriving while the person looks elsewhere in the app.
let uploads: readonly Upload[] = [];
let nextKey = 1;
const waiting: { key: number; file: File }[] = [];
const running = new Map<number, AbortController>();
const listeners = new Set<() => void>();

/** Files on their way to an import, and those that did not get there. */
export function useUploads(importId: string): Upload[] {
  return useSyncExternalStore(subscribe, () => uploads).filter((upload) => upload.importId === importId);
}

export function startUploads(importId: string, files: readonly File[]): void {
  for (const file of files) {
    const key = nextKey++;
    set([...uploads, { key, importId, name: file.name, bytes: file.size, sent: 0 }]);
    waiting.push({ key, file });
  }
  next();
}

/** Stops an upload, or takes one away that failed. */
export function dropUpload(key: number): void {
  running.get(key)?.abort();
  const at = waiting.findIndex((each) => each.key === key);
  if (at >= 0) waiting.splice(at, 1);
  set(uploads.filter((upload) => upload.key !== key));
}

function next(): void {
  while (running.size < atOnce) {
    const turn = waiting.shift();
    if (!turn) return;
    void send(turn.key, turn.file);
  }
}

async function send(key: number, file: File): Promise<void> {
  const upload = uploads.find((each) => each.key === key);
  if (!upload) return;
  const control = new AbortController();
  running.set(key, control);
  try {
    const detail = await api.upload<ImportDetail>(`/api/imports/${upload.importId}/files`, { name: file.name }, file, {
      signal: control.signal,
      onProgress: (sent) => change(key, { sent }),
    });
    queryClient.setQueryData(importKey(upload.importId), detail);
    set(uploads.filter((each) => each.key !== key));
  } catch (error) {
    // a file that changes on disk while it is sent fails like a line that breaks
    if (!control.signal.aborted) change(key, { error: error instanceof ApiError ? error : new ApiError(0, "unreachable") });
  } finally {
    running.delete(key);
    // another upload's answer may be older than this one
    void queryClient.invalidateQueries({ queryKey: importKey(upload.importId) });
    next();
  }
}

function change(key: number, patch: Partial<Upload>): void {
  set(uploads.map((upload) => (upload.key === key ? { ...upload, ...patch } : upload)));
}

function set(to: readonly Upload[]): void {
  uploads = to;
  listeners.forEach((listener) => listener());
  if (to.some(({ error }) => !error)) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

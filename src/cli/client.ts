import { localUrl, readConfig } from "#base/config.ts";
import { readToken } from "#server/keys.ts";
import { readLock } from "#server/lock.ts";

/** Asks the running Sluice of this data folder, as its owner. */
export type Client = {
  url: string;
  get<T>(path: string, query?: Record<string, string | undefined>): Promise<T>;
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T>;
  /** A file as it comes, or one as it goes. */
  download(path: string): Promise<ReadableStream<Uint8Array>>;
  upload<T>(path: string, type: string, body: ReadableStream<Uint8Array>, method?: "POST" | "PUT"): Promise<T>;
};

/** Finds the running Sluice by its data folder (`SLUICE_DATA`), or by `HOST` and `PORT` where it runs out of sight, as in a container. */
export function connect(workspaceId?: string): Client {
  const config = readConfig();
  const url = readLock(config.dataDir)?.url ?? localUrl(config);
  let token: string;
  try {
    token = readToken(config.dataDir);
  } catch {
    throw new Error(`There is no Sluice in ${config.dataDir} yet. Start it with "npm start", or set SLUICE_DATA to its folder.`);
  }
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  if (workspaceId) headers["sluice-workspace"] = workspaceId;

  async function fetchGood(path: string, options: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url + path, options);
    } catch {
      throw new Error(`No Sluice answers at ${url}. Start it with "npm start"; SLUICE_DATA and PORT must be the same here and there.`);
    }
    if (response.ok) return response;
    throw new Error(sentenceOf(await response.text()) ?? `Sluice answered ${response.status}.`);
  }

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetchGood(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  return {
    url,
    get: (path, query = {}) => {
      const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
      return ask("GET", given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path);
    },
    send: (method, path, body = {}) => ask(method, path, method === "DELETE" ? undefined : body),
    download: async (path) => (await fetchGood(path, { headers })).body!,
    upload: async (path, type, body, method = "POST") => {
      const options = { method, headers: { ...headers, "content-type": type }, body, duplex: "half" };
      return (await (await fetchGood(path, options as RequestInit)).json()) as never;
    },
  };
}

function sentenceOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details: Record<string, unknown> } };
    const details = Object.keys(error.details).length > 0 ? ` ${JSON.stringify(error.details)}` : "";
    return `${error.message} (${error.code})${details}`;
  } catch {
    return undefined;
  }
}

/** An answer that was no: `code` is stable and worded in the namespace `errors`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly requestId: string | undefined;

  constructor(status: number, code: string, details: Record<string, unknown> = {}, requestId?: string) {
    super(code);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
  }
}

export type Params = Record<string, string | number | boolean | null | undefined>;
export type Options = { signal?: AbortSignal };

let workspaceId: string | undefined;

/** The workspace all requests are for from now on; the router sets it on entering `/w/…`. */
export function setApiWorkspace(id: string | undefined): void {
  workspaceId = id;
}

async function ask(method: string, path: string, params?: Params, body?: unknown, options?: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (workspaceId) headers["sluice-workspace"] = workspaceId;
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(path + queryOf(params), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      signal: options?.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable");
  }
}

async function send<T>(method: string, path: string, params?: Params, body?: unknown, options?: Options): Promise<T> {
  const response = await ask(method, path, params, body, options);
  const answer = await readJson(response);
  if (response.ok) return answer as T;
  throw errorOf(response.status, answer);
}

function queryOf(params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text ? `?${text}` : "";
}

async function readJson(response: Response): Promise<unknown> {
  return parsed(await response.text());
}

function parsed(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Our own answers carry `error`; those of the sign-in library carry `code` and `message`. */
function errorOf(status: number, answer: unknown): ApiError {
  const { error, code } = (answer ?? {}) as {
    error?: { code?: string; details?: Record<string, unknown>; requestId?: string };
    code?: string;
  };
  if (error?.code) return new ApiError(status, error.code, error.details, error.requestId);
  return new ApiError(status, code?.toLowerCase() ?? "failed");
}

/** What is answered as a file, with the name that the server gives it. */
async function file(path: string, params?: Params): Promise<{ blob: Blob; fileName: string | undefined }> {
  const response = await ask("GET", path, params);
  if (!response.ok) throw errorOf(response.status, await readJson(response));
  const fileName = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { blob: await response.blob(), fileName };
}

/** Sends a file as it is, telling how much of it has gone: `fetch` cannot say that yet. */
function upload<T>(
  path: string,
  params: Params,
  file: Blob,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", path + queryOf(params));
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    if (workspaceId) request.setRequestHeader("sluice-workspace", workspaceId);
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(errorOf(request.status, answer));
    };
    request.onerror = () => reject(new ApiError(0, "unreachable"));
    request.onabort = () => reject(new DOMException("Aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export const api = {
  get: <T>(path: string, params?: Params, options?: Options) => send<T>("GET", path, params, undefined, options),
  post: <T = void>(path: string, body: unknown = {}, params?: Params) => send<T>("POST", path, params, body),
  put: <T = void>(path: string, body: unknown = {}, params?: Params) => send<T>("PUT", path, params, body),
  patch: <T = void>(path: string, body: unknown = {}, params?: Params) => send<T>("PATCH", path, params, body),
  delete: <T = void>(path: string, params?: Params) => send<T>("DELETE", path, params),
  upload,
  file,
};

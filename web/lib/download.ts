import { api } from "./api.ts";

/** Saves what the server answers as a file: a plain link could not say which workspace it is for. */
export async function saveDownload(path: string, name: string, params?: Parameters<typeof api.file>[1]): Promise<void> {
  const { blob, fileName } = await api.file(path, params);
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

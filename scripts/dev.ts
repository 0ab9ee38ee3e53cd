// Server and web app side by side, both reloading when their sources change: open the address that Vite prints.
import { spawn } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const children = [
  spawn(
    process.execPath,
    ["--watch-path=src", "--watch-path=migrations", "--watch-preserve-output", "src/cli/main.ts", "serve", ...process.argv.slice(2)],
    { cwd: root, stdio: "inherit" },
  ),
  spawn(process.execPath, [path.join(root, "node_modules/vite/bin/vite.js")], { cwd: root, stdio: "inherit" }),
];
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => children.forEach((child) => child.kill(signal)));
for (const child of children) {
  child.on("exit", () => children.forEach((other) => other.kill()));
}

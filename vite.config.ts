import path from "node:path";
import react from "@vitejs/plugin-react";
import presetMantine from "postcss-preset-mantine";
import { defineConfig } from "vite";

const server = `http://127.0.0.1:${process.env["PORT"] ?? 4600}`;

export default defineConfig({
  root: path.join(import.meta.dirname, "web"),
  plugins: [react()],
  css: { postcss: { plugins: [presetMantine()] } },
  build: {
    outDir: path.join(import.meta.dirname, "dist/web"),
    emptyOutDir: true,
    target: "es2023",
    // no inlined data: addresses, the content security policy of the server forbids them for fonts
    assetsInlineLimit: 0,
    // What five pages or more share comes in one piece: a hundred small ones took longer to ask for than to read.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "kit", test: /node_modules/, minShareCount: 5 },
            { name: "shared", test: /web[\\/](ui|lib|app)[\\/]/, minShareCount: 5 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/v1", "/hooks", "/packages", "/s.js", "/healthz"].map((prefix) => [prefix, { target: server }])),
  },
});

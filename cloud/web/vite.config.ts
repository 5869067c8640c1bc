import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { leagueOutlines } from "./build/leagues.ts";

/** Where `npm run dev` finds the API: the demo, unless the environment names another. */
const api = process.env.STEPPEWATCH_API ?? "http://127.0.0.1:8080";

/** The built page loads nothing from anywhere else; the browser is told to hold it to that. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'none'";

function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

export default defineConfig({
  plugins: [react(), leagueOutlines(), contentSecurityPolicy()],
  base: "./",
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
  // The drawing of maps is one library; it is loaded by the pages with a map alone.
  build: { outDir: "dist", emptyOutDir: true, sourcemap: false, target: "es2022", chunkSizeWarningLimit: 1200 },
  test: { environment: "node", include: ["src/**/*.test.ts", "build/**/*.test.ts"] },
});

// Bundles static/src into static/dist: every name holds a hash of its content, manifest.json maps logical names to them.
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "dist");
// A server that is running must never see half a build.
const fresh = mkdtempSync(join(here, ".dist-"));

const result = await build({
  absWorkingDir: here,
  entryPoints: [...["map", "finder", "login", "admin", "accounts", "audit", "data", "address", "planner", "wall", "office", "plates", "field", "offline"].flatMap((page) => [`src/${page}.ts`, `src/${page}.css`]), "src/field-worker.ts", "src/icon.svg", "src/icon-192.icon.png", "src/icon-512.icon.png"],
  outdir: fresh,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome100", "firefox100", "safari15.4"],
  minify: true,
  sourcemap: false,
  legalComments: "none",
  loader: { ".svg": "copy", ".icon.png": "copy", ".png": "dataurl" },
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint) {
    const source = basename(output.entryPoint);
    const name = source.endsWith(".ts") ? `${basename(source, ".ts")}.js` : source;
    manifest[name] = basename(path);
  } else if ([".svg", ".png"].includes(extname(path))) {
    manifest[basename(Object.keys(output.inputs)[0])] = basename(path);
  }
}
writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 1));
chmodSync(fresh, 0o755);
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);

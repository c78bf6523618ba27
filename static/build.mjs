// Bundles static/src into static/dist: every name holds a hash of its content, manifest.json maps logical names to them.
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "dist");
// A server that is running must never see half a build.
const fresh = mkdtempSync(join(here, ".dist-"));

// protomaps-leaflet from its sources, so that what nothing uses falls away; without the styles and archives of its own
// making where nothing of ours asks for them.
function paintedBy(...without) {
  const sources = join(here, "..", "node_modules", "protomaps-leaflet", "src", "index.ts");
  const filter = new RegExp(`^(${without.join("|")})$`);
  return {
    name: "painted-by",
    setup(bundle) {
      bundle.onResolve({ filter: /^protomaps-leaflet$/ }, () => ({ path: sources, sideEffects: false }));
      bundle.onResolve({ filter }, ({ path, importer }) => (importer.includes("protomaps-leaflet") ? { path, namespace: "nothing" } : undefined));
      bundle.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: NOTHING }));
    },
  };
}
const NOTHING = "export const namedFlavor = undefined, PMTiles = undefined, paintRules = undefined, labelRules = undefined;";

const smallLeaflet = {
  name: "small-leaflet",
  setup(bundle) {
    bundle.onResolve({ filter: /^leaflet$/ }, () => ({ path: join(here, "src", "leaflet-small.mjs") }));
  },
};

const common = {
  absWorkingDir: here,
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
};

const pages = await build({
  ...common,
  entryPoints: [...["map", "finder", "login", "admin", "accounts", "audit", "data", "address", "planner", "wall", "office", "plates", "field", "offline", "embed-builder"].flatMap((page) => [`src/${page}.ts`, `src/${page}.css`]), "src/field-worker.ts", "src/icon.svg", "src/icon-192.icon.png", "src/icon-512.icon.png"],
  plugins: [paintedBy("@protomaps/basemaps", "../default_style/style")],
});

// Other sites load these within their pages: no more than a map by itself needs, and what reads archives only when there is one.
const reader = await build({ ...common, entryPoints: [{ in: "pmtiles", out: "pmtiles" }], plugins: [] });
const readerName = basename(Object.keys(reader.metafile.outputs)[0]);
const readerApart = {
  name: "reader-apart",
  setup(bundle) {
    bundle.onResolve({ filter: /^pmtiles$/ }, ({ kind }) => (kind === "dynamic-import" ? { path: `./${readerName}`, external: true } : undefined));
  },
};

const guests = await build({
  ...common,
  entryPoints: ["src/embed.ts", "src/embed.css", "src/dark.css", "src/ward-map.ts"],
  plugins: [readerApart, paintedBy("@protomaps/basemaps", "../default_style/style", "pmtiles"), smallLeaflet],
});

const manifest = {};
for (const [path, output] of [pages, guests].flatMap(({ metafile }) => Object.entries(metafile.outputs))) {
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

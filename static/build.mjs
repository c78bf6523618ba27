// Bundles static/src into static/dist: every name holds a hash of its content, manifest.json maps logical names to them.
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "dist");
// A server that is running must never see half a build.
const fresh = mkdtempSync(join(here, ".dist-"));

// The styles and archives of protomaps-leaflet's own making: where nothing of ours asks for them they are not there.
function without(...names) {
  const filter = new RegExp(`^(${names.join("|")})$`);
  return {
    name: "without",
    setup(bundle) {
      bundle.onResolve({ filter }, ({ path, importer }) => (importer.includes("protomaps-leaflet") ? { path, namespace: "nothing" } : undefined));
      bundle.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "export const namedFlavor = undefined, PMTiles = undefined;" }));
    },
  };
}

const smallLeaflet = {
  name: "small-leaflet",
  setup(bundle) {
    bundle.onResolve({ filter: /^leaflet$/ }, () => ({ path: join(here, "leaflet-small.mjs") }));
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
  plugins: [without("@protomaps/basemaps")],
});

// Other sites load these within their pages: no more than a map by itself needs.
const guests = await build({
  ...common,
  entryPoints: ["src/embed.ts", "src/embed.css", "src/dark.css", "src/ward-map.ts"],
  plugins: [without("@protomaps/basemaps", "pmtiles"), smallLeaflet],
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

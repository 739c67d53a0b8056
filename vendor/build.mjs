// Writes static/vendor from the packages in package.json, with their licences and a manifest of checksums.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "sass";

const here = import.meta.dirname;
const modules = join(here, "node_modules");
const shipped = join(here, "..", "static", "vendor");
const testing = join(here, "..", "tests", "e2e", "vendor");

const packages = {
  "govuk-frontend": {
    folder: "govuk-frontend",
    licence: "MIT",
    files: { "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js" },
  },
  "@fontsource-variable/public-sans": {
    folder: "public-sans",
    licence: "OFL-1.1",
    files: {
      "files/public-sans-latin-wght-normal.woff2": "public-sans-latin-wght-normal.woff2",
      LICENSE: "LICENSE.txt",
    },
  },
};
const tested = {
  "axe-core": { folder: ".", licence: "MPL-2.0", files: { "axe.min.js": "axe.min.js", LICENSE: "LICENSE.txt" } },
};

function versionOf(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
}

function write(target, content) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

function withoutSourceMap(content) {
  return Buffer.from(content.toString("utf8").replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n"));
}

function build(root, wanted) {
  const entries = [];
  for (const [name, { folder, licence, files }] of Object.entries(wanted)) {
    for (const [source, target] of Object.entries(files)) {
      const content = readFileSync(join(modules, name, source));
      write(join(root, folder, target), target.endsWith(".js") ? withoutSourceMap(content) : content);
    }
    entries.push({ package: name, version: versionOf(name), licence, folder });
  }
  return entries;
}

function sums(root, folder) {
  return Object.fromEntries(
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "manifest.json")
      .map((entry) => entry.name)
      .sort()
      .map((name) => [name, createHash("sha256").update(readFileSync(join(root, folder, name))).digest("hex")]),
  );
}

function manifest(root, entries) {
  const content = entries.map((entry) => ({ ...entry, files: sums(root, entry.folder) }));
  write(join(root, "manifest.json"), `${JSON.stringify(content, null, 2)}\n`);
}

rmSync(shipped, { recursive: true, force: true });
rmSync(testing, { recursive: true, force: true });
const shippedEntries = build(shipped, packages);
const css = compile(join(here, "portal.scss"), { loadPaths: [modules], style: "compressed", quietDeps: true });
write(join(shipped, "govuk-frontend", "govuk-frontend.css"), `${css.css}\n`);
copyFileSync(join(here, "licences", "govuk-frontend.txt"), join(shipped, "govuk-frontend", "LICENSE.txt"));
manifest(shipped, shippedEntries);
manifest(testing, build(testing, tested));

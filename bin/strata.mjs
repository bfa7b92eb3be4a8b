#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets a sentence and not a syntax error.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 26) {
  process.stderr.write(
    `strata needs Node 26 or newer, and this is ${process.version}: run it as "npx strata" after "npm install", which brings its own Node.\n`,
  );
  process.exit(78);
}
await import('../src/main.ts');

#!/usr/bin/env node
const {resolve} = require('node:path');

const {boot} = require('../dist/boot.cjs');

// Node's own report of a crash shows the source line, which in a bundle has half a megabyte.
process.on('uncaughtException', error => {
  process.stderr.write(`Error E_BUG: ${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});

boot(process.argv.slice(2), resolve(__dirname, '..')).then(exitCode => {
  process.exitCode = exitCode;
  // Not left to the event loop: a connection that nobody waits for any more would keep it. The empty writes end when
  // what was written before them is out.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
});

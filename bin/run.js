#!/usr/bin/env node
const {resolve} = require('node:path');

const {boot} = require('../dist/boot.cjs');

// Node's own report of a crash shows the source line, which in a bundle has half a megabyte.
process.on('uncaughtException', error => {
  process.stderr.write(`Error E_BUG: ${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});

const GRACE_MS = 5000;

/**
 * Node waits at its end for whatever a disk has not answered yet, and one over a network may never answer. Who was told
 * of a failure, or has stopped the command, does not wait with it: there is no softer end than this one.
 */
function leave() {
  const isBusy = () => process.getActiveResourcesInfo().some(name => name.startsWith('FSReq'));
  const startedAt = performance.now();
  const look = () => {
    if (!process.exitCode || !isBusy()) process.exit();
    if (performance.now() - startedAt < GRACE_MS) setTimeout(look, 50);
    else process.kill(process.pid, 'SIGKILL');
  };
  look();
}

boot(process.argv.slice(2), resolve(__dirname, '..')).then(exitCode => {
  process.exitCode = exitCode;
  // Not left to the event loop: a connection that nobody waits for any more would keep it. The empty writes end when
  // what was written before them is out.
  process.stdout.write('', () => process.stderr.write('', leave));
});

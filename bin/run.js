#!/usr/bin/env node
const {resolve} = require('node:path');

const {boot} = require('../dist/boot.cjs');

boot(process.argv.slice(2), resolve(__dirname, '..')).then(exitCode => {
  process.exitCode = exitCode;
});

#!/usr/bin/env node
// For work on etcdops itself: builds, then runs what the sources say now.
const {execFileSync} = require('node:child_process');
const {resolve} = require('node:path');

execFileSync(process.execPath, [resolve(__dirname, '../scripts/build.mjs')], {stdio: ['ignore', 2, 2]});
require('./run.js');

import {expect, it} from 'vitest';

import {ENV_SLIPS} from '../../../../src/lib/domain/inputs/env-slips.js';
import type {InputReader, ReadResult} from '../../../../src/lib/domain/inputs/input.js';
import {readDocker} from '../../../../src/lib/domain/inputs/read-docker.js';
import {readEnv} from '../../../../src/lib/domain/inputs/read-env.js';
import {readProcfile} from '../../../../src/lib/domain/inputs/read-procfile.js';
import {readShell} from '../../../../src/lib/domain/inputs/read-shell.js';
import {SHELL_SLIPS} from '../../../../src/lib/domain/inputs/shell-slips.js';
import type {RuleExample} from '../../../../src/lib/domain/rules/rule.js';
import {contextOf, sourceOf} from './read-files.js';

/** Who reads the first file of an example; the others are named in it. */
const READERS: Readonly<Record<string, InputReader>> = {
  'infra0.env': readEnv,
  'run.sh': readShell,
  'docker-run.sh': readDocker,
  Procfile: readProcfile,
};

function read({files}: RuleExample): ReadResult {
  const [[file, text]] = Object.entries(files) as [[string, string]];
  return READERS[file]!(sourceOf(file, text), contextOf(files));
}

it.each([...ENV_SLIPS, ...SHELL_SLIPS])('shows what $id means', ({id, severity, bad, good}) => {
  const found = read(bad);
  const right = read(good);

  expect(found.findings.map(({rule, severity: seen}) => [rule, seen])).toEqual([[id, severity]]);
  expect(found.findings[0]?.line).toBeGreaterThan(0);
  expect(found.findings[0]?.fix).toBeTruthy();
  expect(right.launches.length).toBeGreaterThan(0);
  expect(right.findings).toEqual([]);
});

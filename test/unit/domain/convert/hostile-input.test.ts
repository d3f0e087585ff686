import {join} from 'node:path';

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {loadTemplates} from '../../../../src/lib/adapters/templates/templates.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {CONVERT_TARGETS, type NodeProcess} from '../../../../src/lib/domain/convert/conversion.js';
import {sourceOfProcess} from '../../../../src/lib/domain/convert/source.js';
import {toSpec} from '../../../../src/lib/domain/convert/spec/to-spec.js';
import {toFiles} from '../../../../src/lib/domain/convert/to-files.js';
import {ETCD_SETTINGS} from '../../../../src/lib/domain/etcd-settings/table.js';
import {artifactTexts} from '../../../../src/lib/queries/render-artifacts.js';
import {REPO_DIR} from '../../../helpers/cli.js';
import {startedProcess} from '../../../helpers/started-process.js';

// Compiled once for all cases.
const templates = loadTemplates(join(REPO_DIR, 'templates'));
const adapters = {yaml: loadYaml, templates: () => templates};

const flag = fc.constantFrom(
  ...ETCD_SETTINGS.map(({name}) => name),
  'endpoints',
  'listen-addr',
  'bogus',
  '__proto__',
);
const value = fc.oneof(
  fc.string({unit: 'binary', maxLength: 30}),
  fc.constantFrom(
    '',
    '\n',
    'a\nExecStart=/bin/false',
    '\u001b[31m',
    '9'.repeat(400),
    'http://'.repeat(50),
    '../../..',
    'constructor',
    'a=,=b,,=',
  ),
);
const words = fc
  .array(fc.tuple(flag, value), {maxLength: 12})
  .map(pairs => pairs.map(([name, text]) => `--${name}=${text}`));
const started = fc
  .record({
    start: fc.constantFrom(
      ['etcd'],
      ['etcd', 'gateway', 'start'],
      ['etcd', 'grpc-proxy', 'start'],
      ['/opt/a\nb/etcd'],
    ),
    words,
    version: fc.constantFrom('3.4.23', '3.5.35', '3.7.3'),
    environment: fc.dictionary(
      flag.map(name => `ETCD_${name.toUpperCase().replaceAll('-', '_')}`),
      value,
      {maxKeys: 4},
    ),
    workingDirectory: fc.constantFrom('/srv', '/a\nb', 'x', ''),
    inContainer: fc.boolean(),
  })
  .map(({start, words: flags, version, environment, workingDirectory, inContainer}): NodeProcess => {
    const mounts = [{source: './a\nb', target: '/data'}];
    const launch = {workingDirectory, ...(inContainer ? {inContainer: true as const, mounts} : {})};
    return startedProcess([...start, ...flags], {version, environment, launch});
  });

describe('whatever somebody wrote', () => {
  it.each(CONVERT_TARGETS)('never throws and breaks out of no line --to %s', async target => {
    await fc.assert(
      fc.asyncProperty(started, async process => {
        const {source, lost, notes} = sourceOfProcess(process, target, {name: 'infra0', folder: '/w'});
        const remarks = [...lost, ...notes];
        if (target === 'spec') {
          const result = toSpec([{process, source}], '/w');
          remarks.push(...('refused' in result ? [] : [...result.lost, ...result.notes]));
        } else {
          const made = toFiles({sources: [source], target, cluster: 'demo', madeBy: 'Made by a test.'});
          const [file] = await artifactTexts(adapters, made.artifacts);
          const lines = (file?.text ?? '').split('\n');

          expect(lines.filter(line => /[\u0000-\u001f\u007f]/.test(line))).toEqual([]);
          expect(lines.filter(line => line.startsWith('ExecStart=/bin/false'))).toEqual([]);
        }
        const shown = remarks.flatMap(remark => Object.values(remark) as string[]);
        expect(shown.filter(text => /[\u0000-\u001f\u007f-\u009f]/.test(text))).toEqual([]);
      }),
      {numRuns: 60},
    );
  });
});

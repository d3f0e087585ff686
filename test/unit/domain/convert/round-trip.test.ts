import {join} from 'node:path';

import fc from 'fast-check';
import {expect, it} from 'vitest';

import {loadTemplates} from '../../../../src/lib/adapters/templates/templates.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {toConfigObject} from '../../../../src/lib/domain/config/encode.js';
import {isNodeProcess, type NodeProcess} from '../../../../src/lib/domain/convert/conversion.js';
import {withWholePaths} from '../../../../src/lib/domain/convert/process-paths.js';
import {sourceOfProcess} from '../../../../src/lib/domain/convert/source.js';
import {toFiles} from '../../../../src/lib/domain/convert/to-files.js';
import {settingsOf} from '../../../../src/lib/domain/etcd-settings/lookup.js';
import type {EtcdSetting} from '../../../../src/lib/domain/etcd-settings/types.js';
import {valueOf} from '../../../../src/lib/domain/process/values.js';
import type {ArtifactFormat} from '../../../../src/lib/domain/spec/vocabulary.js';
import {parseGoDuration} from '../../../../src/lib/domain/text/go-duration.js';
import {artifactTexts} from '../../../../src/lib/queries/render-artifacts.js';
import {REPO_DIR} from '../../../helpers/cli.js';
import {generatedConfigurations, type GeneratedConfiguration} from '../../../helpers/generated-settings.js';
import {readFiles} from '../../../helpers/judge-files.js';

const CHAIN: readonly ArtifactFormat[] = [
  'env',
  'flags',
  'docker',
  'compose',
  'systemd',
  'procfile',
  'config',
];

// Compiled once for all cases.
const templates = loadTemplates(join(REPO_DIR, 'templates'));
const adapters = {yaml: loadYaml, templates: () => templates};

async function readBack(path: string, text: string, version: string): Promise<NodeProcess> {
  const {processes} = await readFiles({[path]: text}, {version});
  const [process, another] = processes;
  if (process === undefined || another !== undefined || !isNodeProcess(process))
    throw new Error(`${processes.length} processes in ${path}:\n${text}`);
  return process;
}

/** The process in the next form, written as text and read again. */
async function step(process: NodeProcess, target: ArtifactFormat): Promise<NodeProcess> {
  const {source, lost} = sourceOfProcess(process, target, {name: 'infra0', folder: '/w'});
  expect(lost, `lost on the way to ${target}`).toEqual([]);
  const {artifacts} = toFiles({sources: [source], target, cluster: 'demo', madeBy: 'Made by a test.'});
  const [file] = await artifactTexts(adapters, artifacts);
  return readBack(file!.path, file!.text, process.version);
}

const AS_TEXT: Partial<Record<EtcdSetting['type'], (text: string) => string>> = {
  number: text => BigInt(text).toString(),
  duration: text => String(/^\d+$/.test(text) ? Number(text) : parseGoDuration(text)),
};

/** What every setting of the version comes to, its default where nobody says anything. */
function effective(process: NodeProcess): Record<string, string> {
  const values = Object.fromEntries(
    settingsOf(process.version)
      .filter(({name}) => name !== 'config-file')
      .map(({name, type}) => {
        const value = valueOf(process, name) ?? '';
        return [name, value === '' ? '' : (AS_TEXT[type]?.(value) ?? value)];
      }),
  );
  const {'auto-compaction-mode': mode, 'auto-compaction-retention': retention} = values;
  const whole = withWholePaths({role: 'member', settings: new Map(Object.entries(values))}, '/w');
  for (const [name, value] of whole) values[name] = String(value);
  // Two ways to say that nothing is compacted.
  if (mode === '' || retention === '0')
    Object.assign(values, {'auto-compaction-mode': '', 'auto-compaction-retention': '0'});
  // In a file of 3.5 empty by default, which no variable can be; it is a note.
  if (values['tls-min-version'] === '') values['tls-min-version'] = 'TLS1.2';
  return values;
}

async function configFileOf({version, settings}: GeneratedConfiguration): Promise<string> {
  return (await loadYaml()).stringify(toConfigObject(settings, version));
}

it('keeps every effective value through every form and back', async () => {
  await fc.assert(
    fc.asyncProperty(generatedConfigurations(), async configuration => {
      const text = await configFileOf(configuration);
      let process = await readFiles(
        {'etcd.yaml': text},
        {version: configuration.version, kind: 'config'},
      ).then(({processes}) => processes[0] as NodeProcess);
      let expected = effective(process);

      for (const target of CHAIN) {
        process = await step(process, target);

        // What all users can list takes no password, nor does the Procfile made of it.
        if (target === 'systemd' && 'discovery-password' in expected)
          expected = {...expected, 'discovery-password': ''};
        expect(effective(process), target).toEqual(expected);
      }
    }),
    {numRuns: 300},
  );
}, 120_000);

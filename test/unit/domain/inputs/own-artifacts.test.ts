import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {TEMPLATE_CONTEXTS, type TemplateContexts} from '../../../../src/lib/adapters/templates/contexts.js';
import {loadTemplates} from '../../../../src/lib/adapters/templates/templates.js';
import type {ArtifactTemplate} from '../../../../src/lib/domain/artifacts/artifact.js';
import {planArtifacts} from '../../../../src/lib/domain/artifacts/plan-artifacts.js';
import type {InputReader, ReadResult} from '../../../../src/lib/domain/inputs/input.js';
import {readDocker} from '../../../../src/lib/domain/inputs/read-docker.js';
import {readEnv} from '../../../../src/lib/domain/inputs/read-env.js';
import {readProcfile} from '../../../../src/lib/domain/inputs/read-procfile.js';
import {readShell} from '../../../../src/lib/domain/inputs/read-shell.js';
import {recognise} from '../../../../src/lib/domain/inputs/recognise.js';
import {parseSpec} from '../../../../src/lib/domain/spec/parse-spec.js';
import type {ArtifactFormat} from '../../../../src/lib/domain/spec/vocabulary.js';
import {REPO_DIR} from '../../../helpers/cli.js';
import {contextOf, sourceOf} from './read-files.js';

interface OwnFile {
  readonly path: string;
  readonly text: string;
  /** What its template was given. */
  readonly context: object;
}

const TEMPLATES = await loadTemplates(join(REPO_DIR, 'templates'));

/** The files of every golden case of a format, each with the text that a user finds. */
function filesOf(format: ArtifactFormat): OwnFile[] {
  const folder = join(REPO_DIR, 'test/golden', format);
  const names = readdirSync(folder).filter(name => name.endsWith('.json'));
  return names.flatMap(name => {
    const {spec} = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {spec: unknown};
    const parsed = parseSpec(spec);
    if (!('spec' in parsed)) throw new Error(`${name} is no spec`);
    return planArtifacts({spec: parsed.spec, folder: '/w', formats: [format]}).flatMap(artifact => {
      const {body, path} = artifact;
      if (artifact.format !== format || body.kind !== 'template') return [];
      const context = body.context as TemplateContexts[ArtifactTemplate];
      return [{path, text: TEMPLATES.render(body.template, context), context}];
    });
  });
}

function read(reader: InputReader, {path, text}: OwnFile): ReadResult {
  return reader(sourceOf(path, text), contextOf({}));
}

function words({launches}: ReadResult): string[][] {
  return launches.map(({argv}) => argv.map(({text, unresolved}) => `${unresolved ? '?' : ''}${text}`));
}

describe('what etcdops writes is read back', () => {
  it.each(filesOf('flags'))('as flags: $path', file => {
    const {program, flags, upToFolder} = TEMPLATE_CONTEXTS['flags.sh'].parse(file.context);

    const result = read(readShell, file);

    expect(words(result)).toEqual([[program, ...flags]]);
    expect(result.launches[0]?.workingDirectory).toBe(upToFolder === null ? undefined : '/w');
    expect(result.findings).toEqual([]);
    expect(recognise(file.path, file.text)).toBe('shell');
  });

  it.each(filesOf('docker'))('as lines of docker: $path', file => {
    const {argv, container, mounts, image} = TEMPLATE_CONTEXTS['docker-run.sh'].parse(file.context);

    const result = read(readDocker, file);

    const [launch] = result.launches;
    expect(words(result)).toEqual([argv]);
    expect(result.findings).toEqual([]);
    expect(launch).toMatchObject({label: container, inContainer: true});
    expect(launch).not.toHaveProperty('ownNetwork');
    expect(image).toMatch(new RegExp(`:v${launch?.version}$`));
    expect(launch?.mounts ?? []).toEqual(
      mounts.map(({source, target, relative}) => ({source: relative ? `/w/${source}` : source, target})),
    );
    expect(recognise(file.path, file.text)).toBe('docker');
  });

  it.each(filesOf('procfile'))('as a Procfile', file => {
    const {processes} = TEMPLATE_CONTEXTS.Procfile.parse(file.context);

    const result = read(readProcfile, file);

    expect(words(result)).toEqual(processes.map(({argv}) => argv));
    expect(result.launches.map(({label}) => label)).toEqual(processes.map(({name}) => name));
    expect(result.findings).toEqual([]);
    expect(recognise(file.path, file.text)).toBe('procfile');
  });

  it.each(filesOf('env'))('as variables: $path', file => {
    const {variables} = TEMPLATE_CONTEXTS['etcd.env'].parse(file.context);

    const result = read(readEnv, file);

    const [launch] = result.launches;
    expect(launch?.environment.map(({name, value}) => ({name, value}))).toEqual(variables);
    expect(result.findings).toEqual([]);
    expect(recognise(file.path, file.text)).toBe('env');
  });
});

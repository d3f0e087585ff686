import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import * as z from 'zod';

import {startCluster} from '../helpers/cluster.js';
import {cliOk} from './observed-cluster.js';

interface JsonSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly additionalProperties: boolean;
}

describe('the schema that the first line of the spec names', () => {
  it('stands where the line says, and knows the spec', async () => {
    const {dir} = await startCluster({start: false});
    const text = readFileSync(join(dir, 'etcdops.yaml'), 'utf8');

    const named = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1] ?? '';
    const schema = JSON.parse(readFileSync(join(dir, named), 'utf8')) as JsonSchema;

    expect(text.startsWith('# yaml-language-server: ')).toBe(true);
    const spec = parse(text) as object;
    const asEditorsDo = z.fromJSONSchema(schema as never);
    expect(asEditorsDo.safeParse(spec).error).toBeUndefined();
    expect(asEditorsDo.safeParse({...spec, tokn: 'x'}).success).toBe(false);
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(spec)));
  });

  it.each([['render'], ['up']])('is put back by %s where it is gone or old', async command => {
    const cluster = await startCluster({members: 1, start: false});
    const path = join(cluster.dir, '.etcdops/etcdops.schema.json');
    const wanted = readFileSync(path, 'utf8');
    rmSync(join(cluster.dir, '.etcdops'), {recursive: true});

    await cliOk(cluster, [command]);
    expect(readFileSync(path, 'utf8')).toBe(wanted);

    writeFileSync(path, '{}');
    await cliOk(cluster, [command]);
    expect(readFileSync(path, 'utf8')).toBe(wanted);
  });
});

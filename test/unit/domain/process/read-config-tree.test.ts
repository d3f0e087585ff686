import {beforeAll, describe, expect, it} from 'vitest';

import {loadYaml, type Yaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {ConfigKeys, readConfigTree} from '../../../../src/lib/domain/process/read-config-tree.js';

describe('readConfigTree', () => {
  let yaml: Yaml;

  beforeAll(async () => {
    yaml = await loadYaml();
  });

  function read(text: string, version = '3.6.0') {
    const [document] = yaml.parseTrees({file: 'etcd.yaml', path: '/etcd.yaml', text});
    const {values, ignored, misshapen} = readConfigTree(document?.root, new ConfigKeys().of(version));
    return {
      values: Object.fromEntries([...values].map(([name, {value}]) => [name, value])),
      ignored: ignored.map(({why, assignment, by}) => `${why} ${assignment.written} ${by?.written ?? '-'}`),
      misshapen: misshapen.map(({written}) => written),
    };
  }

  it.each([
    ['keys in any case', 'Name: a\nDATA-DIR: d', {name: 'a', 'data-dir': 'd'}],
    ['keys in blocks', 'client-transport-security: {Cert-File: c}', {'cert-file': 'c'}],
    ['null as nothing', 'name: null\nwal-dir:\npeer-transport-security: ~', {}],
    ['lists with commas', 'log-outputs: [stdout, stderr]', {'log-outputs': 'stdout,stderr'}],
  ])('takes %s', (_, text, values) => {
    expect(read(text)).toEqual({values, ignored: [], misshapen: []});
  });

  it.each([
    ['the last of a key', 'name: a\nname: b', {name: 'b'}, ['repeated name name']],
    ['null where that comes last', 'name: a\nname:', {}, ['repeated name -']],
    [
      'the small spelling, wherever it stands',
      'name: a\nNAME: b\nName: c',
      {name: 'a'},
      ['repeated NAME name', 'repeated Name name'],
    ],
    ['no null over another spelling', 'Name: a\nname:', {name: 'a'}, []],
    [
      'the last of a block and nothing of the first',
      'client-transport-security: {cert-file: c, key-file: k}\nclient-transport-security: {key-file: l}',
      {'key-file': 'l'},
      ['repeated client-transport-security.cert-file -', 'repeated client-transport-security.key-file -'],
    ],
    [
      'both of two spellings of a block',
      'client-transport-security: {key-file: k}\nClient-Transport-Security: {cert-file: c, key-file: l}',
      {'cert-file': 'c', 'key-file': 'k'},
      ['repeated Client-Transport-Security.key-file client-transport-security.key-file'],
    ],
    ['nothing it does not know', 'naem: a\nname: b', {name: 'b'}, ['unknown-key naem -']],
  ])('takes %s', (_, text, values, ignored) => {
    expect(read(text)).toEqual({values, ignored, misshapen: []});
  });

  it('knows blocks from values', () => {
    const {misshapen} = read('name: {a: b}\nclient-transport-security: true\npeer-transport-security: []');

    expect(misshapen).toEqual(['name', 'client-transport-security', 'peer-transport-security']);
  });
});

import {describe, expect, it} from 'vitest';

import {etcdImageOf} from '../../../../src/lib/domain/inputs/container-image.js';
import {bitnamiVariables, containerStart} from '../../../../src/lib/domain/inputs/container-start.js';
import {MappedText} from '../../../../src/lib/domain/inputs/mapped-text.js';
import {sourceOf} from './read-files.js';

function mapped(text: string): MappedText {
  return MappedText.ofFile(sourceOf('f', text));
}

function words(text: string | undefined): MappedText[] | undefined {
  return text?.split(' ').map(mapped);
}

/** `etcd --name=a`, the flag in brackets where it is taken for the program. */
function shown(image: string, entrypoint?: string, command?: string, target = '/data'): string {
  const start = containerStart({
    image: etcdImageOf(image),
    imageName: mapped(image),
    entrypoint: words(entrypoint),
    command: words(command),
    mounts: [{source: './x', target}],
  });
  return start.words.map(word => (word === start.flagAsProgram ? `[${word.text}]` : word.text)).join(' ');
}

const PLAIN = 'quay.io/coreos/etcd:v3.5.12';
const BITNAMI = 'bitnami/etcd:3.5';
const CONFIG = '/opt/bitnami/etcd/conf/etcd.yaml';

describe('containerStart', () => {
  it.each([
    [PLAIN, undefined, undefined, 'etcd'],
    [PLAIN, undefined, 'etcd --name=a', 'etcd --name=a'],
    [PLAIN, undefined, '--name=a', 'etcd [--name=a]'],
    [PLAIN, 'etcd', '--name=a', 'etcd --name=a'],
    [PLAIN, 'sh -c', undefined, 'sh -c'],
    [BITNAMI, undefined, '--name=a', 'etcd [--name=a]'],
    ['my/etcd', undefined, '--name=a', 'etcd --name=a'],
    ['redis', undefined, 'etcd', 'etcd'],
    ['redis', undefined, undefined, ''],
  ])('of %s with entrypoint %s and command %s is %s', (image, entrypoint, command, expected) => {
    expect(shown(image, entrypoint, command)).toBe(expected);
  });

  it.each([
    [CONFIG, undefined, `etcd --config-file ${CONFIG}`],
    ['/opt/bitnami/etcd/conf', undefined, `etcd --config-file ${CONFIG}`],
    ['/opt/bitnami/etcd/conf/', '/opt/bitnami/scripts/etcd/run.sh --x', `etcd --config-file ${CONFIG} --x`],
    ['/opt/bitnami/etcd/conf', 'etcd --name=a', 'etcd --name=a'],
    ['/bitnami/etcd', undefined, 'etcd'],
  ])('of bitnami with a mount at %s and command %s is %s', (target, command, expected) => {
    expect(shown(BITNAMI, undefined, command, target)).toBe(expected);
  });
});

describe('bitnamiVariables', () => {
  const DEFAULTS = {
    ETCD_LISTEN_CLIENT_URLS: 'http://0.0.0.0:2379',
    ETCD_ADVERTISE_CLIENT_URLS: 'http://127.0.0.1:2379',
    ETCD_DATA_DIR: '/bitnami/etcd/data',
  };

  it.each([
    [{}, {}],
    [
      {ETCD_NAME: 'a', ALLOW_NONE_AUTHENTICATION: 'yes'},
      {ETCD_NAME: 'a', ALLOW_NONE_AUTHENTICATION: 'yes'},
    ],
    [{ETCD_ADVERTISE_CLIENT_URLS: 'http://a:2379'}, {ETCD_ADVERTISE_CLIENT_URLS: 'http://a:2379'}],
    [{ETCD_LISTEN_CLIENT_URLS: '', ETCD_ROOT_PASSWORD: 'x', ETCD_DATA_DIR: '/d'}, {}],
  ])('of %j add what the script sets', (given, expected) => {
    const place = {file: 'f'};
    const variables = Object.entries(given).map(([name, value]) => ({name, value, place}));

    const made = bitnamiVariables(variables, place);

    expect(Object.fromEntries(made.map(({name, value}) => [name, value]))).toEqual({
      ...DEFAULTS,
      ...expected,
    });
  });
});

import {describe, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';

describe('variables', () => {
  it.each<[string, [string, string][], Said[], string?]>([
    ['a slip', [['ETCD_NMAE', 'a']], [['variable-misspelt', 'did you mean ETCD_NAME?']]],
    ['mixed case', [['ETCD_Name', 'a']], [['variable-misspelt', 'did you mean ETCD_NAME?']]],
    ['nothing near', [['ETCD_COLOUR_SCHEME', 'a']], [['variable-unknown', 'ETCD_COLOUR_SCHEME']]],
    ['Kubernetes', [['ETCD_PORT_2379_TCP_ADDR', '10.0.0.1']], [['variable-foreign', 'Kubernetes']]],
    ['another service', [['ETCD_CLIENT_SERVICE_PORT_HTTP', '1']], [['variable-foreign', 'Kubernetes']]],
    ['a start script', [['ETCD_ROOT_PASSWORD', 'x']], [['variable-foreign', 'start script']]],
    [
      'another version',
      [['ETCD_EXPERIMENTAL_INITIAL_CORRUPT_CHECK', 'true']],
      [['variable-not-in-version', 'write ETCD_FEATURE_GATES=InitialCorruptCheck=true']],
    ],
    [
      'a v2 proxy that becomes a member',
      [['ETCD_PROXY', 'on']],
      [['setting-dropped', 'it starts a member instead of a v2 proxy']],
    ],
    ['a v2 proxy that is off', [['ETCD_PROXY', 'off']], [['variable-not-in-version']]],
    ['v2 discovery, of which another rule speaks', [['ETCD_DISCOVERY', 'http://h:1/t']], []],
    [
      'v2 discovery beside a list',
      [
        ['ETCD_DISCOVERY', 'http://h:1/t'],
        ['ETCD_INITIAL_CLUSTER', 'a=http://h:1'],
      ],
      [['variable-not-in-version']],
    ],
    ['v2 discovery of 3.6', [['ETCD_DISCOVERY', 'http://h:1/t']], [], '3.6.16'],
    [
      'a version, to 3.4',
      [['ETCD_VERSION', 'v3.4.45']],
      [['variable-version', 'invalid value "v3.4.45" for ETCD_VERSION: parse error']],
      '3.4.45',
    ],
    ['a version, to others', [['ETCD_VERSION', 'v3.5.0']], [], '3.5.35'],
    ['an empty one', [['ETCD_INITIAL_CLUSTER', '']], []],
    ['an arch', [['ETCD_UNSUPPORTED_ARCH', 'arm64']], []],
  ])('%s', (_, variables, expected, version = '3.7.3') =>
    expectReports(SOURCE_RULES, {variables, version}, expected),
  );

  it.each([
    ['its value', '--initial-cluster=a=http://h:1', 'a=http://h:1'],
    ['a part of it', '--initial-cluster=b=http://h:1,a=http://h:1', 'a=http://h:1'],
    ['its name', '--initial-cluster=${ETCD_CLUSTER}', 'x'],
  ])('one for the command line is no slip: by %s', (_, word, value) => {
    expectReports(SOURCE_RULES, {words: [word], variables: [['ETCD_CLUSTER', value]]}, []);
  });

  it('one that holds the flags of the command line is no slip', () => {
    const variables: [string, string][] = [['ETCD_OPTS', '--name=a --data-dir=/d']];

    expectReports(SOURCE_RULES, {words: ['--name=a', '--data-dir=/d'], variables}, []);
  });

  it('one that nothing uses is', () => {
    const variables: [string, string][] = [['ETCD_CLUSTER', 'a']];

    expectReports(SOURCE_RULES, {words: ['--initial-cluster=a=http://h:1'], variables}, [
      ['variable-misspelt', 'did you mean ETCD_INITIAL_CLUSTER?'],
    ]);
  });

  it('a gateway reads none, and says nothing of those of others', () => {
    expectReports(
      SOURCE_RULES,
      {
        words: ['gateway', 'start'],
        variables: [
          ['ETCD_ENDPOINTS', 'h:1'],
          ['ETCD_PORT', 'x'],
          ['ETCD_NAME', 'a'],
        ],
      },
      [['variable-not-read', 'write --endpoints=h:1']],
    );
  });
});

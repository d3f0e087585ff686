import {describe, expect, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {saidOfConfig} from '../../../helpers/expect-reports.js';
import {reportsOf} from '../../../helpers/judge-launch.js';

describe('a config file as a whole', () => {
  it.each([
    ['no YAML', 'a: b: c', 'config-unreadable', 'error converting YAML to JSON'],
    ['a list', '- name: a', 'config-not-keys', 'into Go value of type embed.configYAML'],
    ['an env file', 'name=a', 'config-not-keys', 'write key: value'],
    ['nothing', '', 'config-empty', 'a cluster of its own'],
    ['only comments', '# name: a\n', 'config-empty', 'with its defaults'],
    ['two documents', 'name: a\n---\nname: b\n', 'config-second-document', 'never reads'],
    [
      'an empty block',
      'name: a\npeer-transport-security:\n',
      'config-value-missing',
      'invalid peer-transport-security',
    ],
  ])('%s', (_, config, rule, text) => {
    const reports = saidOfConfig(SOURCE_RULES, config);

    expect(reports.map(report => report.rule)).toEqual([rule]);
    expect(reports[0]?.text).toContain(text);
  });

  it.each([
    ['an empty block of clients', 'name: a\nclient-transport-security:\n', '3.7.3'],
    ['an empty block of peers, to 3.5', 'name: a\npeer-transport-security:\n', '3.5.35'],
    ['an empty block of peers in capitals', 'name: a\nPeer-transport-security:\n', '3.7.3'],
    ['an empty gate, to 3.5', 'name: a\nexperimental-initial-corrupt-check:\n', '3.5.35'],
    ['an empty duration', 'name: a\nexperimental-corrupt-check-time:\n', '3.6.16'],
    ['three dashes in front', '---\nname: a\n', '3.7.3'],
    ['three dashes at the end', 'name: a\n---\n', '3.7.3'],
  ])('says nothing of %s', (_, config, version) => {
    expect(saidOfConfig(SOURCE_RULES, config, version)).toEqual([]);
  });

  it('3.6 crashes at an empty gate', () => {
    const reports = saidOfConfig(SOURCE_RULES, 'name: a\nexperimental-initial-corrupt-check:\n', '3.6.16');

    expect(reports.map(({rule}) => rule)).toEqual(['config-value-missing']);
    expect(reports[0]?.text).toContain('panic: interface conversion');
  });

  it.each([
    ['beside the input', './conf/etcd.yaml', ['config-file-missing']],
    ['most likely on another machine', '/etc/etcd/etcd.yaml', ['config-file-elsewhere']],
    ['that only the machine knows', '$CONFIG', []],
  ])('a file that is not there, %s', (_, path, rules) => {
    const reports = reportsOf(SOURCE_RULES, {words: ['--config-file', path]});

    expect(reports.map(({rule}) => rule)).toEqual(rules);
  });
});

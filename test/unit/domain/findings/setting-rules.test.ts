import {describe, expect, it} from 'vitest';

import {specFindings} from '../../../../src/lib/domain/findings/spec-rules.js';
import {parseSpec} from '../../../../src/lib/domain/spec/parse-spec.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import type {SettingValue} from '../../../../src/lib/domain/spec/vocabulary.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';
import {testRules} from './rule-rows.js';

function withSetting(name: string, value: SettingValue, version = '3.7.3'): ClusterSpec {
  return aSpec({version, settings: {[name]: value}});
}

testRules('setting-rules.ts', [
  {
    rule: 'setting-unknown',
    severity: 'error',
    at: 'settings.quota-backend-byte',
    raises: withSetting('quota-backend-byte', 1),
    quiet: withSetting('quota-backend-bytes', 1),
    says: 'did you mean "quota-backend-bytes"?',
  },
  {
    rule: 'setting-unknown',
    severity: 'error',
    at: 'nodes[0].settings.zzz',
    raises: aSpec({nodes: [aMember(0, {settings: {zzz: 1}})]}),
    quiet: aSpec({nodes: [aMember(0), aProxy('gateway', {settings: {'retry-delay': '5s'}})]}),
    says: 'no setting "zzz"',
  },
  {
    rule: 'setting-unknown',
    severity: 'error',
    at: 'nodes[1].settings.retry-dela',
    raises: aSpec({nodes: [aMember(0), aProxy('gateway', {settings: {'retry-dela': '5s'}})]}),
    quiet: aSpec({nodes: [aMember(0), aProxy('grpc-proxy', {settings: {namespace: 'app/'}})]}),
    says: 'etcd gateway has no setting "retry-dela" (did you mean "retry-delay"?)',
  },
  {
    rule: 'setting-not-in-version',
    severity: 'error',
    at: 'nodes[1].settings.permit-without-stream',
    raises: aSpec({
      version: '3.4.23',
      nodes: [aMember(0), aProxy('grpc-proxy', {settings: {'permit-without-stream': true}})],
    }),
    quiet: aSpec({nodes: [aMember(0), aProxy('grpc-proxy', {settings: {'permit-without-stream': true}})]}),
    says: '3.5.13 and later',
  },
  {
    rule: 'setting-value',
    severity: 'error',
    at: 'nodes[1].settings.retry-delay',
    raises: aSpec({nodes: [aMember(0), aProxy('gateway', {settings: {'retry-delay': 'soon'}})]}),
    quiet: aSpec({nodes: [aMember(0), aProxy('gateway', {settings: {'retry-delay': '1m30s'}})]}),
    says: 'a duration',
  },
  {
    rule: 'setting-managed',
    severity: 'error',
    at: 'settings.name',
    raises: withSetting('name', 'x'),
    quiet: withSetting('log-level', 'warn'),
    says: 'see nodes[].name',
  },
  {
    rule: 'setting-not-in-version',
    severity: 'error',
    at: 'settings.feature-gates',
    raises: withSetting('feature-gates', 'A=true', '3.5.35'),
    quiet: withSetting('feature-gates', 'A=true', '3.6.0'),
    says: /etcd 3\.5\.35 has no setting "feature-gates"; it is in 3\.6\.0 and later/,
  },
  {
    rule: 'setting-not-in-version',
    severity: 'error',
    at: 'settings.experimental-corrupt-check-time',
    raises: withSetting('experimental-corrupt-check-time', '1h', '3.7.3'),
    quiet: withSetting('experimental-corrupt-check-time', '1h', '3.5.35'),
    says: 'use corrupt-check-time',
  },
  {
    rule: 'setting-not-in-file',
    severity: 'error',
    at: 'settings.raft-read-timeout',
    raises: withSetting('raft-read-timeout', '5s'),
    quiet: withSetting('corrupt-check-time', '5s'),
    says: 'as a flag only',
  },
  {
    rule: 'setting-needed',
    severity: 'error',
    at: 'settings.enable-grpc-gateway',
    raises: withSetting('enable-grpc-gateway', 'false'),
    quiet: withSetting('enable-grpc-gateway', true),
    says: 'remove the line',
  },
  {
    rule: 'setting-value',
    severity: 'error',
    at: 'settings.quota-backend-bytes',
    raises: withSetting('quota-backend-bytes', '8GB'),
    quiet: withSetting('quota-backend-bytes', '8589934592'),
    says: 'is "8GB", but must be a whole number',
  },
]);

function problemsOf(name: string, value: SettingValue): string[] {
  return specFindings(withSetting(name, value)).map(({message}) => message);
}

describe('the value of a setting', () => {
  it.each<[name: string, value: SettingValue]>([
    ['max-wals', 0],
    ['max-wals', '5'],
    ['election-timeout', 50_000],
    ['pre-vote', true],
    ['pre-vote', 'false'],
    ['corrupt-check-time', '1h30m'],
    ['corrupt-check-time', 60_000_000_000],
    ['log-level', 'debug'],
    ['cipher-suites', ['TLS_AES_128_GCM_SHA256']],
    ['cors', 'https://a.example'],
    ['auto-compaction-retention', 1],
  ])('%s: %j will do', (name, value) => {
    expect(problemsOf(name, value)).toEqual([]);
  });

  it.each<[name: string, value: SettingValue, wanted: string]>([
    ['max-wals', -1, '0 or more'],
    ['max-wals', 1.5, 'a whole number'],
    ['max-wals', '', 'a whole number'],
    ['max-wals', 'many', 'a whole number'],
    ['max-wals', true, 'a whole number'],
    ['max-wals', ['1', '2'], 'a whole number'],
    ['election-timeout', 50_001, '50000 or less'],
    // etcd reads no such numbers: `invalid value "1e3" for flag -max-wals`
    ['max-wals', '1e3', 'a whole number'],
    ['max-wals', ' 5 ', 'a whole number'],
    ['pre-vote', 'yes', 'true or false'],
    ['pre-vote', 1, 'true or false'],
    ['corrupt-check-time', '1 hour', 'a duration such as'],
    ['corrupt-check-time', true, 'a duration such as'],
    ['log-level', 'loud', 'debug or info'],
  ])('%s: %j is refused', (name, value, wanted) => {
    const [message] = problemsOf(name, value);

    expect(message).toMatch(new RegExp(`^${name} is .*must be .*${wanted}`));
  });

  // It would begin a line of its own in a unit, a Procfile and command.txt.
  it.each<[name: string, spec: ClusterSpec]>([
    ['all members', withSetting('log-outputs', 'stderr\nx')],
    ['one member', aSpec({nodes: [aMember(0, {settings: {cors: ['https://a', 'https://b\r']}})]})],
    [
      'a gateway',
      aSpec({nodes: [aMember(0), aProxy('gateway', {settings: {'retry-delay': '5s\nUser=root'}})]}),
    ],
    ['a gRPC proxy', aSpec({nodes: [aMember(0), aProxy('grpc-proxy', {settings: {namespace: 'a\u0000'}})]})],
  ])('of %s has no line break or other control character', (_, spec) => {
    expect(parseSpec(spec).findings.map(({rule}) => rule)).toEqual(['spec-value']);
  });

  it('names the member that it stands on', () => {
    const spec = aSpec({nodes: [aMember(0), aMember(1, {settings: {'max-wals': 'x'}}), aMember(2)]});

    expect(specFindings(spec)).toMatchObject([
      {member: 'infra1', path: ['nodes', 1, 'settings', 'max-wals']},
    ]);
  });
});

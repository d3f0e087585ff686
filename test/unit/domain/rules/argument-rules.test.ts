import {describe, it} from 'vitest';

import {SOURCE_RULES} from '../../../../src/lib/domain/rules/source-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('words among the flags', () => {
  it.each<[string, Start, Said[]]>([
    [
      'the value of a switch',
      {words: ['--pre-vote', 'false']},
      [['argument-stray', 'write --pre-vote=false', '"false" is not a valid flag']],
    ],
    [
      'the words of older versions',
      {words: ['start'], version: '3.5.35'},
      [['argument-stray', "'start' is not a valid flag"]],
    ],
    [
      'a list with a space',
      {words: ['--initial-cluster', 'a=http://h:1,', 'b=http://i:1']},
      [['argument-stray', 'write --initial-cluster=a=http://h:1,b=http://i:1']],
    ],
    ['no dashes', {words: ['name=a']}, [['argument-stray', 'write --name=a']]],
    [
      'a long dash',
      {words: ['\u2013name', 'a']},
      [['argument-dash', 'write --name', '"\u2013name" is not a valid flag']],
    ],
    ['a minus sign', {words: ['\u2212-name=a'], version: '3.4.45'}, [['argument-dash', 'write --name=a']]],
    [
      'the value of a switch of a gateway',
      {words: ['gateway', 'start', '--insecure-discovery', 'false']},
      [['argument-ignored', '--insecure-discovery is on', 'write --insecure-discovery=false']],
    ],
    [
      'a word of a gRPC proxy',
      {words: ['grpc-proxy', 'start', 'now']},
      [['argument-ignored', '"now" is no flag']],
    ],
    [
      'a bad switch',
      {words: ['--pre-vote=yes']},
      [['value-boolean', 'write --pre-vote=true', 'invalid boolean value "yes" for -pre-vote: parse error']],
    ],
    [
      'an empty switch',
      {words: ['--pre-vote=']},
      [['value-boolean', 'invalid boolean value "" for -pre-vote']],
    ],
    [
      'a bad switch of a proxy',
      {words: ['grpc-proxy', 'start', '--debug=off']},
      [['value-boolean', 'write --debug=false', 'strconv.ParseBool: parsing "off": invalid syntax']],
    ],
    [
      'a bad switch as variable',
      {variables: [['ETCD_PRE_VOTE', 'on']]},
      [['value-boolean', 'write ETCD_PRE_VOTE=true', 'invalid value "on" for ETCD_PRE_VOTE: parse error']],
    ],
    ['a bad variable of etcdctl has no effect', {words: ['etcdctl'], variables: [['ETCDCTL_HEX', 'on']]}, []],
    ['switches of Go', {words: ['--pre-vote=F'], variables: [['ETCD_ENABLE_PPROF', '1']]}, []],
    ['what only the machine knows', {words: ['$FLAGS', '--pre-vote=$X', '--name=$(hostname)']}, []],
  ])('%s', (_, start, expected) => expectReports(SOURCE_RULES, start, expected));
});

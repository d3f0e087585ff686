import {expect, it} from 'vitest';

import {unansweredChange} from '../../../../src/lib/adapters/etcd-api/failure.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';

const URL = 'http://127.0.0.1:2379';

function ofConnection(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), {code});
}

/** As gRPC tells of it. */
function told(cause: Error): OpsError {
  return new OpsError('E_UNREACHABLE', cause.message, {cause});
}

it.each<[what: string, error: unknown, expected: object]>([
  [
    'a refused connection: nothing was sent',
    ofConnection('ECONNREFUSED'),
    {code: 'E_UNREACHABLE', details: {}},
  ],
  ['an unknown host: nothing was sent', ofConnection('ENOTFOUND'), {code: 'E_UNREACHABLE', details: {}}],
  ['the same over gRPC', told(ofConnection('ECONNREFUSED')), {code: 'E_UNREACHABLE', details: {}}],
  ['a connection that broke', ofConnection('ECONNRESET'), {details: {reason: 'cut-off'}}],
  ['the same over gRPC', told(ofConnection('ECONNRESET')), {details: {reason: 'cut-off'}}],
  ['no answer in time', new Error('no answer within 7 s'), {details: {reason: 'timed-out'}}],
  ['a user who was not let in', new OpsError('E_NO_ACCESS', 'wrong password'), {code: 'E_NO_ACCESS'}],
])('a change without an answer: %s', (_, error, expected) => {
  expect(unansweredChange(URL, error, {timeoutMs: 7000})).toMatchObject(expected);
});

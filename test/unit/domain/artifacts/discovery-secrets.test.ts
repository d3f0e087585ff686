import {expect, it} from 'vitest';

import {planArtifacts} from '../../../../src/lib/domain/artifacts/plan-artifacts.js';
import {ARTIFACT_FORMATS} from '../../../../src/lib/domain/spec/vocabulary.js';
import {aSpec} from '../../../fakes/spec.js';

it('leaves every file with the password of a discovery service to its owner', () => {
  const client = {user: 'demo', password: 'secret-of-demo'};
  const endpoints = ['http://10.0.0.9:2379'];
  const spec = aSpec({bootstrap: {method: 'discovery', endpoints, token: 'demo-1', client}});

  const artifacts = planArtifacts({spec, formats: ARTIFACT_FORMATS, folder: '/srv/demo'});
  const holders = artifacts.filter(({body}) => JSON.stringify(body).includes(client.password));

  expect(new Set(holders.map(({format}) => format))).toEqual(
    new Set(['config', 'env', 'docker', 'compose', 'flags']),
  );
  for (const {path, mode} of holders) expect((mode & 0o077).toString(8), path).toBe('0');
});

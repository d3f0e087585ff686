import {describe, expect, it} from 'vitest';

import {endingOf} from '../../../../src/lib/workflows/membership/ending.js';
import {aScene, THREE} from '../../../fakes/plans.js';
import {aProxy, aSpec, members} from '../../../fakes/spec.js';

const GATEWAY = aProxy('gateway');
const STOPPED = aProxy('gateway', {name: 'gateway1', ports: {client: 2429}});
const FAR = aProxy('grpc-proxy', {host: '10.0.0.9'});
const V2_FAR = aProxy('v2-proxy', {host: '10.0.0.9'});

describe('a change of the members ends', () => {
  const spec = aSpec({nodes: [...members(3), GATEWAY, STOPPED, FAR, V2_FAR]});
  const scene = {...aScene(THREE, spec), running: ['infra0', 'infra1', 'infra2', GATEWAY.name]};

  it('with the proxies that run here in step, and names those of other machines that take a list', () => {
    const {steps, notices} = endingOf(scene, {});

    expect(steps.map(({id}) => id)).toEqual(['sync-proxy:gateway0', 'verify-health']);
    expect(notices).toEqual([
      'grpc-proxy0 is on 10.0.0.9 and goes by its old endpoints until somebody changes that there: etcdops proxy sync shows what to type',
    ]);
  });

  it('without a word of proxies where their list stays as it is', () => {
    const {steps, notices} = endingOf(scene, {proxies: []});

    expect(steps.map(({id}) => id)).toEqual(['verify-health']);
    expect(notices).toEqual([]);
  });
});

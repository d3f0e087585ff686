import {describe, expect, it} from 'vitest';

import {versionChoices} from '../../../../src/lib/domain/etcd-version/version-choices.js';
import {NEWEST_KNOWN} from '../../../../src/lib/domain/etcd-version/version.js';

describe('versionChoices', () => {
  it('has the versions at hand first, then the newest of every other line', () => {
    const choices = versionChoices(['3.5.9', '3.6.1', '3.5.35', '3.5.9']);

    expect(choices.map(({version, isAtHand}) => [version, isAtHand])).toEqual([
      ['3.6.1', true],
      ['3.5.35', true],
      ['3.5.9', true],
      [NEWEST_KNOWN['3.7'], false],
      [NEWEST_KNOWN['3.4'], false],
    ]);
  });

  it('knows which have the v2 proxy', () => {
    const withProxy = versionChoices([]).filter(({hasV2Proxy}) => hasV2Proxy);

    expect(withProxy.map(({version}) => version)).toEqual([NEWEST_KNOWN['3.5'], NEWEST_KNOWN['3.4']]);
  });
});

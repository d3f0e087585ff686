import {describe, expect, it} from 'vitest';

import {withTokenOf} from '../../../../src/lib/domain/config/token-line.js';

const START = 'initial-cluster: infra0=http://b:1\ninitial-cluster-state: new\n';
const RENDERED = `name: infra0\n${START}initial-cluster-token: demo-new\npre-vote: true\n`;

describe('withTokenOf', () => {
  it.each([
    ['the same file', RENDERED, RENDERED],
    ['an older token', RENDERED.replace('demo-new', 'demo-old'), RENDERED],
    [
      'an older token beside an edit of the user',
      'initial-cluster-token: "x"\npre-vote: false\n',
      'initial-cluster-token: demo-new\npre-vote: false\n',
    ],
    [
      'an older token of a member that joined the old cluster',
      'initial-cluster: infra9=http://a:1\ninitial-cluster-state: existing\ninitial-cluster-token: demo-old\npre-vote: true\n',
      'initial-cluster: infra0=http://b:1\ninitial-cluster-state: new\ninitial-cluster-token: demo-new\npre-vote: true\n',
    ],
    [
      'a member that joined the cluster with the token',
      'initial-cluster-state: existing\ninitial-cluster-token: demo-new\n',
      'initial-cluster-state: existing\ninitial-cluster-token: demo-new\n',
    ],
    ['no token', 'name: [broken\n', 'name: [broken\n'],
    ['a comment about the token', '# initial-cluster-token: old\n', '# initial-cluster-token: old\n'],
    ['an empty file', '', ''],
  ])('%s', (_, found, expected) => {
    expect(withTokenOf(found, RENDERED)).toBe(expected);
  });

  it('takes the token as it stands, whatever it holds', () => {
    expect(withTokenOf('initial-cluster-token: old', "initial-cluster-token: '$&$1'")).toBe(
      "initial-cluster-token: '$&$1'",
    );
  });

  it('leaves a file alone where the rendered one names no token', () => {
    expect(withTokenOf('initial-cluster-token: old', 'name: proxy0')).toBe('initial-cluster-token: old');
  });
});

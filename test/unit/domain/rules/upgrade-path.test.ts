import {describe, expect, it} from 'vitest';

import {upgradeAdvice} from '../../../../src/lib/domain/rules/upgrade-path.js';

describe('upgradeAdvice', () => {
  it.each<[from: string, target: string, rules: string[]]>([
    ['3.4.23', '3.5.35', []],
    ['3.5.12', '3.5.35', []],
    ['3.5.35', '3.6.16', ['upgrade-check-v2store']],
    ['3.5.32', '3.6.16', ['upgrade-check-v2store']],
    ['3.5.31', '3.6.16', ['upgrade-minimum-patch', 'upgrade-check-v2store']],
    ['3.6.16', '3.7.3', ['upgrade-second-start']],
    ['3.6.10', '3.7.3', ['upgrade-minimum-patch', 'upgrade-second-start']],
    ['3.4.45', '3.6.16', ['upgrade-skips-line', 'upgrade-check-v2store']],
    [
      '3.5.12',
      '3.7.3',
      ['upgrade-skips-line', 'upgrade-minimum-patch', 'upgrade-check-v2store', 'upgrade-second-start'],
    ],
  ])('from %s to %s', (from, target, rules) => {
    expect(upgradeAdvice(from, target, 'a.yaml').map(({rule}) => rule)).toEqual(rules);
  });

  it('names the way through the lines between', () => {
    const [skips, patch] = upgradeAdvice('3.5.12', '3.7.3', 'a.yaml');

    expect(skips).toMatchObject({
      severity: 'error',
      file: 'a.yaml',
      fix: 'go 3.5.12 → 3.6.16 → 3.7.3, every member before the next step',
    });
    expect(patch?.fix).toBe('upgrade every member to 3.5.35 first');
  });
});

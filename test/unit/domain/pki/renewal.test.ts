import {describe, expect, it} from 'vitest';

import {endingCaText, isCutByCa, isWorthRenewing} from '../../../../src/lib/domain/pki/renewal.js';

const NOW = new Date('2026-11-21T00:00:00Z');

function inDays(days: number): Date {
  return new Date(NOW.getTime() + days * 86_400_000);
}

describe('whether a certificate is made anew', () => {
  it.each<[string, {notAfter: number; ca: number; mustChange?: true; days?: number}, boolean]>([
    ['its CA lasts longer', {notAfter: 10, ca: 3650}, true],
    ['its CA lasts exactly as long as it would', {notAfter: 364, ca: 365}, true],
    ['its CA ends with it', {notAfter: 20, ca: 20}, false],
    ['its CA ends hours after it', {notAfter: 19.5, ca: 20}, false],
    ['its CA leaves it a day more', {notAfter: 19, ca: 20}, true],
    ['its CA ends before it', {notAfter: 30, ca: 20}, false],
    ['its CA ends with it, and it becomes another one', {notAfter: 20, ca: 20, mustChange: true}, true],
    ['it lasts shorter than its CA, as it was asked to', {notAfter: 20, ca: 20, days: 7}, true],
  ])('%s', (_, {notAfter, ca, mustChange = false, days = 365}, expected) => {
    const dates = {notAfter: inDays(notAfter), caNotAfter: inDays(ca)};

    expect(isWorthRenewing(NOW, {...dates, mustChange, days})).toBe(expected);
  });

  it.each([
    [365, 365, false],
    [365, 364, true],
    [7, 20, false],
  ])('for %i days of a CA with %i left it is cut: %s', (days, ca, expected) => {
    expect(isCutByCa(NOW, days, inDays(ca))).toBe(expected);
  });
});

it('says when the CA ends and what to type', () => {
  const text = endingCaText('pki/peer-ca', inDays(20));

  expect(text).toMatch(/^pki\/peer-ca\.crt ends on 2026-12-11, and no certificate of it can last longer\n/);
  expect(text).toContain('mv pki/peer-ca.key pki/peer-ca.key.old');
  expect(text).toMatch(/etcdops restart; etcdops tls renew$/);
});

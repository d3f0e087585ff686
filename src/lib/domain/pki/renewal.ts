import {validityOf} from './cert-specs.js';
import {certificateFile} from './pki-layout.js';
import {rotationLines} from './rotation.js';

const DAY_MS = 86_400_000;

/** Whether a certificate that is made now for so many days has to end earlier, since its CA does. */
export function isCutByCa(now: Date, days: number, caNotAfter: Date): boolean {
  return validityOf(now, days).notAfter > caNotAfter;
}

/** A certificate that may be made anew. */
export interface RenewalCase {
  /** Of the one that is there. */
  readonly notAfter: Date;
  /** It is to become another one: something is wrong with it, or it gets a new key, name or CA. */
  readonly mustChange: boolean;
  /** How long the new one is to last. */
  readonly days: number;
  readonly caNotAfter: Date;
}

/**
 * Whether to make it anew. Where its CA ends soon the new one would end with it, as the old one does: a job that renews
 * what ends within a month would then renew every day of that month, and nothing would last longer for it.
 */
export function isWorthRenewing(now: Date, {notAfter, mustChange, days, caNotAfter}: RenewalCase): boolean {
  if (mustChange || !isCutByCa(now, days, caNotAfter)) return true;
  return caNotAfter.getTime() - notAfter.getTime() >= DAY_MS;
}

/** What an operator has to hear of a CA before whose end no new certificate lasts, and what to type. */
export function endingCaText(base: string, notAfter: Date): string {
  const certificate = certificateFile(base);
  return [
    `${certificate} ends on ${notAfter.toISOString().slice(0, 10)}, and no certificate of it can last longer`,
    'a new CA takes its place in time by: etcdops tls rotate-ca',
    'with nodes on other machines by hand (tls ca --encrypt where its key has a passphrase), trusted together with the old one:',
    ...rotationLines(base).map(line => `  ${line}`),
  ].join('\n  ');
}

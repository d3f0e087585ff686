import * as Flags from '@oclif/core/flags';

import {DEFAULT_KEY_TYPE, KEY_TYPES, type KeyType} from '../domain/pki/certificate.js';
import type {Authority} from '../domain/pki/pki-layout.js';
import {once} from '../queries/once.js';
import {REQUEST_PROFILES, type RequestProfile} from '../workflows/pki/sign-request.js';
import {countFlag, durationFlag} from './flags.js';
import type {Questions} from './questions.js';
import {secretIn} from './secret-file.js';
import type {Services} from './services.js';
import {assertTerminal} from './terminal.js';

export const keyTypeFlag = Flags.custom<KeyType>({
  options: [...KEY_TYPES],
  description: `kind of the keys [default: ${DEFAULT_KEY_TYPE}]`,
})();

export const passphraseFlag = Flags.string({
  description: "file whose first line encrypts the CA's key; or the variable ETCDOPS_CA_PASSPHRASE",
  helpValue: 'FILE',
});

export const encryptFlag = Flags.boolean({
  description: "encrypt the CA's key; where no passphrase is given it is asked for, twice",
});

/** The passphrase of the CA's key as far as it was given: never as a flag, which everybody on the machine would see. */
async function givenPassphrase(
  services: Services,
  flags: {readonly 'ca-passphrase-file'?: string | undefined},
): Promise<string | undefined> {
  const file = flags['ca-passphrase-file'];
  if (file !== undefined) return secretIn(services, {file, flag: 'ca-passphrase-file', what: 'passphrase'});
  return services.caPassphrase === '' ? undefined : services.caPassphrase;
}

/** Whether a passphrase was given, so that the key of a new CA is to be encrypted by it. */
export async function isPassphraseGiven(
  services: Services,
  flags: {readonly 'ca-passphrase-file'?: string | undefined},
): Promise<boolean> {
  return (await givenPassphrase(services, flags)) !== undefined;
}

/** A person, asked on the terminal. */
async function questionsOf(services: Services): Promise<Questions> {
  const {createQuestions} = await import('./questions.js');
  services.progress.close();
  return createQuestions(services.signal);
}

/** For a key that turns out to be encrypted: what was given, else a person is asked. */
export async function passphraseAsker(
  services: Services,
  flags: {readonly 'ca-passphrase-file'?: string | undefined},
  {json}: {json: boolean},
): Promise<(keyPath: string) => Promise<string | undefined>> {
  const given = await givenPassphrase(services, flags);
  return async keyPath => {
    if (given !== undefined || json || !process.stdin.isTTY || !process.stderr.isTTY) return given;
    return services.progress.asking(async () =>
      (await questionsOf(services)).secret(`Passphrase of ${keyPath}:`),
    );
  };
}

interface NewPassphraseFlags {
  readonly encrypt: boolean;
  readonly 'ca-passphrase-file'?: string | undefined;
  readonly 'dry-run': boolean;
}

/** For the key of a CA that is made: what was given, else with --encrypt a person is asked, once for all CAs. */
export async function newPassphraseAsker(
  services: Services,
  flags: NewPassphraseFlags,
  {json}: {json: boolean},
): Promise<() => Promise<string | undefined>> {
  const given = await givenPassphrase(services, flags);
  return once(async () => {
    if (given !== undefined || !flags.encrypt || flags['dry-run']) return given;
    const instead = 'add --ca-passphrase-file FILE to the command, or set ETCDOPS_CA_PASSPHRASE';
    assertTerminal('--encrypt asks for a new passphrase', {json, instead});
    return services.progress.asking(async () =>
      (await questionsOf(services)).newSecret("New passphrase of the CA's key:"),
    );
  });
}

const MAX_DAYS = 36_500;

/** Of commands that sign. */
export const signFlags = {
  days: countFlag(
    'days',
    1,
    MAX_DAYS,
  )({description: 'how long it is valid, never longer than its CA [default: 365, or tls.days of the spec]'}),
  'ca-passphrase-file': passphraseFlag,
};

/** Of `tls ca`. */
export const caFlags = {
  'key-type': keyTypeFlag,
  days: countFlag(
    'days',
    1,
    MAX_DAYS,
  )({description: 'how long it is valid [default: 3650, or tls.caDays of the spec]'}),
  encrypt: encryptFlag,
  'ca-passphrase-file': passphraseFlag,
};

/** Of `tls rotate-ca`. */
export const rotateFlags = {
  only: Flags.custom<Authority>({
    options: ['ca', 'peer-ca'],
    description: 'of a cluster whose peers have a CA of their own: one of the two [default: both]',
  })(),
  'key-type': keyTypeFlag,
  days: countFlag(
    'days',
    1,
    MAX_DAYS,
  )({description: 'how long the new CA is valid [default: 3650, or tls.caDays of the spec]'}),
};

/** Of `tls issue`. */
export const issueFlags = {
  client: Flags.string({
    description: 'a client of that name, which is its CN',
    helpValue: 'NAME',
    exclusive: ['csr'],
  }),
  csr: Flags.string({description: 'a request of PEM or DER to sign', helpValue: 'FILE'}),
  profile: Flags.custom<RequestProfile>({
    options: [...REQUEST_PROFILES],
    description: 'what the request is for [default: server]',
    dependsOn: ['csr'],
  })(),
  out: Flags.string({
    description: 'where the signed certificate goes [default: beside the request]',
    helpValue: 'FILE',
    dependsOn: ['csr'],
  }),
  san: Flags.string({description: 'a further name; repeatable', helpValue: 'HOST', multiple: true}),
  ...signFlags,
};

const DAY_MS = 86_400_000;

/** `30d` → 30; a part of a day counts as one. */
export const withinFlag = durationFlag({description: 'only what ends sooner than that, such as 30d'});

export function toDays(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : Math.ceil(durationMs / DAY_MS);
}

import fc from 'fast-check';

import {choicesOf, settingsOf, yamlPathOf} from '../../src/lib/domain/etcd-settings/lookup.js';
import type {EtcdSetting, SettingType} from '../../src/lib/domain/etcd-settings/types.js';
import type {SettingValue} from '../../src/lib/domain/spec/vocabulary.js';
import {formatGoDuration} from '../../src/lib/domain/text/go-duration.js';

/** Versions of each line, old patch releases among them. */
const GENERATED_VERSIONS = ['3.4.13', '3.4.23', '3.5.4', '3.5.35', '3.6.16', '3.7.3'];

export interface GeneratedConfiguration {
  readonly version: string;
  /** Values that a config file of that version can hold, each of the type of its setting. */
  readonly settings: ReadonlyMap<string, SettingValue>;
}

const INT64_MAX = 9_223_372_036_854_775_807n;

/**
 * Whatever a path, a name or a password may hold. No control characters and no empty text, which not every form can
 * hold, and nothing that a shell would fill in, which in a unit and a compose file is taken for a slip.
 */
const oddText = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9./_-]{0,20}$/),
  fc
    .string({
      unit: fc.constantFrom(...'aZ09 \'"\\$%#{}()[]<>|&;*?!~=:,@+-_./é漢🙂'),
      minLength: 1,
      maxLength: 16,
    })
    .filter(text => text.trim() === text && !/\$[\w({]/.test(text)),
  fc.constantFrom(
    'no',
    'true',
    '1_000',
    '0x10',
    '017',
    '~',
    'null',
    "it's",
    '$',
    '%i',
    '$$',
    '#x',
    '- a',
    'a: b',
    '\\n',
    '--name=x',
  ),
);

const host = fc.constantFrom(
  '127.0.0.1',
  '10.0.0.1',
  '[::1]',
  '[2001:db8::1]',
  'localhost',
  'etcd0.example.com',
);
const url = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('http', 'https'), host, fc.integer({min: 1, max: 65_535}))
      .map(([scheme, name, port]) => `${scheme}://${name}:${port}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('unix://localhost:12379', 'unixs://localhost:12379', 'unix:///run/etcd.sock'),
  },
);
const urls = fc.uniqueArray(url, {minLength: 1, maxLength: 3});
const item = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._*=-]{0,12}$/);

function numbers({min, max}: EtcdSetting): fc.Arbitrary<SettingValue> {
  const least = BigInt(min ?? 0);
  const most = max === undefined ? INT64_MAX : BigInt(max);
  return fc.bigInt({min: least, max: most}).map(String);
}

/** Longer ones than a hundred days lose nanoseconds on the way through a number. */
const durations = fc
  .integer({min: 1, max: 100 * 24 * 3600})
  .chain(seconds => fc.constantFrom(seconds, seconds * 1e6, seconds * 1e9))
  .map(formatGoDuration);

const members = fc
  .uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), url).map(([name, at]) => `${name}=${at}`),
    {minLength: 1, maxLength: 4},
  )
  .map(list => list.join(','));

/** Settings whose texts have a form of their own. */
const BY_NAME: Readonly<Record<string, fc.Arbitrary<SettingValue>>> = {
  'initial-cluster': members,
  // A duration is refused by 3.4 and 3.5 where a file names no mode.
  'auto-compaction-retention': fc.nat({max: 1000}).map(String),
};

const BY_TYPE: Readonly<Record<SettingType, (setting: EtcdSetting) => fc.Arbitrary<SettingValue>>> = {
  boolean: () => fc.boolean(),
  number: numbers,
  duration: () => durations,
  'url-list': () => urls.map(list => list.join(',')),
  // Before some release the whole text is one value.
  'string-list': ({listSince}) =>
    listSince === undefined ? fc.array(item, {minLength: 1, maxLength: 3}) : item.map(one => [one]),
  string: () => oddText,
};

/** A folder or a file, or what the data directory is named after: a colon would end a volume. */
const NAMES_PATH = /^name$|-dir$|-file$|cert$|key$|cacert$|^auth-token$/;

function valuesOf(setting: EtcdSetting, version: string): fc.Arbitrary<SettingValue> {
  const choices = choicesOf(setting, version);
  const known = BY_NAME[setting.name] ?? (choices === undefined ? undefined : fc.constantFrom(...choices));
  const found = known ?? BY_TYPE[setting.type](setting);
  return NAMES_PATH.test(setting.name) ? found.filter(value => !String(value).includes(':')) : found;
}

/** Whatever somebody may write into a config file of etcd, as far as etcd can read it. */
export function generatedConfigurations(): fc.Arbitrary<GeneratedConfiguration> {
  return fc.constantFrom(...GENERATED_VERSIONS).chain(version => {
    const settings = settingsOf(version).filter(setting => yamlPathOf(setting, version) !== null);
    const value = (setting: EtcdSetting): fc.Arbitrary<[string, SettingValue]> =>
      valuesOf(setting, version).map(found => [setting.name, found]);
    // The name always: an env file with nothing in it is no env file.
    const [name, ...others] = settings;
    return fc
      .subarray(others, {maxLength: 25})
      .chain(chosen => fc.tuple(...[name!, ...chosen].map(value)))
      .map(entries => ({version, settings: new Map(entries)}));
  });
}

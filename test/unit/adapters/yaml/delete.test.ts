import {beforeAll, describe, expect, it} from 'vitest';

import {loadYaml, type Yaml} from '../../../../src/lib/adapters/yaml/yaml.js';

let yaml: Yaml;

beforeAll(async () => {
  yaml = await loadYaml();
});

describe('delete', () => {
  const COMMENTED = `# our cluster
nodes:
  - name: infra0
    # its data comes first
    learner: true # for now
    # where it is
    host: 10.0.0.1
  # in the other room
  - {name: infra1, host: 10.0.0.2} # slow

  # not yet
  - {name: infra2, learner: true, host: 10.0.0.3}
# how to write
formats: [config]
`;

  it.each<[what: string, path: (string | number)[], gone: RegExp]>([
    ['a key', ['nodes', 0, 'learner'], / {4}# its data.*\n {4}learner.*\n/],
    ['the last key', ['nodes', 0, 'host'], / {4}# where.*\n {4}host.*\n/],
    ['a key in braces', ['nodes', 2, 'learner'], /learner: true, (?=host: 10.0.0.3)/],
    ['an item', ['nodes', 1], / {2}# in the other.*\n.*slow\n/],
    ['the last item', ['nodes', 2], /\n\n {2}# not yet.*\n.*infra2.*/],
    ['the first item', ['nodes', 0], / {2}- name: infra0\n( {4}.*\n)*/],
    ['a key of the top', ['formats'], /# how.*\nformats.*\n/],
    ['nothing', ['nodes', 0, 'nowhere'], /$^/],
  ])('%s, and no comment of a neighbour', (_, path, gone) => {
    const document = yaml.parse(COMMENTED);
    const untouched = yaml.parse(COMMENTED).toString();

    document.delete(path);

    expect(document.toString()).toBe(untouched.replace(gone, ''));
  });

  it.each(['\n', '\n\n'])('leaves no blank line above the first item, where %j parted two', apart => {
    const document = yaml.parse(`nodes:\n  - name: infra0${apart}  - name: infra1\n`);

    document.delete(['nodes', 0]);

    expect(document.toString()).toBe('nodes:\n  - name: infra1\n');
  });

  it('leaves no reference without what it refers to', () => {
    const document = yaml.parse('nodes:\n  - {ports: &p {client: 1}}\n  - {ports: *p}\n');

    document.delete(['nodes', 0]);

    expect(() => document.toString()).toThrow(/alias/);
  });
});

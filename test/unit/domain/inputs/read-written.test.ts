import {describe, expect, it} from 'vitest';

import type {EtcdProcess} from '../../../../src/lib/domain/process/etcd-process.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

/** `kind name=a data-dir=?$D`, what is not known behind a question mark. */
function shown({input, values, isIncomplete}: EtcdProcess): string {
  const settings = [...values.values()].map(
    ({name, value, unresolved}) => `${name}=${unresolved ? '?' : ''}${value}`,
  );
  return [input, ...settings, ...(isIncomplete ? ['…'] : [])].join(' ');
}

async function read(text: string): Promise<{processes: string[]; findings: string[]}> {
  const {processes, findings} = await judgeFiles({'setup.sh': text});
  return {
    processes: processes.map(shown),
    findings: findings
      .filter(({severity}) => severity !== 'info')
      .map(({rule, line, column}) => [rule, line, column].filter(part => part !== undefined).join(' ')),
  };
}

const UNIT = '[Unit]\nDescription=etcd\n[Service]\n';

describe('the files that a script writes', () => {
  it.each<[string, string, string[]]>([
    [
      'a config file',
      'cat > /etc/etcd/etcd.conf.yml <<EOF\nname: a\ndata-dir: /d\nEOF\n',
      ['config name=a data-dir=/d'],
    ],
    [
      'with what the script knows filled in',
      'N=a\ncat <<EOF > etcd.yaml\nname: $N\ndata-dir: /$D/${N}x\nwal-dir: "$(pwd)"\nmax-wals: $W\nEOF\n',
      ['config name=a data-dir=?/$D/ax wal-dir=?$(pwd) max-wals=?$W'],
    ],
    [
      'as it stands where the delimiter has quotes',
      "N=a\ncat <<'EOF' > etcd.yaml\nname: $N\ndata-dir: /d\nEOF\n",
      ['config name=$N data-dir=/d'],
    ],
    [
      'with escapes taken off',
      `cat <<EOF > etcd.service\n${UNIT}Environment=X=/d\nExecStart=/usr/bin/etcd --name a \\\\\n  --data-dir=\\\${X}\nEOF\n`,
      ['systemd name=a data-dir=/d'],
    ],
    ['without tabs', 'cat <<-EOF > etcd.env\n\tETCD_NAME=a\n\tEOF\n', ['env name=a']],
    ['by tee', 'cat <<EOF | sudo tee /etc/default/etcd >/dev/null\nETCD_NAME=a\nEOF\n', ['env name=a']],
    ['by another shell', "sudo bash -c 'cat > /etc/etcd.env' <<EOF\nETCD_NAME=a\nEOF\n", ['env name=a']],
    ['on another machine', 'ssh h "cat > /etc/etcd.env" <<EOF\nETCD_NAME=a\nEOF\n', ['env name=a']],
    ['a part of a file', 'cat >> etcd.env <<EOF\nETCD_NAME=a\nEOF\n', ['env name=a …']],
    [
      'what kubectl takes',
      'kubectl apply -f - <<EOF\napiVersion: v1\nkind: Pod\nspec: {containers: [{image: "k8s.gcr.io/etcd:3.5.1-0", command: [etcd, --name=$N]}]}\nEOF\n',
      ['kubernetes name=?$N'],
    ],
    [
      'a script',
      'cat > run.sh <<EOF\n#!/bin/sh\nexec etcd --name=$N --data-dir /d\nEOF\n',
      ['shell name=?$N data-dir=/d'],
    ],
    ['no help', 'echo etcd\ncat <<EOF\nETCD_NAME=a\nEOF\n', []],
    [
      'one that the script starts etcd with',
      'cat > /e/etcd.yaml <<EOF\nname: a\ndata-dir: /d\nEOF\netcd --config-file /e/etcd.yaml\n',
      ['shell name=a data-dir=/d'],
    ],
    [
      'a unit with its files',
      `cat > etcd.yaml <<EOF\nname: a\nEOF\ncat > /etc/etcd.env <<EOF\nETCD_CONFIG_FILE=/etc/etcd/etcd.yaml\nEOF\ncp etcd.yaml /etc/etcd/\ncat > /etc/systemd/system/etcd.service <<EOF\n${UNIT}EnvironmentFile=/etc/etcd.env\nExecStart=/usr/bin/etcd\nEOF\n`,
      ['systemd name=a'],
    ],
    [
      'one for each in a loop',
      'for n in a b; do\ncat > etcd.env <<EOF\nETCD_NAME=$n\nEOF\nscp etcd.env $n:/etc\ndone\n',
      ['env name=?$n'],
    ],
  ])('%s', async (_, text, processes) => {
    expect(await read(text)).toEqual({processes, findings: []});
  });

  it('have their findings where they stand in the script', async () => {
    const lines = [
      'IP=10.0.0.1',
      'cat > etcd.service <<EOF',
      ...UNIT.trimEnd().split('\n'),
      'ExecStart=/usr/bin/etcd --name=$IP --bogus',
      'EOF',
      'cat > etcd.yaml <<EOF',
      'name: a',
      'snapshot_count: 5',
      'EOF',
    ];

    const {findings} = await read(`${lines.join('\n')}\n`);

    // Behind a value that is filled in no column is known.
    expect(findings).toEqual(['flag-unknown 6', 'config-key-misspelt 10 17']);
  });

  it('are not judged for what only the machine knows', async () => {
    const text = `cat > etcd.service <<EOF\n${UNIT}EnvironmentFile=\${DIR}/etcd.env\nExecStart=\${BIN}/etcd --name a\nEOF\n`;

    expect(await read(text)).toEqual({processes: ['systemd name=a …'], findings: []});
  });

  it('are not read without end', async () => {
    const text = 'cat > etcd.env <<EOF\nETCD_NAME=a\nEOF\n'.repeat(400);

    const {processes, findings} = await read(text);

    expect(processes).toHaveLength(300);
    expect(findings.filter(finding => finding.startsWith('input-too-many'))).toHaveLength(1);
  });
});

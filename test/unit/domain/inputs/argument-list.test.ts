import {expect, it} from 'vitest';

import {judgeFiles} from '../../../helpers/judge-files.js';

it('a list of arguments starts what it is the list of', async () => {
  const files = {
    'nodes/gateway0/command.txt': 'gateway\r\nstart\r\n--endpoints=10.0.0.1:2379\r\n--listen-add=:1\r\n',
    'nodes/a/command.txt': '--name=a\n\n--data-dir=/my data\n',
  };

  const {processes, findings} = await judgeFiles(files);

  expect(processes.map(({label, role}) => `${label} ${role}`)).toEqual(['gateway0 gateway', 'a member']);
  expect(processes[1]!.values.get('data-dir')).toMatchObject({value: '/my data', place: {line: 3}});
  expect(findings).toMatchObject([{rule: 'flag-unknown', line: 4, column: 1, length: 15}]);
});

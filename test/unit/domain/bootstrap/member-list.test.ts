import {describe, expect, it} from 'vitest';

import {parseMemberList} from '../../../../src/lib/domain/bootstrap/member-list.js';

describe('parseMemberList', () => {
  it.each([
    ['', []],
    [' , ', []],
    ['10.0.0.1', [{name: 'infra0', host: '10.0.0.1'}]],
    [
      'a=10.0.0.1, b=10.0.0.2',
      [
        {name: 'a', host: '10.0.0.1'},
        {name: 'b', host: '10.0.0.2'},
      ],
    ],
    [
      '10.0.0.1  db=h2.example.com,::1',
      [
        {name: 'infra0', host: '10.0.0.1'},
        {name: 'db', host: 'h2.example.com'},
        {name: 'infra2', host: '::1'},
      ],
    ],
    ['=h', [{name: '', host: 'h'}]],
    ['a=', [{name: 'a', host: ''}]],
    ['a=b=c', [{name: 'a', host: 'b=c'}]],
  ])('%j', (text, expected) => {
    expect(parseMemberList(text)).toEqual(expected);
  });
});

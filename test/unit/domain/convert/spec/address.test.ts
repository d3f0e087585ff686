import {describe, expect, it} from 'vitest';

import {
  addressOf,
  bindAddressOf,
  isEveryAddress,
} from '../../../../../src/lib/domain/convert/spec/address.js';

describe('addressOf', () => {
  it.each([
    ['http://10.0.0.1:2379', {host: '10.0.0.1', port: 2379, isTls: false}],
    ['https://etcd.example.com:443', {host: 'etcd.example.com', port: 443, isTls: true}],
    ['http://[::1]:2379', {host: '::1', port: 2379, isTls: false}],
    ['[2001:db8::1]:23790', {host: '2001:db8::1', port: 23790, isTls: false}],
    [':23790', {host: '', port: 23790, isTls: false}],
    ['0.0.0.0:1', {host: '0.0.0.0', port: 1, isTls: false}],
  ])('%s', (text, expected) => {
    expect(addressOf(text)).toEqual(expected);
  });

  it.each([
    '',
    'unix:///run/etcd.sock',
    'unix://localhost:1',
    'http://10.0.0.1',
    'http://a:0',
    'http://a:70000',
    'http://a:1/x',
    '::1:2379',
  ])('is none of %j', text => {
    expect(addressOf(text)).toBeUndefined();
  });
});

describe('isEveryAddress', () => {
  it.each([
    ['', true],
    ['0.0.0.0', true],
    ['::', true],
    ['127.0.0.1', false],
  ])('%j: %j', (host, expected) => {
    expect(isEveryAddress(host)).toBe(expected);
  });
});

describe('bindAddressOf', () => {
  it.each([
    ['localhost', '127.0.0.1'],
    ['::1', '::1'],
    ['10.0.0.1', '10.0.0.1'],
    ['etcd.example.com', undefined],
  ])('%s: %s', (host, expected) => {
    expect(bindAddressOf(host)).toBe(expected);
  });
});

import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { checkHost, guardedLookup, hostAndPort, isPublicAddress } from '../../server/net/guard.ts'

describe('addresses nobody outside may make this server talk to', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.2.7',
    '198.18.0.1',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%lo',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '203.162.0.1', '2606:4700::1111', '2a01:4f8::1'])(
    'lets %s pass',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each([
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[fe80::1]/',
    'http://3232235777/',
    'http://①②⑦.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
  ])('sees through the spelling %s', (address) => {
    expect(() => checkHost(new URL(address))).toThrow('not on the public Internet')
  })
})

describe('looking a name up', () => {
  const lookup = (addresses: LookupAddress[], all: boolean) =>
    new Promise((resolve, reject) => {
      guardedLookup((_name, done) => done(null, addresses))('peer.example', { all }, (error, address) =>
        error ? reject(error) : resolve(address),
      )
    })

  it('refuses a name whose every address is private', async () => {
    const inside = [
      { address: '10.0.0.1', family: 4 },
      { address: 'fd00::1', family: 6 },
    ]
    await expect(lookup(inside, false)).rejects.toThrow('not on the public Internet')
    await expect(lookup(inside, true)).rejects.toThrow('not on the public Internet')
  })

  it('hands the socket only the public ones of mixed addresses', async () => {
    const mixed = [
      { address: '127.0.0.1', family: 4 },
      { address: '93.184.215.14', family: 4 },
    ]
    expect(await lookup(mixed, false)).toBe('93.184.215.14')
    expect(await lookup(mixed, true)).toEqual([{ address: '93.184.215.14', family: 4 }])
  })
})

it('writes host and port as HAIDANG_ALLOW_HOSTS does', () => {
  expect(hostAndPort(new URL('https://Peer.Example./x'))).toBe('peer.example:443')
  expect(hostAndPort(new URL('http://127.1:8080/'))).toBe('127.0.0.1:8080')
  expect(hostAndPort(new URL('http://[::1]:80/'))).toBe('[::1]:80')
})

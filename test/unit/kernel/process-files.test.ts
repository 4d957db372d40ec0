import { describe, expect, it } from 'vitest';
import { tcpRows } from '../../../src/kernel/process-files.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
// From a Linux 6.1 kernel, with addresses of the lab.
const rows = [
  '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 35190 1 00000000d4a0ba58 100 0 0 10 0',
  '12345: 0500F40A:9C41 0A01F40A:1F90 01 00000000:00000000 02:00000A3C 00000000  1000        0 35201 2 000000005d1c1bd5 20 4 30 10 -1',
  '   2: 0500F40A:9C42 0A01F40A:1F90 06 00000000:00000000 03:00001653 00000000     0        0 0 3 00000000b9a6ba58',
];
const table = (...lines: readonly string[]) =>
  Buffer.from([head, ...lines].map((line) => `${line.padEnd(149)}\n`).join(''));
const row6 =
  '   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100 0 0 10 0';

describe('a socket table', () => {
  it('has a socket in each row, whatever the width of its number', () => {
    const parsed = [...tcpRows(table(...rows), 4)].map(({ parse }) => parse());
    expect(parsed.map(({ state, inode }) => [state, inode])).toEqual([
      [10, 35190],
      [1, 35201],
      [6, 0],
    ]);
    expect(parsed[1]).toEqual({
      family: 4,
      state: 1,
      localAddress: '10.244.0.5',
      localPort: 40001,
      remoteAddress: '10.244.1.10',
      remotePort: 8080,
      inode: 35201,
    });
  });

  it('tells IPv6 rows, which have no padding', () => {
    const [row] = tcpRows(Buffer.from(`${head}\n${row6}\n`), 6);
    expect(row?.parse()).toMatchObject({ localAddress: '::', localPort: 8080, inode: 4711 });
  });

  it('gives an idle socket the same text while its row number, queues and timers change', () => {
    const [, other = ''] = rows;
    const later = other
      .replace('12345:', '    7:')
      .replace('00000000:00000000 02:00000A3C', '00000000:00000010 02:00000001');
    const texts = [other, later].map((row) => [...tcpRows(table(row), 4)].map(({ text }) => text));
    expect(texts[0]).toEqual(texts[1]);
  });

  it('gives another text to another state, address or file', () => {
    const [, other = ''] = rows;
    const changes = [
      ['9C41', '9C40'],
      [' 01 ', ' 08 '],
      ['35201', '35202'],
    ] as const;
    const texts = ['', ...changes].map((change) => {
      const row = change === '' ? other : other.replace(change[0], change[1]);
      return [...tcpRows(table(row), 4)][0]?.text;
    });
    expect(new Set(texts).size).toBe(4);
  });

  it('may be empty, or cut anywhere', () => {
    expect([...tcpRows(Buffer.alloc(0), 4)]).toEqual([]);
    expect([...tcpRows(table(), 4)]).toEqual([]);
    const whole = table(...rows);
    for (let length = 0; length < whole.length; length++) {
      for (const { parse } of tcpRows(whole.subarray(0, length), 4)) parse();
    }
  });
});

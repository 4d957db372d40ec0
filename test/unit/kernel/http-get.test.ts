import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { httpGet } from '../../../src/kernel/http-get.ts';
import { withAdminServer } from '../../support/admin-server.ts';

const bounds = { host: '127.0.0.1', path: '/', timeoutMs: 1000, deadlineMs: 5000 };

describe('httpGet', () => {
  it('takes a body up to the limit, and none that is longer', async () => {
    await withAdminServer({ '/': [200, 'é'.repeat(500)] }, async ({ port }) => {
      const get = (largestBody: number) => httpGet({ ...bounds, port, largestBody });
      expect(await get(1000)).toEqual({ status: 200, body: 'é'.repeat(500) });
      await expect(get(999)).rejects.toThrow(/: more than 999 bytes$/);
    });
  });

  it('follows no redirection', async () => {
    const moved = {
      '/': (response: ServerResponse) =>
        response.writeHead(302, { location: '/accesslog?enable=true' }).end(),
    };
    await withAdminServer(moved, async ({ port, asked }) => {
      const { status } = await httpGet({ ...bounds, port, largestBody: 10 });
      expect([status, asked]).toEqual([302, ['GET /']]);
    });
  });

  it('ends a body that never ends, however often it has a word', async () => {
    const endless = {
      '/': (response: ServerResponse) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(timer));
      },
    };
    await withAdminServer(endless, async ({ port }) => {
      const getting = httpGet({ ...bounds, port, deadlineMs: 200, largestBody: 1e6 });
      await expect(getting).rejects.toThrow(/not whole after 200 ms$/);
    });
  });
});

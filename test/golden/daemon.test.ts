// What the commands print where the daemon is asked too: on the healthy node of the checks, whose daemon
// was told some things that the maps do not have. The texts are in daemon/; they change only with
// `npx vitest run --project golden -u`, and the difference is read.
import { describe, expect, it } from 'vitest';
import { fakeAdmin, silentAdmin } from '../support/fake-daemon.ts';
import { type FakeParts, fakeNode } from '../support/fake-node.ts';
import { toldServices, toldWorkloads } from '../unit/check/healthy-daemon.ts';
import { healthyParts, podName, serviceName } from '../unit/check/healthy-node.ts';
import { runCli } from './run-cli.ts';

/** A daemon with another target port, an unhealthy endpoint, a new service, and without a pod of the maps. */
const admin = fakeAdmin({
  version: 'v1.2.0',
  services: [
    ...toldServices.map((service) =>
      service.name === serviceName('plain')
        ? { ...service, ports: [[80, 9090]] as const }
        : service,
    ),
    { name: serviceName('new'), vips: ['10.96.0.8'] },
  ],
  workloads: toldWorkloads
    .filter(({ uid }) => uid !== podName('client'))
    .map((pod) => (pod.uid === podName('gateway') ? { ...pod, status: 'UNHEALTHY' } : pod)),
});

async function run(words: readonly string[], parts: FakeParts) {
  const openNode = () => fakeNode({ ...healthyParts, version: 'v1.1.0', ...parts });
  return runCli([...words, '--daemon', '127.0.0.1:15200'], { openNode });
}

describe('a node whose daemon is asked', () => {
  for (const format of ['table', 'json']) {
    it(`status -o ${format}`, async () => {
      const { status, out, err } = await run(['status', '-o', format], { admin });
      expect({ status, err }).toEqual({ status: 0, err: '' });
      await expect(out).toMatchFileSnapshot(`daemon/status.${format}.txt`);
    });
    it(`status -o ${format}, no answer`, async () => {
      const silent = { admin: silentAdmin('cannot GET http://127.0.0.1:15200/version: refused') };
      const { status, out, err } = await run(['status', '-o', format], silent);
      expect(status).toBe(0);
      expect(err).toMatch(
        /^kmscope: DAEMON_UNREADABLE: the daemon at 127\.0\.0\.1:15200: cannot GET/,
      );
      await expect(out).toMatchFileSnapshot(`daemon/status-silent.${format}.txt`);
    });
    it(`services -o ${format}, no name file`, async () => {
      const words = ['services', '-o', format];
      const { status, out, err } = await run(words, { admin, nameFile: null });
      const note = 'no name file was found: the names are those of the daemon at 127.0.0.1:15200';
      expect({ status, err }).toEqual({ status: 0, err: `kmscope: ${note}\n` });
      await expect(out).toMatchFileSnapshot(`daemon/services-unnamed.${format}.txt`);
    });
  }
  for (const format of ['table', 'wide', 'json']) {
    it(`check -o ${format}`, async () => {
      const { status, out, err } = await run(['check', '-o', format], { admin });
      expect({ status, err }).toEqual({ status: 1, err: '' });
      await expect(out).toMatchFileSnapshot(`daemon/check.${format}.txt`);
    });
  }
});

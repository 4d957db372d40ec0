// The fields that the contract promises are in every item, and nothing is lost on the way to a dump.
import { describe, expect, it } from 'vitest';
import { runCli } from '../../golden/run-cli.ts';
import { fakeNode } from '../../support/fake-node.ts';
import { backend, service } from '../../support/routing-maps.ts';

const promised: Readonly<Record<string, string>> = {
  frontends: 'address upstreamId upstream name',
  services: 'id name namespace hostname addresses ports lbPolicy endpointCounts waypoint endpoints',
  endpoints: 'serviceId serviceName prio index backendUid backendName address',
  backends: 'uid name namespace address serviceIds waypoint',
  pods: 'namespace name addresses netnsCookie enabled pids knownBy',
  weights: 'service servicePort target weight share source',
  connections:
    'pod direction state source originalDestination destination verdict reason service viaWaypoint encoded stale ageMs known',
  maps: 'name pin id type keySize valueSize maxEntries entries fill',
};
const envelope = 'schemaVersion kind takenAt tool node kmesh complete problems';

describe('the fields of the contract', () => {
  it.each(Object.entries(promised))('%s', async (command, fields) => {
    const { out } = await runCli([command, '-o', 'json']);
    const document = JSON.parse(out) as { items: object[] };
    expect(Object.keys(document)).toEqual([...envelope.split(' '), 'items']);
    expect(document.items.length).toBeGreaterThan(0);
    for (const item of document.items) {
      expect(Object.keys(item)).toEqual(expect.arrayContaining(fields.split(' ')));
    }
  });

  it('explain', async () => {
    const words = ['explain', '--from', 'any', '--to', 'plain:80', '-o', 'json'];
    const document = JSON.parse((await runCli(words)).out) as Record<string, object[]>;
    const fields = 'from to managed steps outcomes authorization'.split(' ');
    expect(Object.keys(document)).toEqual([...envelope.split(' '), ...fields]);
    const [step] = document['steps'] ?? [];
    const [outcome] = document['outcomes'] ?? [];
    expect(Object.keys(step ?? {})).toEqual(
      expect.arrayContaining(['function', 'map', 'key', 'hit', 'note']),
    );
    expect(Object.keys(outcome ?? {})).toEqual(
      expect.arrayContaining('verdict reason address port backendUid name share'.split(' ')),
    );
  });

  it('dump has the list of every command', async () => {
    const dump = JSON.parse((await runCli(['dump'])).out) as Record<string, unknown>;
    for (const name of Object.keys(promised)) {
      // Weights are recomputed from the other lists.
      if (name !== 'weights') expect(dump[name]).toBeInstanceOf(Array);
    }
  });
});

const itemsOf = async (command: string, node: ReturnType<typeof fakeNode>) => {
  const { out } = await runCli([command, '-o', 'json'], { openNode: () => node });
  return (JSON.parse(out) as { items: unknown[] }).items;
};

describe('what is odd is not lost', () => {
  it('port slots: holes stay, trailing ones go, unused bytes are kept', async () => {
    const ports = [
      [0, 0],
      [80, 8080],
      [0, 0],
      [0x10000 + 81, 82],
    ] as const;
    const node = fakeNode({ services: [service({ id: 1, ports })] });
    expect(await itemsOf('services', node)).toMatchObject([
      {
        ports: [
          { servicePort: 0, targetPort: 0 },
          { servicePort: 80, targetPort: 8080 },
          { servicePort: 0, targetPort: 0 },
          { servicePort: 81, targetPort: 82, rawServicePort: 0x10000 + 81 },
        ],
      },
    ]);
  });

  it('half a waypoint', async () => {
    const node = fakeNode({
      backends: [
        backend(1, '10.0.0.1'),
        backend(2, '10.0.0.2', ['0.0.0.0', 15008]),
        backend(3, '10.0.0.3', ['10.0.0.9', 0]),
        backend(4, '10.0.0.4', ['10.0.0.9', 0x10000]),
      ],
    });
    expect(await itemsOf('backends', node)).toMatchObject([
      { waypoint: null },
      { waypoint: { address: null, port: 15008, effective: true } },
      { waypoint: { address: '10.0.0.9', port: null, effective: false } },
      { waypoint: { address: '10.0.0.9', port: 0, rawPort: 0x10000, effective: true } },
    ]);
  });

  it('a service count beyond the list, and slots behind the count', async () => {
    const slots = [7, 8, ...new Array<number>(8).fill(0)];
    const node = fakeNode({
      backends: [
        { ...backend(1, '10.0.0.1'), serviceCount: 2, serviceIds: slots },
        { ...backend(2, '10.0.0.2'), serviceCount: 1, serviceIds: slots },
        { ...backend(3, '10.0.0.3'), serviceCount: 12, serviceIds: slots },
      ],
    });
    const [sound, behind, beyond] = await itemsOf('backends', node);
    expect(sound).toMatchObject({ serviceIds: [7, 8] });
    expect(sound).not.toHaveProperty('serviceCount');
    expect(behind).toMatchObject({ serviceIds: [7], serviceSlots: slots });
    expect(beyond).toMatchObject({ serviceIds: slots, serviceCount: 12 });
  });

  it('an unknown policy keeps its number', async () => {
    const node = fakeNode({ services: [service({ id: 1, policy: 9 })] });
    expect(await itemsOf('services', node)).toMatchObject([{ lbPolicy: { name: null, raw: 9 } }]);
  });
});

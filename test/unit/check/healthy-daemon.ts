// The daemon that has made the maps of the healthy node.
import {
  fakeAdmin,
  type ToldDaemon,
  type ToldService,
  type ToldWorkload,
} from '../../support/fake-daemon.ts';
import { podName, serviceName } from './healthy-node.ts';

const names = (...services: readonly string[]) => services.map(serviceName);

export const toldServices: readonly ToldService[] = [
  { name: serviceName('fortio'), vips: ['10.96.0.1'], waypoint: 'net1/10.96.0.2' },
  { name: serviceName('waypoint'), vips: ['10.96.0.2'], ports: [[15008, 15008]] },
  { name: serviceName('plain'), vips: ['10.96.0.3'] },
  { name: serviceName('strict'), vips: ['10.96.0.4'], mode: 'STRICT' },
  { name: serviceName('failover'), vips: ['10.96.0.5'], mode: 'FAILOVER' },
  { name: serviceName('dual'), vips: ['10.96.0.6', 'fd00:10:96::6'] },
];

export const toldWorkloads: readonly ToldWorkload[] = [
  { uid: podName('client'), addresses: ['10.244.0.10'] },
  {
    uid: podName('a'),
    addresses: ['10.244.0.11'],
    services: names('fortio', 'plain', 'strict', 'failover'),
  },
  {
    uid: podName('b'),
    addresses: ['10.244.0.12'],
    services: names('fortio', 'plain', 'failover', 'dual'),
  },
  { uid: podName('gateway'), addresses: ['10.244.0.13'], services: names('waypoint') },
];

/** What it answers, with these parts of it changed. */
export function healthyAdmin(changes: ToldDaemon = {}) {
  return fakeAdmin({ services: toldServices, workloads: toldWorkloads, ...changes });
}

/** The services with some fields of one of them changed. */
export function withTold(name: string, changes: Partial<ToldService>): ToldDaemon {
  const services = toldServices.map((service) =>
    service.name === serviceName(name) ? { ...service, ...changes } : service,
  );
  return { services };
}

/** The workloads with some fields of one of them changed. */
export function withToldPod(name: string, changes: Partial<ToldWorkload>): ToldDaemon {
  const workloads = toldWorkloads.map((workload) =>
    workload.uid === podName(name) ? { ...workload, ...changes } : workload,
  );
  return { workloads };
}

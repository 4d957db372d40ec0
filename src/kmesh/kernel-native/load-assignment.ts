// Endpoint__ClusterLoadAssignment, 48 bytes: a cluster's localities.
import { u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

/** Localities beyond it are not looked at. */
export const localityLimit = 64;

export const loadAssignmentLayout = message('Endpoint__ClusterLoadAssignment', {
  cluster_name: reference,
  n_endpoints: u64,
  endpoints: reference,
});

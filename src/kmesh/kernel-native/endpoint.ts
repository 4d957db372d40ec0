// Endpoint__Endpoint, 32 bytes: nothing but an address.
import { message, reference } from './message.ts';

export const endpointLayout = message('Endpoint__Endpoint', { address: reference });

import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

/** Networks that are nobody's shop: this machine, the house around it, and what is reserved. */
const inner = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  inner.ipv4.addSubnet(network, prefix, "ipv4");
// IPv6 that only wraps an IPv4 address (mapped, NAT64, 6to4) leads around the list above, so none of it is taken.
for (const [network, prefix] of [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  inner.ipv6.addSubnet(network, prefix, "ipv6");

/** True for an IP address on the internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !(family === 6 ? inner.ipv6.check(address, "ipv6") : inner.ipv4.check(address, "ipv4"));
}

/** A host name that is no address, or a public one; what a name resolves to is looked at when connecting. */
export function mayBePublic(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? bare !== "localhost" && !bare.endsWith(".localhost") && bare.includes(".") : isPublicAddress(bare);
}

export const privateAddress = "EPRIVATE";

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name for a connection, and only to public addresses: a name that leads inside is refused at the moment it is connected to. */
export function lookupPublic(hostname: string, options: LookupOptions, callback: Callback): void {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address)))
      return callback(Object.assign(new Error("not a public address"), { code: privateAddress }), []);
    if (options.all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  });
}

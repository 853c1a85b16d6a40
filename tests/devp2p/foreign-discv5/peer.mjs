// SPDX-License-Identifier: GPL-3.0-or-later
// A node of another implementation of discovery v5. It prints its record, asks the node whose record is given, prints
// what it was answered, and stays to be asked.
import {Discv5} from '@chainsafe/discv5';
import {ENR, SignableENR} from '@chainsafe/enr';
import {generateKeyPair} from '@libp2p/crypto/keys';
import {multiaddr} from '@multiformats/multiaddr';

const [, , record, port] = process.argv;
const remote = ENR.decodeTxt(record);
const privateKey = await generateKeyPair('secp256k1');
const enr = SignableENR.createFromPrivateKey(privateKey);
const address = multiaddr(`/ip4/127.0.0.1/udp/${port}`);

enr.setLocationMultiaddr(address);
const node = Discv5.create({
  enr, privateKey, bindAddrs: {ip4: address}, config: {requestTimeout: 2000, enrUpdate: false},
});
await node.start();
const pong = await node.sendPing(remote);
const records = await node.sendFindNode(remote, [0]);
const talk = await node.sendTalkReq(remote, Buffer.from('anything'), 'nobody');
console.log(`${pong.addr.port} ${records.length} ${records[0].nodeId === remote.nodeId} ${talk.length}`);

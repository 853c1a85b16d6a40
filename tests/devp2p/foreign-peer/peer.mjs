// SPDX-License-Identifier: GPL-3.0-or-later

// A node with the capabilities aaa/1 and toy/1, on @ethereumjs/devp2p.
//
//   node peer.mjs listen               prints its port and its key, and waits for a caller
//   node peer.mjs dial PORT KEY        calls a node on loopback
//
// toy/1: code 1 is answered by code 2 with the same payload, code 3 by disconnecting as "too many
// peers". Whatever goes wrong is printed, and ends the process with 1.

import { RLPx } from '@ethereumjs/devp2p'
import * as snappy from 'snappyjs'

const PRIVATE_KEY = Buffer.from('22'.repeat(32), 'hex')
const TOO_MANY_PEERS = 4

class Silent {
  constructor (version, peer, send) {}
  _handleMessage (code, data) {}
}

class Toy {
  constructor (version, peer, send) {
    this.peer = peer
    this.send = send
  }

  _handleMessage (code, data) {
    if (code === 1)
      this.send(2, snappy.compress(data))
    else if (code === 3)
      this.peer.disconnect(TOO_MANY_PEERS)
  }
}

function fail (error) {
  console.error(String(error))
  process.exit(1)
}

const rlpx = new RLPx(PRIVATE_KEY, {
  maxPeers: 5,
  capabilities: [
    { name: 'toy', version: 1, length: 8, constructor: Toy },
    { name: 'aaa', version: 1, length: 5, constructor: Silent },
  ],
  listenPort: null,
})
rlpx.events.on('error', fail)
rlpx.events.on('peer:error', (peer, error) => fail(error))
rlpx.events.on('peer:removed', () => setTimeout(() => process.exit(0), 100))

if (process.argv[2] === 'listen') {
  rlpx.listen(0, '127.0.0.1')
  rlpx.events.on('listening', () => {
    const { port } = rlpx._server.address()
    console.log(`${port} ${Buffer.from(rlpx.id).toString('hex')}`)
  })
} else {
  rlpx.connect({
    id: Buffer.from(process.argv[4], 'hex'),
    address: '127.0.0.1',
    tcpPort: Number(process.argv[3]),
  }).catch(fail)
}

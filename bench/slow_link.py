"""A link with a bandwidth and a delay between two network namespaces, for kernels without netem.

python3 slow_link.py NAMESPACE NAMESPACE BITS_PER_SECOND DELAY_MS

Makes a device `link0` in each namespace, with the addresses 10.77.0.1 and 10.77.0.2, and carries packets between them: each
waits until the line is free, takes its bits at the bandwidth, and arrives half of the delay later. Prints "ready".
"""

import collections
import ctypes
import fcntl
import os
import struct
import subprocess
import sys
import threading
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
MTU = 9000
# So many bytes wait in front of the line before packets are dropped.
QUEUE = 4_000_000

libc = ctypes.CDLL(None, use_errno=True)


def device(namespace, address):
    handle = os.open(f'/run/netns/{namespace}', os.O_RDONLY)
    if libc.setns(handle, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), f'cannot enter {namespace}')
    tun = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack('16sH', b'link0', IFF_TUN | IFF_NO_PI))
    for words in (
        ['link', 'set', 'lo', 'up'],
        ['address', 'add', f'{address}/24', 'dev', 'link0'],
        ['link', 'set', 'link0', 'mtu', str(MTU), 'txqueuelen', '2000', 'up'],
    ):
        subprocess.run(['ip', *words], check=True)
    return tun


def carry(source, target, rate, delay):
    arrivals = collections.deque()
    condition = threading.Condition()

    def deliver():
        while True:
            with condition:
                while not arrivals:
                    condition.wait()
                at, packet = arrivals.popleft()
            wait = at - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            os.write(target, packet)

    threading.Thread(target=deliver, daemon=True).start()
    free = 0.0
    while True:
        packet = os.read(source, MTU + 100)
        now = time.monotonic()
        if (free - now) * rate / 8 > QUEUE:
            continue
        free = max(now, free) + 8 * len(packet) / rate
        with condition:
            arrivals.append((free + delay, packet))
            condition.notify()


def main():
    one, other, rate, delay = sys.argv[1:]
    ends = [device(one, '10.77.0.1'), device(other, '10.77.0.2')]
    for source, target in (ends, ends[::-1]):
        arguments = (source, target, float(rate), float(delay) / 2000)
        threading.Thread(target=carry, args=arguments, daemon=True).start()
    print('ready', flush=True)
    threading.Event().wait()


main()

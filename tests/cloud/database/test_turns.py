"""Writers take turns in the order in which they came."""

from __future__ import annotations

import threading
import time

from cloud.database.turns import Turns


def test_whoever_waits_longest_is_next_even_beside_one_that_never_rests() -> None:
    turns, order, began = Turns(), list[int](), threading.Semaphore(0)

    def wait(number: int) -> None:
        began.release()
        with turns:
            order.append(number)

    threads = []
    with turns:
        for number in range(8):
            threads.append(threading.Thread(target=wait, args=(number,)))
            threads[-1].start()
            began.acquire()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    with turns:
        assert order == list(range(8)), "whoever releases and asks again comes last"
    for thread in threads:
        thread.join()


def test_one_at_a_time_holds_it() -> None:
    turns, inside, most = Turns(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            with turns:
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1

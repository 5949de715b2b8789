"""Threads that take jobs from one queue: several for reads, one for writes, so that those keep their order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Lane:
    """A queue of jobs and at most ``width`` threads that live as long as the lane.

    Threads are started when there is work for them, and are reused: what is bound to a thread (a database
    connection) is opened once.  Safe to use from any thread.
    """

    def __init__(self, name: str, width: int) -> None:
        self._name = name
        self._width = width
        self._jobs: deque[Callable[[], None]] = deque()
        self._wake = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._ending = False

    def add(self, job: Callable[[], None]) -> None:
        """Queue a job, which may not raise."""
        with self._wake:
            self._jobs.append(job)
            if self._idle < len(self._jobs) and len(self._threads) < self._width:
                name = f"countersign-{self._name}-{len(self._threads) + 1}"
                thread = threading.Thread(target=self._live, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._wake.notify()

    def end(self, *, drop: bool) -> None:
        """Take no more jobs and let the threads end; ``drop`` forgets the jobs that have not begun."""
        with self._wake:
            self._ending = True
            if drop:
                self._jobs.clear()
            self._wake.notify_all()

    @property
    def alive(self) -> bool:
        """Whether a thread of the lane still runs."""
        return any(thread.is_alive() for thread in self._threads)

    def join(self, seconds: float) -> bool:
        """Wait for the threads for at most that long in all; whether they have ended."""
        for thread in self._threads:
            thread.join(seconds / max(1, len(self._threads)))
        return not self.alive

    def _live(self) -> None:
        while True:
            with self._wake:
                while not self._jobs:
                    if self._ending:
                        return
                    self._idle += 1
                    self._wake.wait()
                    self._idle -= 1
                job = self._jobs.popleft()
            job()

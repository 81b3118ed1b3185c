"""File systems of fsspec: made in the process that uses them, and ended before it forks.

Those of most stores work on a thread with an event loop, of which a forked process would have the
data and not the thread. The loop is ours, so that it can be ended, and made again.
"""

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.util import find_spec
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any

from rebalance.errors import OptionError, RequestError
from rebalance.remote.urls import masked, scheme_of
from rebalance.system import threads, undisturbed
from rebalance.wording import foreign

_PATIENCE = 5.0  # seconds in which threads end that have nothing left to do
_NONE: Mapping[str, object] = MappingProxyType({})
_PACKAGES = {
    "s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "az": "az", "abfs": "az", "abfss": "az",
    "hf": "hf",
}  # fmt: skip

_options: ContextVar[Mapping[str, object]] = ContextVar("storage_options", default=_NONE)


class _Loop:
    """An event loop on a thread of its own, which signals leave alone."""

    def __init__(self) -> None:
        import asyncio
        from threading import Thread

        self._before = threads()
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, name="remote", daemon=True)
        with undisturbed():  # or the thread would take signals that the main one makes wait
            self._thread.start()

    def end(self) -> None:
        """End the thread, and those that it has started, for the system, too.

        To Python a thread has ended while it still gives back what is its own in OpenSSL, under a
        lock: a process that is forked right then waits for that lock for ever.
        """
        import asyncio
        from threading import enumerate as python_threads

        asyncio.run_coroutine_threadsafe(self.loop.shutdown_default_executor(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        until = monotonic() + _PATIENCE
        while threads() - self._before - {one.native_id for one in python_threads()}:
            if monotonic() > until:
                return
            sleep(0.001)


@dataclass
class _Made:
    """What this process has made."""

    process: int = field(default_factory=os.getpid)
    by_key: dict[str, Any] = field(default_factory=dict)
    loop: _Loop | None = None


_made = _Made()
_inherited: list[_Made] = []  # of a process that forked us in spite of it all: never touched


@contextmanager
def using(options: Mapping[str, object]) -> Iterator[None]:
    """Have stores reached as options say, in this block."""
    token = _options.set(options)
    try:
        yield
    finally:
        _options.reset(token)


def storage_options() -> Mapping[str, object]:
    """Tell how stores are reached here."""
    return _options.get()


def kind_of(url: str) -> Any:
    """Load what knows the stores of a URL: a class of fsspec.

    Raises:
        RequestError: It is not installed, or there is none.
    """
    scheme = scheme_of(url)
    if find_spec("fsspec") is None:
        raise _not_installed(scheme, "remote")
    from fsspec import get_filesystem_class

    try:
        return get_filesystem_class(scheme)
    except ImportError as error:
        if scheme not in _PACKAGES:
            raise RequestError(f"{scheme}:// is not installed: {foreign(error)}") from error
        raise _not_installed(scheme, _PACKAGES[scheme]) from error
    except ValueError as error:
        raise RequestError(f"{url}: there is no store called {scheme}") from error


def filesystem(url: str) -> Any:
    """Get the file system of a URL, as the options of `using` say.

    Raises:
        RequestError: What it takes is not installed, or the options are none of its.
    """
    global _made  # noqa: PLW0603  # a forked process makes its own
    if _made.process != os.getpid():
        _inherited.append(_made)
        _made = _Made()
    kind, options = kind_of(url), dict(storage_options())
    options = {**kind._get_kwargs_from_urls(url), **options}
    key = repr((kind, sorted(options.items(), key=repr)))
    if key not in _made.by_key:
        _made.by_key[key] = _new(kind, options)
    return _made.by_key[key]


def _new(kind: Any, options: Mapping[str, object]) -> Any:
    more: dict[str, object] = {"skip_instance_cache": True}
    if kind.async_impl:
        _made.loop = _made.loop or _Loop()
        more |= {"loop": _made.loop.loop, "asynchronous": False}
    try:
        return kind(**options, **more)
    except (TypeError, ValueError) as error:
        said = masked(foreign(error)).splitlines()[0]
        raise OptionError("storage_options", f"they are none of this store: {said}") from error


def end_filesystems() -> None:
    """End what was made: nothing of it may live when a process forks. What is needed is remade."""
    global _made
    if _made.process != os.getpid() or not _made.by_key:
        return
    ended, _made = _made, _Made()
    ended.by_key.clear()
    gc.collect()  # sessions end with their file systems, by the loop
    if ended.loop is not None:
        ended.loop.end()


def _not_installed(scheme: str, extra: str) -> RequestError:
    return RequestError(
        f"paths with {scheme}:// need the extra {extra}",
        f"install it with: pip install 'rebalance-jsonl[{extra}]'",
    )

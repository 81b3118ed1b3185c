"""Putting objects of a run together with its files: whole ones, the manifest last."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from rebalance.errors import AccessError
from rebalance.remote import objects, places
from rebalance.remote.filesystems import using


@dataclass(frozen=True, slots=True)
class Destination:
    """An object to be.

    Attributes:
        url: Its name.
        storage: How its store is reached; a run may have ended when it is put.
    """

    url: str
    storage: Mapping[str, object]


@contextmanager
def published(
    put: Sequence[tuple[str, Destination]],
    before: Sequence[Destination],
    after: Sequence[Destination],
) -> Iterator[None]:
    """Put objects, and do what the block does; if that fails, new objects go again.

    An object that was there is replaced in one go, and cannot come back.

    Args:
        put: Complete files, and what they are to be, the manifest last.
        before: Objects that go before: manifests, which say that the others are whole.
        after: Objects that go when all is done.

    Raises:
        AccessError: One cannot be put or removed.
    """
    with ExitStack() as undo:
        for one in before:
            with _reaching(one), suppress(FileNotFoundError):
                objects.remove(one.url)
        for path, one in put:
            with _reaching(one):
                if not places.is_there(one.url):
                    undo.callback(_take_back, one)
                objects.put(path, one.url)
        yield
        undo.pop_all()
    for one in after:
        with _reaching(one), suppress(FileNotFoundError):
            objects.remove(one.url)


@contextmanager
def _reaching(one: Destination) -> Iterator[None]:
    try:
        with using(one.storage):
            yield
    except OSError as error:
        raise AccessError(one.url, f"cannot be written: {error.strerror}") from error


def _take_back(one: Destination) -> None:
    with suppress(OSError), using(one.storage):  # the first fault is the one to be told
        objects.remove(one.url)

"""Whether a package is still as it was made: every member by its digest, every event by its hash, every count.

That a whole package was not made anew, with other events, a package cannot say of itself: the digest of its manifest is in the log of
those who made it (`custody.exported`), and so are the leaf hashes.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from activities.archive import cloud
from activities.archive.package import FORMAT, MANIFEST
from activities.evidence import ADDED
from domain.shapes import canonical
from eventlog.encoder import NO_LEAF
from eventlog.port import StoredEvent

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a member that is read whole."""
PIECE: Final = 1024 * 1024


class NotAPackage(ValueError):
    """The file is no package, or one of another release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it was made: which member, and what is wrong with it. `key`: see `workers.cli.export`."""

    member: str
    key: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found. `manifest`: its digest."""

    manifest: str
    cases: int
    events: int
    files: int
    faults: tuple[Fault, ...]


def check(path: Path) -> Checked:
    """Read all of it. Raises `NotAPackage`, and OSError where the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as opened:
            return _checked(opened)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, UnicodeDecodeError) as error:
        raise NotAPackage(str(error)) from error


def _checked(opened: zipfile.ZipFile) -> Checked:
    raw = _read(opened, MANIFEST)
    try:
        manifest = json.loads(raw)
        if manifest["format"] != FORMAT:
            raise NotAPackage(f"its format is {str(manifest['format'])[:40]!r}, not {FORMAT}")
        counted = len(manifest["cases"]), sum(int(each["events"]) for each in manifest["cases"]), len(manifest["files"])
        faults = list(dict.fromkeys((*_members(opened, manifest["members"]), *_events(opened, manifest), *_files(opened, manifest))))
        if canonical(manifest) != raw:
            faults.append(Fault(member=MANIFEST, key="altered"))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise error if isinstance(error, NotAPackage) else NotAPackage(f"its manifest cannot be read: {error!r}") from error
    cases, events, files = counted
    return Checked(manifest=sha256(raw).hexdigest(), cases=cases, events=events, files=files, faults=tuple(faults))


def _read(opened: zipfile.ZipFile, name: str) -> bytes:
    """A member that is read whole."""
    if name not in opened.namelist():
        raise NotAPackage(f"it has no {name}")
    if opened.getinfo(name).file_size > LARGEST:
        raise NotAPackage(f"{name} is larger than {LARGEST} bytes")
    return opened.read(name)


# --- every member ------------------------------------------------------------------------------------


def _members(opened: zipfile.ZipFile, told: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """What is there is what the manifest says, each once."""
    names = opened.namelist()
    for name in sorted(set(told) | set(names) - {MANIFEST}):
        if name not in told:
            yield Fault(member=name, key="not_listed")
        elif name not in names:
            yield Fault(member=name, key="missing")
        elif names.count(name) > 1:
            yield Fault(member=name, key="twice")
        elif _digest(opened, name) != (told[name]["sha256"], told[name]["size"]):
            yield Fault(member=name, key="altered")


def _digest(opened: zipfile.ZipFile, name: str) -> tuple[str, int]:
    found, size = sha256(), 0
    try:
        with opened.open(name) as file:
            while piece := file.read(PIECE):
                found.update(piece)
                size += len(piece)
    except zipfile.BadZipFile:  # its own checksum says so already
        return "", size
    return found.hexdigest(), size


# --- every event -------------------------------------------------------------------------------------


def _events(opened: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """One after the other, none left out, each as it was hashed when it was written."""
    put = dict[str, str]()
    for case in manifest["cases"]:
        for folder, count in (("events", case["events"]), ("refused", case["refused"])):
            name = f"{folder}/{case['number']}.jsonl"
            if not count or name not in opened.namelist():
                continue
            category = case["case"][:-37] if folder == "events" else "refused"
            yield from _stream(opened, name, (category, case["case"][-36:]), count, case["leaf"] if folder == "events" else "", put)
    told = {each["event"]: each["digest"] for each in manifest["files"]}
    if told != put:
        yield Fault(member=MANIFEST, key="files_differ")


def _stream(opened: zipfile.ZipFile, name: str, stream: tuple[str, str], count: int, last: str, put: dict[str, str]) -> Iterator[Fault]:
    leaf, version = NO_LEAF, 0
    try:
        lines = _read(opened, name).removesuffix(b"\n").split(b"\n")
    except zipfile.BadZipFile:
        return  # said already
    for version, text in enumerate(lines, 1):
        try:
            event = cloud.read(text, leaf)
        except cloud.NotAnEvent as error:
            yield Fault(member=name, key="not_as_hashed", detail=f"{version}: {error}")
            return
        if event.version != version or (event.stream.category, str(event.stream.id)) != stream:
            yield Fault(member=name, key="out_of_order", detail=str(version))
            return
        _note(event, put)
        leaf = event.leaf
    if version != count or (last and leaf.hex() != last):
        yield Fault(member=name, key="not_all", detail=f"{version}/{count}")


def _note(event: StoredEvent, put: dict[str, str]) -> None:
    if event.type == ADDED:
        put[str(event.event_id)] = str(json.loads(event.data)["digest"])


# --- every file --------------------------------------------------------------------------------------


def _files(opened: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """A file that is included is the one that was put."""
    for digest in sorted({each["digest"] for each in manifest["files"] if each["included"]}):
        name = f"files/{digest}"
        if name not in opened.namelist():
            yield Fault(member=name, key="missing")
        elif _digest(opened, name)[0] != digest:
            yield Fault(member=name, key="altered")

"""Write the lock files, or check that they say what pyproject.toml asks for and name no host."""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOCKS = {"requirements.lock": [], "requirements-dev.lock": ["--extra", "dev"]}
COMPILE = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
COMPILE += [
    "--overrides",
    "tools/overrides.txt",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
]
A_HOST = re.compile(r"\w+://|--index-url|--extra-index-url|--find-links|\bfile:")


class Unreachable(Exception):
    """The package registry does not answer."""


def main() -> int:
    """0 well, 1 stale."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--upgrade", action="store_true")
    wanted = parser.parse_args()
    try:
        return check() if wanted.check else write(upgrade=wanted.upgrade)
    except Unreachable as reason:
        # Offline, what can be judged was judged; a run that reaches the registry judges the rest.
        print(f"lock: the registry is not reachable, so freshness was not checked ({reason})", file=sys.stderr)
        return 0 if wanted.check else 3


def write(*, upgrade: bool) -> int:
    """Both, so that one thing is tested and shipped."""
    for name in LOCKS:
        compile_lock(name, Path(name), upgrade=upgrade)
    return 0


def check() -> int:
    """Each lock compiled again, its own versions preferred, must come out the same."""
    hosts = [f"{name}: names a host: {line}" for name in LOCKS for line in Path(name).read_text().splitlines() if A_HOST.search(line)]
    apart = [f"requirements.lock: {pin} is not what is tested" for pin in sorted(pins("requirements.lock") - pins("requirements-dev.lock"))]
    print("\n".join(hosts + apart), end="\n" if hosts or apart else "")
    return int(any([*hosts, *apart, *map(is_stale, LOCKS)]))


def pins(name: str) -> set[str]:
    """``package==version`` of each line that has one."""
    return set(re.findall(r"^[\w.\[\]-]+==[\w.+!-]+", Path(name).read_text(), flags=re.MULTILINE))


def is_stale(name: str) -> bool:
    """Compile a copy; print how it differs."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        shutil.copy(name, copy)
        compile_lock(name, copy, upgrade=False)
        now, then = copy.read_text().splitlines(), Path(name).read_text().splitlines()
    print("\n".join(difflib.unified_diff(then, now, name, "make lock", lineterm="", n=0)), end="" if now == then else "\n")
    return now != then


def compile_lock(name: str, target: Path, *, upgrade: bool) -> None:
    """One lock file, in place: versions that it has stay unless they must move."""
    command = [*COMPILE, *LOCKS[name], "--output-file", str(target), *(["--upgrade"] if upgrade else [])]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        if "error sending request" in done.stderr or "dns error" in done.stderr or "Connect" in done.stderr:
            raise Unreachable(done.stderr.strip().splitlines()[-1].strip())
        raise SystemExit(done.stderr)


def environment() -> dict[str, str]:
    """Find uv beside this Python."""
    return dict(os.environ) | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


if __name__ == "__main__":
    sys.exit(main())

"""Opening torch's shared libraries without holding Python's global lock.

`import torch` holds the lock while the dynamic linker maps and relocates about a gigabyte
(0.3 s here, more from a cold disk), and the window stands still for as long. Opened before,
through a foreign call during which ctypes lets go of the lock, they are found ready by the
import. Linux only: the other systems' loaders name and search libraries in their own ways.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

# As torch itself does: the first brings the GPU libraries it was built against, for all to see.
_GLOBAL = "libtorch_global_deps.so"
_LOCAL = ("libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so")
_CHUNK = 1 << 20


def folder() -> Path | None:
    """Return torch's folder without importing torch."""
    spec = importlib.util.find_spec("torch")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def open_all() -> list[str]:
    """Open what is there, in order; return the names. Failures are left for `import torch`."""
    home = folder()
    if sys.platform != "linux" or home is None:
        return []
    opened = [name for name in (_GLOBAL, *_LOCAL) if _open(home / "lib" / name)]
    # These two call Python as they start, so the import opens them; at least from memory.
    _read(home / "lib" / "libtorch_python.so")
    for path in home.glob("_C*.so"):
        _read(path)
    return opened


def _open(path: Path) -> bool:
    if not path.is_file():
        return False
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.restype = ctypes.c_void_p
    dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    visibility = os.RTLD_GLOBAL if path.name == _GLOBAL else os.RTLD_LOCAL
    return bool(dlopen(os.fsencode(path), os.RTLD_NOW | visibility))


def _read(path: Path) -> None:
    """Bring a file into the system's cache."""
    buffer = bytearray(_CHUNK)
    try:
        with path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass
    except OSError:
        return

"""Train the bundled models again, with the program's own command, and strip them for shipping.

python models/make.py            all of them (about an hour on two cores)
python models/make.py digits-pca one of them
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = ("recipe.json", "summary.json", "history.csv", "best.safetensors")
RUNS = {
    "digits-vae": ["Digits VAE", "vae", "--steps", "7000", "--preview-seconds", "60"],
    "digits-gan": ["Digits GAN", "rpgan", "--steps", "12000", "--preview-seconds", "60"],
    "digits-pca": ["Digits PCA", "pca"],
}


def main(names: list[str]) -> None:
    """Train each of `names` (all when none is given) on MNIST's 60,000 digits."""
    for key in names or RUNS:
        name, objective, *extra = RUNS[key]
        with tempfile.TemporaryDirectory() as temporary:
            out = Path(temporary) / key
            command = [sys.executable, "-m", "genstudio", "train", "--data", "torchvision:MNIST"]
            command += ["--objective", objective, "--name", name, "--out", str(out), *extra]
            subprocess.run(command, check=True)
            strip(out, HERE / key)


def strip(run: Path, target: Path) -> None:
    """Copy what a bundled model needs: no optimiser state, nothing about this computer."""
    target.mkdir(exist_ok=True)
    for file in KEPT:
        shutil.copyfile(run / file, target / file)
    summary = json.loads((target / "summary.json").read_text(encoding="utf-8"))
    summary["environment"].pop("platform", None)
    summary["process"] = 0
    text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
    (target / "summary.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

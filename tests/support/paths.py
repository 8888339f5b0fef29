"""Where things are in the checkout, and where tests leave what a person may look at."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
OFFICE_CONFIG: Final = ROOT / "config.yaml"
NODE_MODULES: Final = ROOT / "node_modules"
RESULTS: Final = ROOT / "test-results"

"""A secret that config.yaml names but does not hold."""

import os
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from queue_monitor.config.section import Section
from queue_monitor.config.values import EnvName, Text, wanted


class Secret(Section):
    """Where a password lies: in an environment variable or in a file."""

    env: EnvName | None = Field(default=None, description="the environment variable that has it")
    file: Text | None = Field(
        default=None, description="the file whose first line it is (full path)"
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise wanted("either `env: NAME_OF_A_VARIABLE` or `file: path`")
        return self

    def reveal(self) -> str:
        """The secret itself, read anew. Raises OSError (file) or KeyError (variable) if gone."""
        if self.env is not None:
            return os.environ[self.env]
        return Path(self.file or "").read_text(encoding="utf-8").partition("\n")[0].strip()

    def missing(self) -> str | None:
        """Why `reveal` would fail or give nothing, or None if it would not."""
        try:
            return None if self.reveal() else "it is empty"
        except KeyError:
            return "it is not set"
        except (OSError, UnicodeDecodeError):
            return "it cannot be read"

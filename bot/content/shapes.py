"""What the shapes of all files in dialogs/ are made of: ids, their short forms, and how strictly a mapping is read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=20)]
TextId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=60)]
PassageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.]*$", max_length=20)]
LevelName = Literal["none", "starter", "adapted", "gentle", "clinician", "stop", "urgent"]


def one_or_many(value: Any) -> Any:
    """One string is short for a list of one."""
    return [value] if isinstance(value, str) else value


Ids = Annotated[list[Id], BeforeValidator(one_or_many), Field(min_length=1)]
AnyIds = Annotated[list[Id], BeforeValidator(one_or_many)]
TextIds = Annotated[list[TextId], BeforeValidator(one_or_many), Field(min_length=1)]
Passages = Annotated[list[PassageId], BeforeValidator(one_or_many), Field(min_length=1)]

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
"""How every mapping in a file is read: unknown keys are refused, and nothing is turned into something else."""

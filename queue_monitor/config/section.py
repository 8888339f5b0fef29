"""The base of every block of config.yaml: frozen, strict, no unknown keys, units in keys."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from queue_monitor.config.values import UNITS_S, Bare, Twice, say


def holds_span(annotation: Any) -> bool:
    """Whether a field of this type is a span, so that its key may end in a unit."""
    return annotation is timedelta or any(holds_span(part) for part in get_args(annotation))


def span_keys(name: str) -> tuple[str, ...]:
    """The keys under which the span `name` may be given."""
    return (name, *(f"{name}_{unit}" for unit in UNITS_S))


class Section(BaseModel):
    """One block of config.yaml. A span is given as `wait: 2 min` or `wait_seconds: 120`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _units_in_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        data = dict(data)
        for name in cls.span_fields():
            given = [key for key in span_keys(name) if key in data]
            if len(given) > 1:
                data[name] = Twice(tuple(given))
            elif given and given != [name]:
                data[name] = Bare(data[given[0]], given[0].removeprefix(f"{name}_"))
            for key in given:
                if key != name:
                    del data[key]
        return data

    @classmethod
    def span_fields(cls) -> tuple[str, ...]:
        """The names of the fields that are spans."""
        return tuple(
            name for name, field in cls.model_fields.items() if holds_span(field.annotation)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """As pydantic has it, with the keys and defaults of spans as one writes them."""
        schema = handler(core_schema)
        block = handler.resolve_ref_schema(schema)
        properties = block.get("properties", {})
        for key, shape in properties.items():
            field = cls.model_fields.get(key)
            if field and isinstance(field.default, timedelta):
                shape["default"] = say(field.default)
            elif isinstance(shape.get("default"), dict):
                del shape["default"]  # a block's defaults stand in the block
        for name in cls.span_fields():
            if name in block.get("required", ()):
                block["required"] = [key for key in block["required"] if key != name]
            for key in span_keys(name)[1:]:
                described = properties[name].get("description", "")
                properties[key] = {"type": "number", "minimum": 0, "description": described}
        return schema
